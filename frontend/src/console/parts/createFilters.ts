import { useSearchParams } from "@solidjs/router";
import { createMemo } from "solid-js";
import { type PlaceQuery, readPlace } from "../../shared/paging/place.ts";

/** A list's filters in the address, so that a list can be bookmarked, sent and gone back to. What is empty is left out. */
export function createFilters<K extends string>(names: readonly K[]) {
  type Name = K | keyof PlaceQuery;
  const [query, setQuery] = useSearchParams<Record<Name, string>>();
  const given = (name: Name): string => {
    const value = query[name];
    return typeof value === "string" ? value : "";
  };
  const values = createMemo(
    () => Object.fromEntries(names.map((name) => [name, given(name)])) as Record<K, string>,
  );
  /** A filter that changes leads back to the first part. */
  const set = (changed: Partial<Record<K, string>>) => {
    const next: Record<string, string | null> = { before: null, page: null };
    for (const [name, value] of Object.entries<string | undefined>(changed))
      next[name] = value || null;
    setQuery(next as never);
  };
  const isFiltered = () => Object.values(values()).some(Boolean);
  const reset = () => set(Object.fromEntries(names.map((name) => [name, ""])) as Record<K, string>);
  const turn = (place: { before: string | null }) => setQuery(place as never, { scroll: true });
  return { values, set, reset, isFiltered, turn, before: () => readPlace(query).before ?? "" };
}

export type Filters<K extends string> = ReturnType<typeof createFilters<K>>;

/** Filters with the days of `StretchFilter`, as the API takes them. */
export const asStretch = <T extends { since: string; until: string }>({
  since,
  until,
  ...rest
}: T) => ({ ...rest, from: startOfDay(since), to: endOfDay(until) });

/** A day as it is chosen, in the operator's own time zone, as the instant that it begins. */
export function startOfDay(day: string): string | undefined {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return undefined;
  return new Date(year, month - 1, date).toISOString();
}

/** The instant after the day: "until the 26th" includes the 26th. */
export function endOfDay(day: string): string | undefined {
  const [year, month, date] = day.split("-").map(Number);
  if (!year || !month || !date) return undefined;
  return new Date(year, month - 1, date + 1).toISOString();
}
