const STROKES = {
  bolt: "M13 2.8 4.8 13.4H11l-1 7.8 8.2-10.6H12z",
  layers: "m12 3.5 8.5 4.6L12 12.7 3.5 8.1zM4 12.3l8 4.3 8-4.3M4 16.3l8 4.3 8-4.3",
  receipt: "M5.5 3.5h13v17l-2.6-1.7-2 1.7-1.9-1.7-1.9 1.7-2-1.7-2.6 1.7zM9 8.5h6M9 12.5h6",
  menu: "M4 7h16M4 12h16M4 17h16",
  globe:
    "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM3.5 12h17M12 3.5c2.3 2.3 3.5 5.2 3.5 8.5s-1.2 6.2-3.5 8.5c-2.3-2.3-3.5-5.2-3.5-8.5s1.2-6.2 3.5-8.5z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.8v2M12 19.2v2M2.8 12h2M19.2 12h2M5.5 5.5l1.4 1.4M17.1 17.1l1.4 1.4M18.5 5.5l-1.4 1.4M6.9 17.1l-1.4 1.4",
  moon: "M20 14.3A8.2 8.2 0 0 1 9.7 4a8.2 8.2 0 1 0 10.3 10.3z",
  monitor: "M4 4.8h16v11H4zM9 20h6M12 15.8V20",
  check: "m5 12.5 4.5 4.5L19 7.5",
  close: "m6 6 12 12M18 6 6 18",
  back: "M19 12H5M11 6l-6 6 6 6",
  forward: "M5 12h14M13 6l6 6-6 6",
  copy: "M9 9h10.5v10.5H9zM5.5 15H4.5V4.5H15v1",
  link: "M10 13.8a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.5 1.5M14 10.2a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.5-1.5",
  external: "M14 4.5h5.5V10M19.5 4.5 11 13M17.5 14v5.5h-13v-13H10",
  lock: "M6 10.5h12v9.5H6zM8.5 10.5V7.8a3.5 3.5 0 0 1 7 0v2.7M12 14.3v2",
  refresh: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4v5h-5",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
  alert: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 8v4.8M12 16v.2",
  info: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 11.2V16M12 7.8V8",
  user: "M12 4.3a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4zM4.8 20c.6-3.6 3.5-5.5 7.2-5.5s6.6 1.9 7.2 5.5",
  leave: "M14 4.5h5.5v15H14M4.5 12H15M8.5 8l-4 4 4 4",
  box: "m12 3.5 8 4.3v8.4l-8 4.3-8-4.3V7.8zM4 7.8l8 4.4 8-4.4M12 12.2v8.3",
  undo: "M8.5 5 4.5 9l4 4M4.5 9H14a5.5 5.5 0 0 1 0 11H9",
  chevron: "m7 10 5 5 5-5",
  coins: "M14.5 4a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM8.6 9.1a5.5 5.5 0 1 0 6.3 6.3M14.5 7.5v4",
  download: "M12 4v11M7.5 10.8 12 15.3l4.5-4.5M4.5 19.5h15",
  tag: "M4 4.5h7.5l8.5 8.5-7.5 7.5L4 12zM8 8.5v.2",
  card: "M3.5 6h17v12.5h-17zM3.5 10.2h17M7 15h4",
  chart: "M4.5 20v-8h3.5v8zM10.3 20V4h3.4v16zM16 20v-5.5h3.5V20z",
  file: "M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5M9.5 12.5h5.5M9.5 16.5h5.5",
  phone: "M8 3.5h8v17H8zM11 17.8h2",
} satisfies Record<string, string>;

export type IconName = keyof typeof STROKES;

/** A line drawing in the text's colour and size; the words beside it carry the meaning. */
export function Icon(props: { name: IconName; class?: string }) {
  return (
    <svg class={`icon ${props.class ?? ""}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={STROKES[props.name]} />
    </svg>
  );
}
