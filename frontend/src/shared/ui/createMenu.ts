import { type Accessor, createSignal, onCleanup, onMount } from "solid-js";

const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

interface MenuParts {
  /** Holds the button and, while it is open, the list. */
  root: Accessor<HTMLElement>;
  button: Accessor<HTMLElement>;
}

/** A menu button as the ARIA practices have it: arrows move, Esc and leaving close, the button gets the focus back. */
export function createMenu({ root, button }: MenuParts) {
  const [open, setOpen] = createSignal(false);
  const items = () => [...root().querySelectorAll<HTMLElement>("[role^=menuitem]")];
  const isInside = (target: EventTarget | null) => root().contains(target as Node | null);

  const show = () => {
    setOpen(true);
    (items().find((item) => item.getAttribute("aria-checked") === "true") ?? items()[0])?.focus();
  };
  const hide = (refocus: boolean) => {
    setOpen(false);
    if (refocus) button().focus();
  };

  const onOutside = (event: PointerEvent) => {
    if (open() && !isInside(event.target)) hide(false);
  };
  onMount(() => {
    document.addEventListener("pointerdown", onOutside);
    onCleanup(() => document.removeEventListener("pointerdown", onOutside));
  });

  const move = (event: KeyboardEvent) => {
    const list = items();
    const at = list.indexOf(document.activeElement as HTMLElement);
    const next = STEPS[event.key]?.(at, list.length);
    if (next === undefined) return;
    event.preventDefault();
    list[next]?.focus();
  };

  return {
    open,
    show,
    hide,
    onKeyDown: (event: KeyboardEvent) => {
      if (open() && event.key === "Escape") {
        event.stopPropagation();
        hide(true);
      } else if (open()) {
        move(event);
      } else if (event.key === "ArrowDown") {
        event.preventDefault();
        show();
      }
    },
    onFocusOut: (event: FocusEvent) => {
      if (event.relatedTarget && !isInside(event.relatedTarget)) hide(false);
    },
  };
}
