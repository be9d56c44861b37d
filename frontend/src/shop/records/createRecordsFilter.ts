import { useSearchParams } from "@solidjs/router";
import { createMemo } from "solid-js";
import { FIRST } from "../../shared/paging/place.ts";
import { serverNow } from "../../shared/primitives/clock.ts";
import {
  type Period,
  periodQuery,
  type RecordsFilter,
  type RecordsQuery,
  readFilter,
  type Tab,
} from "./recordsFilter.ts";

export type RecordsFiltering = ReturnType<typeof createRecordsFilter>;

/** The filters that the address holds, and what changes them. Every change but turning the page begins at the first. */
export function createRecordsFilter(kinds: Record<Tab, readonly string[]>) {
  const [query, setQuery] = useSearchParams<Record<keyof RecordsFilter, string>>();
  const filter = createMemo(() => readFilter(query, kinds));
  const change = (changes: RecordsQuery) => setQuery({ ...changes, ...FIRST }, { scroll: false });

  return {
    filter,
    // The two tabs have kinds of their own; the time holds for both.
    chooseTab: (tab: Tab) => change({ tab: tab === "orders" ? "" : tab, kind: "" }),
    chooseKind: (kind: string) => change({ kind }),
    choosePeriod: (period: Period) => change(periodQuery(period, new Date(serverNow()))),
    chooseFrom: (from: string) => change({ from }),
    chooseTo: (to: string) => change({ to }),
    clear: () => change({ kind: "", period: "", from: "", to: "" }),
    /** In place of a page that there is not. */
    correct: (page: number) =>
      setQuery({ ...FIRST, page: page === 1 ? undefined : String(page) }, { replace: true }),
  };
}
