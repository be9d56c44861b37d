import type { Place } from "../cursor.ts";
import type { EventType } from "../event.ts";
import { type Part, partOf } from "../page.ts";

/**
 * One timeline of what touched a customer, out of several lists that each are in order: the newest first, of the same instant by
 * source, and within one by the place there. A total order, so that a page that is cut anywhere goes on without a gap. Pure.
 */

/** Each list with what its entries of one instant are ordered by. */
const TIES = {
  audit: "number",
  refund: "string",
  event: "number",
  ledger: "number",
  order: "string",
} as const;
export type TimelineSource = keyof typeof TIES;
export const TIMELINE_SOURCES = Object.keys(TIES) as TimelineSource[];

export interface Placed {
  source: TimelineSource;
  atMs: number;
  /** Unique within the source. */
  tie: number | string;
}

export const TIMELINE_KINDS = [
  ...(["order", "refund", "balance", "plan", "usage", "invoice", "operator"] as const),
];
export type TimelineKind = (typeof TIMELINE_KINDS)[number];

/** What each event is shown as; null for what the ledger has with its units. */
export const KIND_OF_EVENT: Record<EventType, TimelineKind | null> = {
  "order.paid": "order",
  "order.completed": "order",
  "order.closed": "order",
  "order.refunded": "refund",
  "power.granted": null,
  "power.expired": null,
  "power.reversed": null,
  "credits.granted": null,
  "credits.expired": null,
  "credits.reversed": null,
  "entitlement.changed": null,
  "subscription.changed": "plan",
  "usage.quota_reached": "usage",
  "invoice.issued": "invoice",
};

const SOURCES_OF_KIND: Record<TimelineKind, readonly TimelineSource[]> = {
  order: ["event", "order"],
  refund: ["event", "refund"],
  balance: ["ledger"],
  plan: ["event"],
  usage: ["event"],
  invoice: ["event"],
  operator: ["audit"],
};

/** What has to be read for a kind, or for all of them. */
export function neededFor(kind: TimelineKind | undefined): {
  sources: readonly TimelineSource[];
  eventTypes: EventType[];
} {
  const eventTypes = (Object.keys(KIND_OF_EVENT) as EventType[]).filter((type) => {
    const own = KIND_OF_EVENT[type];
    return own !== null && (kind === undefined || own === kind);
  });
  return { sources: kind === undefined ? TIMELINE_SOURCES : SOURCES_OF_KIND[kind], eventTypes };
}

/** The place in a source that its further entries come after: `(at, tie)` below these two. */
export type Bound = readonly [atMs: number, tie: number | string];

/** Above whatever a number or a text in our own lists can be. */
const HIGHEST = { number: Number.MAX_SAFE_INTEGER, string: "\u{10FFFF}" } as const;
const LOWEST = { number: 0, string: "" } as const;

/** From which place on a source is read, to go on after an entry of any. */
export function boundIn(source: TimelineSource, place: Placed | null): Bound | null {
  if (!place) return null;
  if (source === place.source) return [place.atMs, place.tie];
  // Of that instant, sources before the entry's were shown to their end, and those behind it not at all.
  const ends = rankOf(source) < rankOf(place.source) ? LOWEST : HIGHEST;
  return [place.atMs, ends[TIES[source]]];
}

const rankOf = (source: TimelineSource): number => TIMELINE_SOURCES.indexOf(source);

export const inOrder = (a: Placed, b: Placed): number =>
  b.atMs - a.atMs || rankOf(a.source) - rankOf(b.source) || descending(a.tie, b.tie);

const descending = (a: number | string, b: number | string): number =>
  a === b ? 0 : a > b ? -1 : 1;

/** The part that is shown of what each source has after the same place, one entry more than `most` read of each. */
export const mergeTimeline = <Entry extends Placed>(
  lists: readonly (readonly Entry[])[],
  most: number,
): Part<Entry> => partOf("timeline", lists.flat().sort(inOrder), most, cursorPlaceOf);

export const cursorPlaceOf = ({ atMs, source, tie }: Placed): Place<"timeline"> => [
  atMs,
  source,
  String(tie),
];

/** Null for what `cursorPlaceOf` never made. */
export function placedAt([atMs, name, text]: Place<"timeline">): Placed | null {
  const source = TIMELINE_SOURCES.find((one) => one === name);
  if (!source) return null;
  if (TIES[source] === "string") return { source, atMs, tie: text };
  const tie = Number(text);
  return Number.isSafeInteger(tie) && tie >= 0 && String(tie) === text
    ? { source, atMs, tie }
    : null;
}
