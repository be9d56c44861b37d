import { expect, test } from "vitest";
import { placeOf } from "../cursor.ts";
import { EVENT_TYPES } from "../event.ts";
import {
  boundIn,
  cursorPlaceOf,
  inOrder,
  KIND_OF_EVENT,
  mergeTimeline,
  neededFor,
  type Placed,
  placedAt,
  TIMELINE_KINDS,
  TIMELINE_SOURCES,
  type TimelineSource,
} from "./timeline.ts";

/** Mulberry32: the same seed draws the same entries. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const isText = (source: TimelineSource) => source === "refund" || source === "order";

/** Few instants, so that most of them are shared within a source and between several. */
function entriesFrom(random: (below: number) => number): Placed[] {
  return TIMELINE_SOURCES.flatMap((source) =>
    Array.from({ length: random(30) }, (_, index) => ({
      source,
      atMs: random(6),
      tie: isText(source) ? `EC${String(index).padStart(3, "0")}` : index + 1,
    })),
  );
}

/** What a list of D1 or of the account answers: its next rows after the bound, in its own order. */
function read(all: readonly Placed[], source: TimelineSource, place: Placed | null, limit: number) {
  const bound = boundIn(source, place);
  return all
    .filter((entry) => entry.source === source)
    .filter(({ atMs, tie }) => !bound || atMs < bound[0] || (atMs === bound[0] && tie < bound[1]))
    .sort((a, b) => b.atMs - a.atMs || (a.tie < b.tie ? 1 : -1))
    .slice(0, limit);
}

/** All parts, each of another size, as somebody goes through them by the cursors alone. */
function walk(
  all: () => readonly Placed[],
  sources: readonly TimelineSource[],
  sizes: () => number,
) {
  const shown: Placed[] = [];
  let place: Placed | null = null;
  for (;;) {
    const most = sizes();
    const lists = sources.map((source) => read(all(), source, place, most + 1));
    const { rows, next } = mergeTimeline(lists, most);
    shown.push(...rows);
    if (next === null) return shown;
    expect(rows).toHaveLength(most);
    const words = placeOf("timeline", next);
    place = words && placedAt(words);
    expect(place).toEqual(rows.at(-1));
  }
}

test("whatever the pages are cut into, every entry is shown once and in order", () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = randomFrom(seed);
    const all = entriesFrom(random);
    const shown = walk(
      () => all,
      TIMELINE_SOURCES,
      () => 1 + random(7),
    );
    expect(shown, `seed ${seed}`).toEqual([...all].sort(inOrder));
  }
});

test("what happens while somebody turns pages moves none of those that follow", () => {
  for (let seed = 1; seed <= 100; seed += 1) {
    const random = randomFrom(seed);
    const all = entriesFrom(random);
    let newer = 0;
    const growing = () => {
      newer += 1;
      return [...all, { source: "ledger", atMs: 100 + newer, tie: 1_000 + newer } as const];
    };
    const shown = walk(growing, TIMELINE_SOURCES, () => 1 + random(5));
    expect(
      shown.filter(({ atMs }) => atMs < 100),
      `seed ${seed}`,
    ).toEqual([...all].sort(inOrder));
  }
});

test("a kind is those entries alone, and together the kinds read every source", () => {
  const random = randomFrom(7);
  const all = entriesFrom(random);
  for (const kind of TIMELINE_KINDS) {
    const { sources } = neededFor(kind);
    const own = all.filter(({ source }) => sources.includes(source));
    expect(
      walk(
        () => all,
        sources,
        () => 3,
      ),
    ).toEqual([...own].sort(inOrder));
  }
  const read = new Set(TIMELINE_KINDS.flatMap((kind) => neededFor(kind).sources));
  expect([...read].sort()).toEqual([...TIMELINE_SOURCES].sort());
});

test("every type of event is of one kind, or has its units in the ledger", () => {
  expect(Object.keys(KIND_OF_EVENT).sort()).toEqual([...EVENT_TYPES].sort());
  const shown = TIMELINE_KINDS.flatMap((kind) => neededFor(kind).eventTypes);
  expect(shown.sort()).toEqual([...neededFor(undefined).eventTypes].sort());
  const left = EVENT_TYPES.filter((type) => !shown.includes(type));
  expect(left.every((type) => /^(power|credits|entitlement)\./.test(type))).toBe(true);
});

test.each<[string, readonly [number, string, string]]>([
  ["no source", [1, "elsewhere", "1"]],
  ["a number that is none", [1, "ledger", "x"]],
  ["a number in other words", [1, "ledger", "01"]],
  ["a number below zero", [1, "audit", "-1"]],
  ["a number beyond counting", [1, "event", "9007199254740993"]],
])("a cursor that nobody gave is none: %s", (_what, place) => {
  expect(placedAt(place)).toBeNull();
});

test("a place comes back as it was given", () => {
  for (const entry of entriesFrom(randomFrom(3)))
    expect(placedAt(cursorPlaceOf(entry))).toEqual(entry);
});
