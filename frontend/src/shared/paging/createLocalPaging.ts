import { createSignal } from "solid-js";
import type { Paging } from "./createPaging.ts";

/** The same for a list that is a part of a page, whose address does not name it. */
export function createLocalPaging(): Paging & {
  /** Another filter begins at the first page. */
  restart(): void;
} {
  const [passed, setPassed] = createSignal<readonly string[]>([]);
  const place = () => ({ page: passed().length + 1, before: passed().at(-1) });
  return {
    place,
    restart: () => setPassed([]),
    previous: () => setPassed((cursors) => cursors.slice(0, -1)),
    next: ({ page, next }) => {
      if (next !== null && page === place().page) setPassed((cursors) => [...cursors, next]);
    },
  };
}
