import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  forgetMail,
  hearAll,
  liveOn,
  plansByCard,
  stripeIdOf,
  subscribeByCard,
} from "./billing.ts";
import { stripe } from "./card.ts";
import { accountOf } from "./shop.ts";
import { buyPlan, credits, hostWithCustomer, refund, subscription } from "./subscribing.ts";
import { bindings, type Customer, control, restoreAfterEach, setClocks } from "./world.ts";

/** Refunds of plans by card that fail, in orders with an operator's end and with spending (docs/decisions/0017-subscription-reducer.md). */

restoreAfterEach();
beforeAll(plansByCard);
afterAll(() => control.reset());

const MINUTE = 60_000;
const DAY = 86_400_000;
const DEC_2 = Date.parse("2036-12-02T04:00:00Z");
beforeEach(async () => {
  await forgetMail();
  await setClocks(DEC_2);
});

async function invoiceOf(who: Customer): Promise<string> {
  const { data } = await stripe.invoices.list({ customer: await stripeIdOf(who), limit: 10 });
  return data.at(-1)?.id ?? "none";
}

async function refunded(who: Customer, ...faults: string[]): Promise<void> {
  for (const fault of faults) await control.fault({ gateway: "stripe", fault, times: 1 });
  const { data } = await stripe.invoicePayments.list({ invoice: await invoiceOf(who) });
  const params = { payment_intent: String(data[0]?.payment.payment_intent) };
  await control.stripe("dashboard", { act: "POST /v1/refunds", params });
  await liveOn(who, MINUTE);
  await hearAll(who);
}

/** The bank sends the money back. */
async function fails(who: Customer): Promise<void> {
  const open = (await refundsOf(who)).find(({ status }) => status !== "failed");
  await control.stripe("refunds", { refund: open?.id ?? "none", outcome: "failed" });
  await liveOn(who, MINUTE);
  await liveOn(who, MINUTE);
}

async function refundsOf(who: Customer) {
  const { data } = await stripe.refunds.list({ limit: 100 });
  const own = await stripe.charges.list({ customer: await stripeIdOf(who), limit: 100 });
  return data.filter(({ charge }) => own.data.some(({ id }) => id === charge));
}

async function endsAtOnce(who: Customer): Promise<void> {
  await liveOn(who, MINUTE); // What ended in the second in which it began never ran.
  const [own] = (await stripe.subscriptions.list({ customer: await stripeIdOf(who) })).data;
  await control.stripe("dashboard", { act: `DELETE /v1/subscriptions/${own?.id}`, params: {} });
  await liveOn(who, MINUTE);
}

type Step = "ends" | "refund" | "fails" | "spends";

async function lived(steps: readonly Step[]) {
  const { who, spend } = await hostWithCustomer();
  await subscribeByCard(who);
  for (const step of steps) {
    if (step === "ends") await endsAtOnce(who);
    if (step === "refund") await refunded(who, "refund-pending");
    if (step === "fails") await fails(who);
    if (step === "spends") await spend(30);
  }
  expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  return who;
}

describe("credits of a plan by card whose refund fails", () => {
  test.each<[number, string, Step[]]>([
    [100, "active", ["refund", "fails"]],
    [100, "ended", ["ends"]],
    [5, "ended", ["ends", "refund"]],
    [100, "ended", ["ends", "refund", "fails"]],
    [100, "ended", ["refund", "ends", "fails"]],
    [70, "ended", ["spends", "ends", "refund", "fails"]],
    [70, "ended", ["ends", "spends", "refund", "fails"]],
    [70, "ended", ["ends", "refund", "fails", "spends"]],
    [100, "ended", ["ends", "refund", "fails", "refund", "fails"]],
    [5, "ended", ["ends", "refund", "fails", "refund"]],
    [70, "ended", ["ends", "refund", "fails", "spends", "refund", "fails"]],
  ])("are %i, the plan is %s: %j", async (available, status, steps) => {
    const who = await lived(steps);
    expect((await subscription(who)).status).toBe(status);
    expect((await credits(who)).available).toBe(available);
  });
});

describe("credits by a plan's own months", () => {
  beforeAll(() => bindings.CONFIG.put("credit_period", "anniversary"));
  afterAll(() => bindings.CONFIG.delete("credit_period"));

  test("come back once, in the period of the plan that runs", async () => {
    const { who, spend } = await hostWithCustomer();
    const { orderId } = await buyPlan(who, "pro_monthly");
    await refund(orderId);
    await liveOn(who, 15 * DAY);
    expect((await credits(who)).available).toBe(5);
    await subscribeByCard(who);
    await refunded(who, "refund-pending");
    await fails(who);
    expect(await subscription(who)).toMatchObject({ status: "active", source: "stripe" });
    await spend((await credits(who)).available);
    // The first plan's month is over, and what it still gave may be given by the one that runs.
    await liveOn(who, 16 * DAY);
    expect((await credits(who)).available).toBeLessThanOrEqual(5);
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
  });
});

describe("a refund by card that fails after it ended the plan", () => {
  test("is made again, and leaves what was bought by code meanwhile", async () => {
    const { who } = await hostWithCustomer();
    await subscribeByCard(who);
    await refunded(who);
    expect(await subscription(who)).toMatchObject({ planId: "free", status: "ended" });
    await buyPlan(who, "pro_monthly");
    const before = await subscription(who);
    expect(before).toMatchObject({ planId: "pro_monthly", source: "prepaid" });
    await fails(who);
    expect(await subscription(who)).toEqual(before);
    const refunds = await refundsOf(who);
    expect(refunds.map(({ status }) => status).sort()).toEqual(["failed", "succeeded"]);
    expect((await credits(who)).available).toBe(100);
  });
});
