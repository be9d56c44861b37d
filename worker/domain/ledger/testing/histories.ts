import * as fc from "fast-check";
import type { Result } from "../../result.ts";
import { ASSETS } from "../assets.ts";
import type { LedgerRefusal, Operation, OperationKind, Requests } from "../operations.ts";

/** Random histories: several callers at once, time passing between the steps, keys used again. */

export const START_MS = Date.UTC(2026, 10, 20);

/** A step before it is known which holds and grants exist: `pick` chooses one of those there are. */
type Step =
  | { does: "grant"; asset: number; amount: number; lastsMs: number | null }
  | { does: "deduct"; asset: number; amount: number }
  | { does: "hold"; asset: number; amount: number; ttlSeconds: number }
  | { does: "settle"; pick: number; amount: number }
  | { does: "release"; pick: number }
  | { does: "reverse"; pick: number; all: boolean }
  | { does: "sell days"; days: number; tier: number }
  | { does: "take days back"; pick: number; all: boolean }
  | { does: "repeat"; pick: number }
  | { does: "misuse"; pick: number };

export interface Timed {
  step: Step;
  /** Time since the step before. Below zero where two machines' clocks disagree. */
  passedMs: number;
}

// Weighed so that most operations are accepted: refusals are easy to come by.
const asset = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.nat(1) },
);
/** 0 is the newest. */
const pick = fc.nat(5);
const lastsMs = fc.option(
  fc.oneof(fc.integer({ min: 1_000, max: 15_000 }), fc.integer({ min: -500, max: 60_000 })),
  { freq: 2 },
);

const granting = weighed(5, {
  does: "grant",
  asset,
  amount: fc.integer({ min: 1, max: 30 }),
  lastsMs,
});
const step: fc.Arbitrary<Step> = fc.oneof(
  granting,
  weighed(4, { does: "deduct", asset, amount: fc.integer({ min: 1, max: 18 }) }),
  weighed(5, {
    does: "hold",
    asset,
    amount: fc.integer({ min: 1, max: 18 }),
    ttlSeconds: fc.integer({ min: 1, max: 25 }),
  }),
  weighed(4, { does: "settle", pick, amount: fc.nat(24) }),
  weighed(3, { does: "release", pick }),
  weighed(2, { does: "reverse", pick, all: fc.boolean() }),
  weighed(1, { does: "sell days", days: fc.integer({ min: 1, max: 40 }), tier: fc.nat(2) }),
  weighed(1, { does: "take days back", pick, all: fc.boolean() }),
  weighed(2, { does: "repeat", pick }),
  weighed(1, { does: "misuse", pick }),
);

const timed = (what: fc.Arbitrary<Step>): fc.Arbitrary<Timed> =>
  fc.record({
    step: what,
    passedMs: fc.oneof(
      { weight: 6, arbitrary: fc.nat(2_000) },
      { weight: 1, arbitrary: fc.integer({ min: -2_000, max: 20_000 }) },
    ),
  });

/** A few grants, then up to three callers' own sequences, merged in a random order. */
export const histories = (stepsMax: number): fc.Arbitrary<Timed[]> =>
  fc
    .tuple(
      fc.array(timed(granting.arbitrary), { maxLength: 4, size: "max" }),
      fc.array(fc.array(timed(step), { minLength: 1, maxLength: stepsMax, size: "max" }), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.array(fc.nat(2), { maxLength: 3 * stepsMax, size: "max" }),
    )
    .map(([grants, callers, turns]) => [...grants, ...merged(callers, turns)]);

/** The operation of a step, given what happened before it. Null when there is nothing to choose from. */
export function operationOf(
  { step }: Timed,
  { ordinal, nowMs, done }: { ordinal: number; nowMs: number; done: Done[] },
): Operation | null {
  const key = `key:${ordinal}`;
  const reference = `call ${ordinal}`;
  const of = (kind: OperationKind) =>
    done.filter((each) => each.kind === kind && each.outcome.ok).map((each) => each.request.key);
  switch (step.does) {
    case "grant":
      return {
        kind: "grant",
        request: {
          key,
          reference,
          asset: assetAt(step.asset),
          amount: step.amount,
          source: "test",
          expiresAtMs: step.lastsMs === null ? null : nowMs + step.lastsMs,
          detail: {},
        },
      };
    case "deduct":
      return {
        kind: "deduct",
        request: { key, reference, asset: assetAt(step.asset), amount: step.amount },
      };
    case "hold": {
      const { amount, ttlSeconds } = step;
      return {
        kind: "hold",
        request: { key, reference, asset: assetAt(step.asset), amount, ttlSeconds },
      };
    }
    case "settle":
      return {
        kind: "settle",
        request: { key, hold: chosen(of("hold"), step.pick) ?? "none", amount: step.amount },
      };
    case "release":
      return { kind: "release", request: { key, hold: chosen(of("hold"), step.pick) ?? "none" } };
    case "reverse": {
      const grant = chosen(of("grant"), step.pick) ?? "none";
      const policy = step.all ? "all-or-nothing" : "what-is-left";
      return { kind: "reverse", request: { key, reference, grant, policy } };
    }
    case "sell days": {
      const { days, tier } = step;
      const sale = { name: `tier ${tier}`, days, tier };
      return { kind: "entitlement.grant", request: { key, reference, entitlement: "coze", sale } };
    }
    case "take days back": {
      const sold = chosen(daysSold(done), step.pick) ?? {
        key: "none",
        sale: { name: "", days: 1 },
      };
      const policy = step.all ? "all-or-nothing" : "what-is-left";
      const { key: grant, sale } = sold;
      return {
        kind: "entitlement.reverse",
        request: { key, reference, entitlement: "coze", grant, sale, policy },
      };
    }
    case "repeat":
      return chosen(done, step.pick) ?? null;
    case "misuse": {
      const earlier = chosen(done, step.pick);
      return earlier ? otherwise(earlier) : null;
    }
  }
}

/** An operation that was asked, with what was answered. */
export type Done = Operation & { outcome: Result<unknown, LedgerRefusal> };

const daysSold = (done: Done[]) =>
  done.flatMap((each) =>
    each.kind === "entitlement.grant" && each.outcome.ok ? [each.request] : [],
  );

/** The same key for something else. */
function otherwise({ request }: Operation): Operation {
  const changed: Requests["deduct"] = {
    key: request.key,
    reference: "something else",
    asset: "power",
    amount: 1,
  };
  return { kind: "deduct", request: changed };
}

const assetAt = (index: number) => ASSETS[index] ?? ASSETS[0];

const chosen = <T>(from: T[], pick: number): T | undefined =>
  from.at(-1 - (pick % Math.max(1, from.length)));

function weighed<Name extends Step["does"]>(
  weight: number,
  {
    does,
    ...parts
  }: { does: Name } & {
    [Part in Exclude<keyof Extract<Step, { does: Name }>, "does">]: fc.Arbitrary<
      Extract<Step, { does: Name }>[Part]
    >;
  },
): { weight: number; arbitrary: fc.Arbitrary<Step> } {
  const record = fc.record({ does: fc.constant(does), ...parts }) as unknown as fc.Arbitrary<Step>;
  return { weight, arbitrary: record };
}

function merged(callers: Timed[][], turns: number[]): Timed[] {
  const queues = callers.map((own) => [...own]);
  const all: Timed[] = [];
  for (const turn of turns) {
    const next = queues[turn % queues.length]?.shift();
    if (next) all.push(next);
  }
  return [...all, ...queues.flat()];
}
