import { useLocation, useNavigate, useSearchParams } from "@solidjs/router";
import { createEffect, createMemo, on } from "solid-js";
import type { Failure } from "../api/answer.ts";
import { type ListPlace, type PlaceQuery, readPlace, type Turnable } from "./place.ts";

export interface Paging {
  place: () => ListPlace;
  previous: () => void;
  next: (answer: Turnable) => void;
}

/** In the browser's history: the entry before this one is the page before. */
const TURNED = { turned: true };

/**
 * Turns a list in its address. "Next" goes on after the last row that is shown, so that rows that are written meanwhile repeat and
 * hide none; "previous" goes back as the browser does, where it can.
 */
export function createPaging(failure: () => Failure | undefined, scroll = false): Paging {
  const [query, setQuery] = useSearchParams<PlaceQuery>();
  const location = useLocation<Partial<typeof TURNED>>();
  const navigate = useNavigate();
  const place = createMemo(() => readPlace(query));
  const show = ({ page, before }: ListPlace, more: object = {}) =>
    setQuery(
      { page: page === 1 ? undefined : String(page), before: before ?? undefined },
      { scroll, ...more },
    );

  /** By number: a frame's history keeps no state. */
  const visited = new Map<number, string | undefined>();
  let isLeaving = false;
  createEffect(
    on(place, ({ page, before }) => {
      isLeaving = false;
      if (page === 1) visited.clear();
      visited.set(page, before);
    }),
  );
  // A cursor of another list, or one that was typed: the page of that number is there all the same.
  createEffect(() => {
    if (failure()?.errors.some(({ field }) => field === "before") && place().before)
      show({ page: place().page, before: undefined }, { replace: true });
  });

  return {
    place,
    previous: () => {
      const page = place().page - 1;
      if (page < 1) return;
      if (!location.state?.turned) return show({ page, before: visited.get(page) });
      // Going back takes a moment: pressed twice, it would leave the list.
      if (!isLeaving) navigate(-1);
      isLeaving = true;
    },
    next: ({ page, next }) => {
      // While the next page is on the way, what is shown leads only there.
      if (next !== null && page === place().page)
        show({ page: page + 1, before: next }, { state: TURNED });
    },
  };
}
