import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Plan } from "../domain/plan/plan.ts";
import {
  cancelSubscription,
  resumeSubscription,
  upgradeSubscription,
} from "../domain/subscription/changes.ts";
import { CATALOG, PLANS } from "../domain/subscription/testing/make.ts";
import { createBilling } from "./billing.ts";
import type { Billing, StripeDecision } from "./port.ts";
import { CURRENCY, Customer, DAY, makePrices, must, OURS, startBench } from "./testing/bench.ts";

/** The whole way of a customer's wish: decided by the rules, carried out at Stripe, seen again. */

const bench = await startBench();
afterAll(() => bench.close());

const kept = new Map<string, string>();
let billing: Billing;
let customer: Customer;

beforeEach(async () => {
  await bench.reset();
  await makePrices(bench);
  kept.clear();
  billing = createBilling(bench.billing, {
    customers: {
      find: async (customerId) => kept.get(customerId) ?? null,
      keep: async (customerId, stripeId) => void kept.set(customerId, stripeId),
    },
    catalog: async () => CATALOG,
    ...{ currency: CURRENCY, language: "en", anchor: null },
    returnTo: {
      paid: "http://localhost:8788/paid",
      unpaid: "http://localhost:8788/pricing",
      card: "http://localhost:8788/card",
    },
    now: () => bench.now() * 1000,
  });
  customer = new Customer(bench);
});

const nowMs = () => bench.now() * 1000;

async function look(): Promise<void> {
  const sight = must(await billing.picture(OURS));
  customer.see(
    { stripe: sight?.picture ?? null },
    nowMs(),
    sight ? { catalog: sight.catalog } : {},
  );
}

function decide(plan: Plan): StripeDecision {
  const wish = { planId: plan.id, by: "card" as const, currency: CURRENCY };
  const decision = must(
    upgradeSubscription(customer.record, wish, { catalog: CATALOG, nowMs: nowMs() }),
  );
  if (decision.kind === "order") throw new Error("by card");
  return decision;
}

async function redirected(plan: Plan): Promise<string> {
  const changed = must(await billing.change(OURS, decide(plan)));
  if (changed.kind !== "redirect") throw new Error("no redirect");
  return changed.url;
}

async function subscribe(plan: Plan): Promise<void> {
  const session = (await redirected(plan)).split("/").at(-1);
  await bench.control.post("/stripe/checkout", { session, action: "pay" });
  await look();
}

const change = async (decision: StripeDecision): Promise<void> => {
  const changed = must(await billing.change(OURS, decision));
  if (changed.kind !== "done") throw new Error("not done");
  customer.see({ stripe: changed.sight.picture }, nowMs());
};

describe("a customer's wish", () => {
  test("nobody is known to Stripe before the first one, and then the account is", async () => {
    expect(must(await billing.picture(OURS))).toBeNull();
    expect(await redirected(PLANS.team)).toContain("/stripe/checkout/");
    expect(kept.get(OURS)).toMatch(/^cus_/);
    expect(must(await billing.picture(OURS))?.picture.subscriptions).toEqual([]);
  });

  test("subscribes with the trial, then upgrades, downgrades, undoes, cancels and resumes", async () => {
    await subscribe(PLANS.pro);
    expect(customer.record).toMatchObject({ status: "trialing", planId: "pro_monthly" });
    await change(decide(PLANS.team));
    expect(customer.record).toMatchObject({ status: "active", planId: "team_monthly" });
    await change(decide(PLANS.pro));
    expect(customer.record.pendingChange?.planId).toBe("pro_monthly");
    await change(must(resumeSubscription(customer.record, nowMs())));
    expect(customer.record.pendingChange).toBeNull();
    await change(decide(PLANS.free));
    expect(customer.record.cancelAtMs).toBe(customer.record.periodEndMs);
    await change(must(resumeSubscription(customer.record, nowMs())));
    expect(customer.record.cancelAtMs).toBeNull();
    const wish = { by: "operator", atOnce: true, refund: true } as const;
    await change(must(cancelSubscription(customer.record, wish, nowMs())));
    expect(customer.record).toMatchObject({ status: "ended", ended: { why: "money-returned" } });
  });

  test("is quoted, and what is charged is what was quoted", async () => {
    await subscribe(PLANS.team);
    await bench.moveTo(bench.now() + 10 * DAY);
    const quote = must(await billing.quote(OURS, decide(PLANS.yearly)));
    await bench.moveTo(bench.now() + DAY / 2);
    const decision = decide(PLANS.yearly);
    must(await billing.change(OURS, decision, quote.prorationSeconds));
    must(await billing.change(OURS, decision, quote.prorationSeconds));
    const invoices = await bench.stripe.invoices.list({ customer: kept.get(OURS) ?? "" });
    expect(invoices.data).toHaveLength(2);
    expect(invoices.data[0]?.amount_paid).toBe(quote.dueNow.amountMinor);
  });

  test("a minute after subscribing is worked out from the period's beginning", async () => {
    await subscribe(PLANS.team);
    await bench.moveTo(bench.now() + 60);
    const decision = decide(PLANS.yearly);
    expect(must(await billing.change(OURS, decision))).toMatchObject({ kind: "done" });
  });

  test("that the card does not pay leads to where it is paid", async () => {
    await subscribe(PLANS.team);
    await bench.moveTo(bench.now() + 10 * DAY);
    await bench.control.post("/stripe/cards", { card: kept.get(OURS), behaviour: "declines" });
    expect(await redirected(PLANS.yearly)).toContain("http");
    await look();
    expect(customer.record.planId).toBe("team_monthly");
  });

  test("Stripe's silence is silence, its no is a no", async () => {
    await subscribe(PLANS.team);
    const faults = { gateway: "stripe", fault: "error-500", operation: "subscriptions.retrieve" };
    await bench.control.fault({ ...faults, times: 1 });
    const decision = decide(PLANS.yearly);
    expect(await billing.change(OURS, decision)).toMatchObject({ error: { reason: "silent" } });
    const unsold = { ...decision, planId: "nothing" } as StripeDecision;
    expect(await billing.change(OURS, unsold)).toMatchObject({ error: { reason: "refused" } });
    const act = { kind: "cancel-now", subscriptionId: "sub_unknown", key: "x" } as const;
    const done = await billing.carryOut({ ...act, why: "money-returned" });
    expect(done).toMatchObject({ error: { reason: "refused" } });
  });
});
