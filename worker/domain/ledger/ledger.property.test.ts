import * as fc from "fast-check";
import { expect, test } from "vitest";
import { aheadMs } from "../entitlement/stretch.ts";
import { ASSETS, type Asset, type Counters, NO_COUNTERS, owedIn, sum } from "./assets.ts";
import type { LedgerRefusal, Operation } from "./operations.ts";
import { catchUp, perform } from "./perform.ts";
import { type Done, histories, operationOf, START_MS, type Timed } from "./testing/histories.ts";
import { MemoryStore } from "./testing/memory.ts";
import { Units } from "./testing/units.ts";

/** Histories per property. The project promises no fewer than 2,000. */
const HISTORIES = 2_000;
const STEPS_MAX = 12;
const TIMEOUT_MS = 60_000;

test(
  "every history leaves every unit where single units carried by hand lie",
  () => {
    fc.assert(
      fc.property(histories(STEPS_MAX), fc.boolean(), (history, mayOwe) => {
        const store = new MemoryStore(mayOwe);
        const units = new Units(mayOwe);
        run(store, history, (operation, outcome, nowMs, isNew) => {
          if (isNew) expect(inWords(outcome)).toBe(units.perform(operation, nowMs));
          assertSameUnits(store, units, nowMs);
          assertBooksClose(store);
          assertNobodyHasAndOwes(store, nowMs);
        });
        if (!mayOwe) for (const asset of ASSETS) expect(owedIn(store.counters(asset))).toBe(0);
      }),
      { numRuns: HISTORIES },
    );
  },
  TIMEOUT_MS,
);

test(
  "replaying any prefix changes nothing and answers the same",
  () => {
    fc.assert(
      fc.property(histories(STEPS_MAX), fc.nat(40), fc.nat(60_000), fc.boolean(), (...given) => {
        const [history, length, laterMs, mayOwe] = given;
        const store = new MemoryStore(mayOwe);
        const { done, clockMs } = run(store, history.slice(0, length));
        const before = store.dump();
        for (const { kind, request, outcome } of done)
          expect(perform(store, kind, request, clockMs + laterMs)).toEqual(outcome);
        expect(store.dump()).toEqual(before);
      }),
      { numRuns: HISTORIES },
    );
  },
  TIMEOUT_MS,
);

test(
  "when time has been caught up with, nothing that is over is left open",
  () => {
    fc.assert(
      fc.property(
        histories(STEPS_MAX),
        fc.nat(40_000),
        fc.boolean(),
        (history, laterMs, mayOwe) => {
          const store = new MemoryStore(mayOwe);
          const units = new Units(mayOwe);
          const { clockMs } = run(store, history, (operation, _outcome, nowMs, isNew) => {
            if (isNew) units.perform(operation, nowMs);
          });
          const nowMs = catchUp(store, clockMs + laterMs);
          units.come(nowMs);
          expect([store.lapsedHold(nowMs), store.overdueLot(nowMs)]).toEqual([null, null]);
          assertSameUnits(store, units, nowMs);
          assertBooksClose(store);
        },
      ),
      { numRuns: 500 },
    );
  },
  TIMEOUT_MS,
);

/** Runs the history and tells `heard` of each step: its answer, the ledger's time, and whether the key was new. */
function run(
  store: MemoryStore,
  history: Timed[],
  heard: (
    operation: Operation,
    outcome: Done["outcome"],
    nowMs: number,
    isNew: boolean,
  ) => void = () => {},
) {
  const done: Done[] = [];
  let clockMs = START_MS;
  for (const [ordinal, timed] of history.entries()) {
    clockMs += timed.passedMs;
    const operation = operationOf(timed, { ordinal, nowMs: clockMs, done });
    if (!operation) continue;
    const { kind, request } = operation;
    const nowMs = Math.max(clockMs, store.lastAtMs());
    const isNew = store.earlier(request.key) === null;
    const before = isNew ? null : store.dump();
    const outcome = perform(store, kind, request, clockMs);
    if (isNew) done.push({ ...operation, outcome });
    else {
      expect(store.dump()).toEqual(before);
      assertRepeated(done, operation, outcome);
    }
    heard(operation, outcome, nowMs, isNew);
  }
  return { done, clockMs };
}

function assertRepeated(done: Done[], operation: Operation, outcome: Done["outcome"]): void {
  const first = done.find(({ request }) => request.key === operation.request.key) as Done;
  const same =
    first.kind === operation.kind &&
    JSON.stringify(first.request) === JSON.stringify(operation.request);
  expect(outcome).toEqual(
    same ? first.outcome : { ok: false, error: { reason: "key-used-otherwise" } },
  );
}

function assertSameUnits(store: MemoryStore, units: Units, nowMs: number): void {
  const tally: Record<string, number> = {};
  for (const asset of ASSETS)
    for (const account of ["available", "held", "spent", "expired", "reversed", "debt"] as const)
      tally[`${asset} ${account}`] = store.counters(asset)[account];
  for (const lot of store.lots.values()) {
    tally[`lot ${lot.id} available`] = lot.remaining;
    tally[`lot ${lot.id} held`] = lot.held;
  }
  for (const hold of store.holds.values())
    for (const { lot, amount } of hold.state === "open" ? hold.parts : [])
      tally[`held ${hold.id} of ${lot}`] = amount;
  const there = Object.entries(tally).filter(([, count]) => count !== 0);
  expect(Object.fromEntries(there)).toEqual(units.tally());
  const days = store
    .stretches("coze", nowMs)
    .map((each) => `${each.source} ${aheadMs(each, nowMs)}`);
  expect(days.join()).toBe(units.daysAhead(nowMs).join());
}

/** The books close: each transaction sums to zero, and the entries alone yield the counters. */
function assertBooksClose(store: MemoryStore): void {
  for (const asset of ASSETS) {
    const counters = store.counters(asset);
    const { issued, available, held, spent, expired, reversed, debt } = counters;
    const lots = [...store.lots.values()].filter((lot) => lot.asset === asset);
    const granted = sum(lots.map((lot) => lot.granted));
    expect(available + held + spent + expired + reversed + debt).toBe(granted);
    expect(granted + issued).toBe(0);
    expect(sum(lots.map((lot) => lot.remaining))).toBe(available);
    expect(sum(lots.map((lot) => lot.held))).toBe(held);
    expect(sum(lots.map((lot) => lot.takenBack))).toBe(reversed);
    expect(debt).toBeLessThanOrEqual(0);
    expect(Math.min(available, held, spent, expired, reversed)).toBeGreaterThanOrEqual(0);
    expect(Math.min(0, ...lots.flatMap((lot) => [lot.remaining, lot.held]))).toBe(0);
    expect(totalsOf(store, asset)).toEqual(counters);
  }
}

function assertNobodyHasAndOwes(store: MemoryStore, nowMs: number): void {
  for (const asset of ASSETS)
    if (owedIn(store.counters(asset)) > 0) expect(store.spendable(asset, nowMs)).toEqual([]);
}

function totalsOf(store: MemoryStore, asset: Asset): Counters {
  const totals = { ...NO_COUNTERS };
  for (const { key, entries } of store.transactions) {
    const own = entries.filter((entry) => entry.asset === asset);
    if (sum(own.map((entry) => entry.amount)) !== 0) throw new Error(`${key} is not at sum zero`);
    for (const { account, amount, balance } of own) {
      totals[account] += amount;
      if (totals[account] !== balance) throw new Error(`${key} states another balance`);
    }
  }
  return totals;
}

/** An answer in the words of the model. */
function inWords(outcome: Done["outcome"]): string {
  if (outcome.ok) return "ok";
  const refusal: LedgerRefusal = outcome.error;
  switch (refusal.reason) {
    case "insufficient":
      return `insufficient ${refusal.available}`;
    case "hold-ended":
      return `hold-ended ${refusal.as}`;
    case "not-enough-left":
      return `not-enough-left ${refusal.left}`;
    default:
      return refusal.reason;
  }
}
