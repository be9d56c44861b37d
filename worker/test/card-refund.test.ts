import { beforeEach, describe, expect, test } from "vitest";
import { offerCards, paidAtPage, stripe, tell } from "./card.ts";
import {
  ask,
  goOn,
  goOnForHours,
  listed,
  operator,
  refundsOf,
  retry,
  stateOf,
} from "./refunding.ts";
import { accountOf, daysOf, detail, objectOf, payResult, timeline } from "./shop.ts";
import { bindings, control, restoreAfterEach, travel } from "./world.ts";

/** What was paid by card goes back: by us, in Stripe's dashboard, or by the payer's bank. */

restoreAfterEach();
beforeEach(offerCards);

async function sold() {
  const purchase = await paidAtPage();
  await tell(purchase.number);
  return { ...purchase, by: await operator() };
}

const refundsAt = async (intent: string) =>
  (await stripe.refunds.list({ payment_intent: intent })).data;

const disputedLines = async (orderId: string) =>
  (await timeline(orderId)).filter(({ event }) => event === "disputed");

describe("an operator's refund", () => {
  test("gives back once, at Stripe and in the account", async () => {
    const { who, orderId, intent, by } = await sold();
    await ask(by, orderId, "full", "as you wished");
    await goOn(orderId, 2);
    expect(await stateOf(orderId)).toBe("refunded");
    expect(await refundsAt(intent)).toMatchObject([
      { amount: 3990, metadata: { refund_no: `${orderId}R1`, reason: "as you wished" } },
    ]);
    expect(await daysOf(who)).toBe(0);
    expect((await accountOf(who).audit()).faults).toEqual([]);
  });

  test("that the bank keeps waiting and refuses goes on under another number when asked", async () => {
    const { orderId, intent, by } = await sold();
    await control.fault({ gateway: "stripe", fault: "refund-failed", number: intent, times: 1 });
    await ask(by, orderId, "full");
    expect(await refundsOf(orderId)).toMatchObject([{ state: "accepted" }]);
    await goOnForHours(orderId, 1);
    expect(await refundsOf(orderId)).toMatchObject([{ state: "failed" }]);
    expect(await stateOf(orderId)).toBe("refunding");

    await retry(by, orderId);
    await goOn(orderId, 3);
    expect(await refundsOf(orderId)).toMatchObject([
      { state: "failed", replacedBy: `${orderId}R2` },
      { state: "done" },
    ]);
    expect(await stateOf(orderId)).toBe("refunded");
    const moved = (await refundsAt(intent)).filter(({ status }) => status === "succeeded");
    expect(moved).toHaveLength(1);
  });

  test("that failed is heard of by its event", async () => {
    const { orderId, intent, by } = await sold();
    await control.fault({ gateway: "stripe", fault: "refund-failed", number: intent, times: 1 });
    await ask(by, orderId, "full");
    await travel(1_200_000);
    await refundsAt(intent);
    await tell(intent, "refund.failed");
    expect(await refundsOf(orderId)).toMatchObject([{ state: "failed" }]);
  });

  test("whose answer is lost is one refund", async () => {
    const { orderId, intent, by } = await sold();
    await control.fault({
      ...{ gateway: "stripe", fault: "response-lost-after-acting", times: 1 },
      operation: "refunds.create",
    });
    await ask(by, orderId, "full");
    await goOn(orderId, 3);
    expect(await stateOf(orderId)).toBe("refunded");
    expect(await refundsAt(intent)).toHaveLength(1);
  });
});

describe("a refund in Stripe's dashboard", () => {
  test("of a settled order is on the timeline, and found by the comparison", async () => {
    const { orderId, intent, who } = await sold();
    const made = await stripe.refunds.create({ payment_intent: intent });
    expect((await tell(intent, "refund.created")).status).toBe(200);
    expect(await timeline(orderId)).toContainEqual({
      event: "refund-heard",
      number: made.id,
      state: "done",
    });
    const compared = await objectOf(orderId).compare(null, 1);
    expect(compared).toMatchObject({ value: { discrepancies: [{ reason: "refunded-outside" }] } });
    // As with every gateway: what was granted is a person's to take back.
    expect(await daysOf(who)).toBe(30);
  });

  test("before we had heard of the payment grants nothing, whatever comes late", async () => {
    const { who, orderId, number, intent } = await paidAtPage();
    await stripe.refunds.create({ payment_intent: intent });
    await tell(number);
    expect(await payResult(who, orderId)).toMatchObject({ payStatus: 0 });
    expect(await daysOf(who)).toBe(0);
    expect((await timeline(orderId)).map(({ event }) => event)).toContain("refunded-at-gateway");
  });
});

describe("a dispute", () => {
  test("that opens is kept, once for each status, and takes nothing", async () => {
    const { who, orderId, intent } = await sold();
    const { id } = await control.dispute({ of: intent });
    await tell(intent, "charge.dispute.created");
    await tell(intent, "charge.dispute.funds_withdrawn");
    expect(await disputedLines(orderId)).toEqual([
      {
        event: "disputed",
        number: `${orderId}_1`,
        dispute: id,
        outcome: "open",
        status: "needs_response",
      },
    ]);
    expect(await stateOf(orderId)).toBe("completed");
    expect(await daysOf(who)).toBe(30);
  });

  test("that is won leaves everything as it was", async () => {
    const { who, orderId, intent } = await sold();
    const { id } = await control.dispute({ of: intent });
    await control.dispute({ dispute: id, outcome: "won" });
    await tell(intent, "charge.dispute.closed");
    expect(await disputedLines(orderId)).toMatchObject([{ outcome: "won", status: "won" }]);
    expect(await stateOf(orderId)).toBe("completed");
    expect(await daysOf(who)).toBe(30);
  });

  test("that is lost takes back as a refund does, once, and sends none", async () => {
    const { who, orderId, intent, by } = await sold();
    const { id } = await control.dispute({ of: intent });
    await control.dispute({ dispute: id, outcome: "lost" });
    await tell(intent, "charge.dispute.closed");
    expect(await stateOf(orderId)).toBe("refunded");
    expect(await daysOf(who)).toBe(0);
    expect(await refundsOf(orderId)).toMatchObject([{ why: "dispute", state: "done" }]);
    expect(await refundsAt(intent)).toEqual([]);
    expect(await detail(who, orderId)).toMatchObject({ refund: { why: "dispute" } });
    expect(await listed(by, orderId)).toMatchObject([{ why: "dispute", state: "done" }]);

    await objectOf(orderId).hearDispute("stripe", `${orderId}_1`, {
      ...{ disputeId: id, outcome: "lost", status: "lost" },
    });
    expect(await refundsOf(orderId)).toHaveLength(1);
    expect((await accountOf(who).audit()).faults).toEqual([]);
  });
});

test("a refund that Stripe called done and that failed afterwards is a person's, out of the sums, and tried again", async () => {
  const { orderId, intent, by } = await sold();
  const sums = () =>
    bindings.DB.prepare(
      "SELECT sum(refunds) AS n, sum(refunded_minor) AS minor FROM sales_day",
    ).first<{
      n: number;
      minor: number;
    }>();
  const before = await sums();
  await ask(by, orderId, "full");
  await goOn(orderId, 1);
  expect(await sums()).toEqual({ n: (before?.n ?? 0) + 1, minor: (before?.minor ?? 0) + 3_990 });
  const [made] = await refundsAt(intent);
  await control.endRefund(made?.id ?? "", "failed");
  expect((await tell(intent, "refund.failed")).status).toBe(200);
  expect((await tell(intent, "refund.updated")).status).toBe(200);
  const told = (await timeline(orderId)).filter(({ event }) => event === "refund-undone");
  expect(told).toEqual([
    { event: "refund-undone", number: `${orderId}R1`, detail: "failed: lost_or_stolen_card" },
  ]);
  await goOn(orderId, 1);
  expect(await stateOf(orderId)).toBe("refunding");
  expect(await listed(by, orderId, "&state=failed")).toHaveLength(1);
  expect(await sums()).toEqual(before);

  expect((await retry(by, orderId)).body.retried).toEqual([`${orderId}R1`]);
  await goOn(orderId, 3);
  expect(await stateOf(orderId)).toBe("refunded");
  expect(await sums()).toEqual({ n: (before?.n ?? 0) + 1, minor: (before?.minor ?? 0) + 3_990 });
  const moved = (await refundsAt(intent)).filter(({ status }) => status === "succeeded");
  expect(moved).toHaveLength(1);
});
