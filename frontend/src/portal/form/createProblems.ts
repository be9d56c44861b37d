import { createSignal } from "solid-js";
import type { Problems } from "./problems.ts";

/**
 * Which problems a form shows: of a field that was left, all of them once it was sent, and what the server found until the
 * field is changed.
 */
export function createProblems(found: () => Problems) {
  const [left, setLeft] = createSignal<ReadonlySet<string>>(new Set());
  const [all, setAll] = createSignal(false);
  const [refused, setRefused] = createSignal<Problems>({});
  return {
    found,
    of: (path: string) =>
      refused()[path] ?? (all() || left().has(path) ? found()[path] : undefined),
    leave: (path: string) => afterPress(() => setLeft((paths) => new Set([...paths, path]))),
    /** Something was typed: what the server said of it is no longer so. */
    change: (path: string) => setRefused(({ [path]: _gone, ...others }) => others),
    showAll: () => setAll(true),
    refuse: setRefused,
    reset: () => {
      setLeft(new Set<string>());
      setAll(false);
      setRefused({});
    },
  };
}

/** Longer than most presses; after leaving a field by key nobody waits for it. */
const PRESS_MS_MAX = 300;

/** A field is left when a press begins elsewhere: what it shows then must not move away what is being pressed. */
function afterPress(act: () => void): void {
  const end = () => {
    clearTimeout(timer);
    window.removeEventListener("pointerup", end);
    setTimeout(act);
  };
  const timer = setTimeout(end, PRESS_MS_MAX);
  window.addEventListener("pointerup", end);
}

export type FormProblems = ReturnType<typeof createProblems>;

/** Moves to the first field that is marked, where the reader can mend it. */
export function focusFirstProblem(form: HTMLElement): void {
  queueMicrotask(() => form.querySelector<HTMLElement>("[aria-invalid='true']")?.focus());
}
