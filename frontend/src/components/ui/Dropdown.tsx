import { createSignal, createUniqueId, For, type JSX, onCleanup, onMount, Show } from "solid-js";
import { Icon, type IconName } from "./Icon.tsx";

export interface DropdownItem {
  label: string;
  icon?: IconName;
  /** Set for a choice among several; absent for a plain action. */
  checked?: boolean;
  onSelect: () => void;
}

interface DropdownProps {
  label: string;
  trigger: JSX.Element;
  class?: string;
  heading?: string;
  items: DropdownItem[];
}

const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** A menu button as the ARIA practices have it: arrows move, Esc and leaving close, the button gets the focus back. */
export function Dropdown(props: DropdownProps) {
  const [open, setOpen] = createSignal(false);
  const id = createUniqueId();
  let root!: HTMLDivElement;
  let button!: HTMLButtonElement;

  const items = () => [...root.querySelectorAll<HTMLElement>("[role^=menuitem]")];
  const show = () => {
    setOpen(true);
    (items().find((item) => item.getAttribute("aria-checked") === "true") ?? items()[0])?.focus();
  };
  const hide = (refocus: boolean) => {
    setOpen(false);
    if (refocus) button.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open()) {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      return show();
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      return hide(true);
    }
    const list = items();
    const next = STEPS[event.key]?.(
      list.indexOf(document.activeElement as HTMLElement),
      list.length,
    );
    if (next === undefined) return;
    event.preventDefault();
    list[next]?.focus();
  };

  const onOutside = (event: PointerEvent) => {
    if (open() && !root.contains(event.target as Node)) hide(false);
  };
  onMount(() => {
    document.addEventListener("pointerdown", onOutside);
    onCleanup(() => document.removeEventListener("pointerdown", onOutside));
  });

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the menu inside.
    <div
      class="dropdown"
      ref={root}
      onKeyDown={onKeyDown}
      onFocusOut={(event) =>
        event.relatedTarget && !root.contains(event.relatedTarget as Node) && hide(false)
      }
    >
      <button
        ref={button}
        type="button"
        class={`pill ${props.class ?? ""}`}
        aria-label={props.label}
        aria-haspopup="menu"
        aria-expanded={open()}
        aria-controls={id}
        onClick={() => (open() ? hide(true) : show())}
      >
        {props.trigger}
      </button>
      <Show when={open()}>
        <div class="dropdown-list" id={id} role="menu" aria-label={props.label}>
          <Show when={props.heading}>
            <p class="dropdown-heading">{props.heading}</p>
          </Show>
          <For each={props.items}>
            {(item) => (
              // biome-ignore lint/a11y/useAriaPropsSupportedByRole: only a menuitemradio gets it.
              <button
                type="button"
                tabindex="-1"
                role={item.checked === undefined ? "menuitem" : "menuitemradio"}
                aria-checked={item.checked}
                onClick={() => {
                  hide(true);
                  item.onSelect();
                }}
              >
                <Show when={item.icon}>{(icon) => <Icon name={icon()} />}</Show>
                <span>{item.label}</span>
                <Show when={item.checked}>
                  <Icon name="check" class="tick" />
                </Show>
              </button>
            )}
          </For>
        </div>
      </Show>
    </div>
  );
}
