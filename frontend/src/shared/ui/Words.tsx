import { Show } from "solid-js";

/**
 * A text that changes by itself, in an element that is replaced with it. A browser that translates the page takes the text
 * nodes away, and what is written to them later is seen by nobody (solidjs/solid#1451).
 */
export function Words(props: { text: string }) {
  return (
    <Show when={props.text} keyed>
      {(text) => <span>{text}</span>}
    </Show>
  );
}
