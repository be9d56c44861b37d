import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Reduction } from "./outcome.ts";
import { RENEWAL_PATIENCE_MS } from "./patience.ts";
import { Account } from "./testing/account.ts";
import { DAY, GRACE_DAYS, PLANS } from "./testing/make.ts";
import { World } from "./testing/world.ts";

const TIMEOUT_MS = 120_000;
const RENEWING = [PLANS.pro, PLANS.team, PLANS.yearly];
const plan = fc.constantFrom(...RENEWING);
const sold = fc.constantFrom(...RENEWING, PLANS.lifetime);
const pick = fc.nat(20);
const pays = fc.boolean();

/** Shown by its name and what was drawn for it when a history fails. */
interface Happening {
  happen: (world: World) => void;
  [fc.toStringMethod]: () => string;
}

const happens = <T>(
  weight: number,
  name: string,
  drawn: fc.Arbitrary<T>,
  act: (world: World, drawn: T) => void,
) => ({
  weight,
  arbitrary: drawn.map(
    (value): Happening => ({
      happen: (world) => act(world, value),
      [fc.toStringMethod]: () => `${name} ${fc.stringify(value)}`,
    }),
  ),
});

const happening = fc.oneof(
  happens(6, "pass", fc.tuple(fc.integer({ min: 0, max: 45 }), pays), (world, [days, paid]) =>
    world.pass(days, paid),
  ),
  happens(3, "subscribe", fc.tuple(plan, pays, pays), (world, [of, isTrial, paid]) =>
    world.subscribe(of, isTrial, paid),
  ),
  happens(2, "upgrade", fc.tuple(pick, plan, pays), (world, [at, of, paid]) =>
    world.upgrade(at, of, paid),
  ),
  happens(
    3,
    "settle",
    fc.tuple(pick, fc.constantFrom("paid", "paid", "void", "uncollectible" as const)),
    (world, [at, as]) => world.settle(at, as as "paid" | "void" | "uncollectible"),
  ),
  happens(
    2,
    "cancel",
    fc.tuple(pick, fc.constantFrom("at-end" as const, "undo" as const, "now" as const)),
    (world, [at, how]) => world.cancel(at, how),
  ),
  happens(1, "refund", fc.tuple(pick, fc.constantFrom(1, 1, 2, 3)), (world, [at, part]) =>
    world.refund(at, part),
  ),
  happens(1, "refundFails", pick, (world, at) => world.refundFails(at)),
  happens(
    1,
    "dispute",
    fc.tuple(pick, fc.constantFrom("needs_response" as const, "won" as const, "lost" as const)),
    (world, [at, as]) => world.dispute(at, as),
  ),
  happens(2, "buy", sold, (world, of) => world.buy(of)),
  happens(1, "returnOrder", pick, (world, at) => world.returnOrder(at)),
);

/** How the account learns of it: not at all, by the clock alone, by a picture from before, or as it is. */
const looks = fc.constantFrom("not", "clock", "stale", "now", "now", "now");
const history = fc.array(fc.tuple(happening, looks), { minLength: 1, maxLength: 30, size: "max" });

interface Lived {
  world: World;
  account: Account;
  reductions: { reduction: Reduction; nowMs: number }[];
}

function lived(steps: [Happening, string][]): Lived {
  const world = new World();
  const account = new Account();
  const reductions: Lived["reductions"] = [];
  let stale = world.stripe;
  const see = (what: Parameters<Account["see"]>[0]): Reduction => {
    const reduction = account.see(what, world.nowMs);
    reductions.push({ reduction, nowMs: world.nowMs });
    return reduction;
  };
  const now = () => see({ stripe: world.stripe, orders: world.orders });
  for (const [{ happen }, how] of steps) {
    stale = world.stripe;
    happen(world);
    if (how === "clock") see({});
    if (how === "stale") see({ stripe: stale });
    if (how === "now") world.perform(now().acts);
  }
  // Each round does what the last one asked for. A refund may end a plan, and that its subscription; then nothing is left.
  for (let round = 0; round < 6; round++) world.perform(now().acts);
  expect(now().acts).toEqual([]);
  return { world, account, reductions };
}

const holds = (claim: (life: Lived) => void, numRuns = 500) =>
  fc.assert(
    fc.property(history, (steps) => claim(lived(steps))),
    { numRuns },
  );

test(
  "a paid period is granted exactly once, and nothing that was not paid",
  () => {
    holds(({ world, account }) => {
      const keys = new Set<string>();
      for (const { id, status, lines } of world.stripe.invoices)
        for (const each of lines.filter(({ amountMinor }) => amountMinor > 0 && status === "paid"))
          keys.add(`stripe:${id}:${each.id}`);
      for (const { orderNo } of world.orders) keys.add(`order:${orderNo}`);
      for (const [key, times] of account.grants) {
        expect(times).toBe(1);
        expect(key === "trial" || keys.has(key)).toBe(true);
      }
      const refused = account.record.refusedOrders.map(({ orderNo }) => `order:${orderNo}`);
      const surplus = account.record.surplus.flatMap(({ invoiceIds }) => invoiceIds);
      for (const { key, kind, standing, invoiceId, startMs, endMs } of account.record.periods)
        if (standing === "good" && kind === "paid" && (endMs === null || endMs > startMs))
          expect([key, account.grants.get(key)]).toEqual([key, 1]);
        else if (surplus.includes(invoiceId ?? "")) expect(standing).toBe("taken");
      for (const { orderNo, standing } of world.orders)
        if (standing === "good" && !refused.includes(`order:${orderNo}`))
          expect(account.grants.get(`order:${orderNo}`)).toBe(1);
    });
  },
  TIMEOUT_MS,
);

test(
  "a customer has one trial at most, whatever is cancelled and subscribed again",
  () => {
    holds(({ account, reductions }) => {
      expect(account.grants.get("trial") ?? 0).toBeLessThanOrEqual(1);
      const users = reductions.map(({ reduction }) => reduction.record.trialUsedBy);
      expect(new Set(users.filter((each) => each !== null)).size).toBeLessThanOrEqual(1);
    });
  },
  TIMEOUT_MS,
);

test(
  "nothing is granted for time that is past due, and grace ends",
  () => {
    holds(({ reductions }) => {
      for (const { reduction, nowMs } of reductions) {
        const { status, source, periodEndMs, entitled } = reduction.record;
        const isUnpaidTime = status === "past_due" && (periodEndMs ?? 0) <= nowMs;
        if (isUnpaidTime)
          for (const { endMs, source: by } of reduction.grants)
            if (by === "stripe") expect(endMs).toBeLessThanOrEqual(nowMs);
        const overMs = Math.max(GRACE_DAYS * DAY, RENEWAL_PATIENCE_MS);
        if (source === "stripe" && entitled)
          expect(nowMs).toBeLessThan((periodEndMs ?? 0) + overMs);
      }
    });
  },
  TIMEOUT_MS,
);

test(
  "what goes back takes what was granted, once, and gives it back once",
  () => {
    holds(({ reductions }) => {
      const worth = new Map<string, string>();
      for (const { reduction } of reductions) {
        for (const { key } of reduction.grants) worth.set(key, "restore");
        for (const { periodKey, kind } of reduction.allowanceChanges) {
          expect(worth.has(periodKey)).toBe(true);
          expect(kind).not.toBe(worth.get(periodKey));
          worth.set(periodKey, kind);
        }
      }
    });
  },
  TIMEOUT_MS,
);

test(
  "what was paid and is not returned has its time, whatever was ended because its money had gone back",
  () => {
    holds(({ world, account }) => {
      const { subscriptions, disputes } = world.stripe;
      for (const { standing, subscriptionId, invoiceId, endMs, key } of account.record.periods) {
        const own = subscriptions.find(({ id }) => id === subscriptionId);
        if (standing !== "good" || own?.cancelledFor !== "money-returned") continue;
        const line = world.stripe.invoices
          .find(({ id }) => id === invoiceId)
          ?.lines.find(({ id }) => key.endsWith(id));
        const isDisputed = disputes.some((dispute) => dispute.invoiceId === invoiceId);
        expect([key, isDisputed, endMs]).toEqual([key, isDisputed, line?.periodEndMs ?? endMs]);
      }
    });
  },
  TIMEOUT_MS,
);

test(
  "looking twice changes nothing, and there is always a next look while something can change",
  () => {
    holds(({ world, account, reductions }) => {
      const { record } = account;
      const again = account.see({ stripe: world.stripe, orders: world.orders }, world.nowMs);
      expect(again.record).toEqual(record);
      expect([again.grants, again.allowanceChanges, again.events]).toEqual([[], [], []]);
      for (const { reduction, nowMs } of reductions) {
        const { lookAtMs } = reduction;
        if (lookAtMs !== null) expect(lookAtMs).toBeGreaterThan(nowMs);
        const { entitledUntilMs, entitled } = reduction.record;
        if (entitled && entitledUntilMs !== null)
          expect(lookAtMs ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(entitledUntilMs);
      }
    });
  },
  TIMEOUT_MS,
);
