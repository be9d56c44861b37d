import { createHmac } from "node:crypto";
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PLANS } from "../domain/subscription/testing/make.ts";
import { createStripeClient } from "../payments/stripe/client.ts";
import { readNotification } from "../payments/stripe/notification.ts";
import { liveTools } from "../payments/tools.ts";
import { Customer, DAY, makePrices, must, OURS, startBench } from "./testing/bench.ts";

const SECRETS = ["whsec_before", "whsec_now"];
const CHECKS = { webhookSecrets: SECRETS, livemode: false };
const NOWHERE = { apiBase: new URL("http://localhost:1"), secretKey: "sk_test_none" };
const NOW_MS = Date.UTC(2027, 0, 10, 8);
const NOW = NOW_MS / 1000;

const event = (object: object, change: object = {}) =>
  JSON.stringify({
    ...{ id: "evt_1", object: "event", type: "invoice.paid", livemode: false },
    ...{ created: 1, data: { object }, ...change },
  });
const INVOICE = event({ id: "in_1", object: "invoice", customer: "cus_1", subscription: "sub_1" });

/** Our own, so that a fault of the package would be seen. */
const sign = (body: string, secret = "whsec_now", at = NOW) =>
  `t=${at},v1=${createHmac("sha256", secret).update(`${at}.${body}`).digest("hex")}`;

/** As the notification's route reads it. */
async function readEvent(
  { body, signature }: { body: string; signature: string | null },
  checks: typeof CHECKS,
  nowMs: number,
  access = NOWHERE,
) {
  const headers = new Headers(signature === null ? {} : { "stripe-signature": signature });
  const client = createStripeClient(access, liveTools);
  const notice = await readNotification({ headers, body }, nowMs, checks, client);
  if (!notice.ok) return { ok: false, error: { reason: notice.error.reason } } as const;
  if (notice.value.kind !== "elsewhere") throw new Error(`${notice.value.kind} is of an order`);
  const { id: eventId, what: type, customerId, objectIds } = notice.value;
  return { ok: true, value: { eventId, type, customerId, objectIds } } as const;
}

const read = (body: string, signature: string | null = sign(body), checks = CHECKS) =>
  readEvent({ body, signature }, checks, NOW_MS);

describe("a genuine event", () => {
  test("tells only ids", async () => {
    expect(await read(INVOICE)).toEqual({
      ok: true,
      value: {
        eventId: "evt_1",
        type: "invoice.paid",
        customerId: "cus_1",
        objectIds: ["in_1", "sub_1"],
      },
    });
  });

  test("verifies by either secret, and by the second of two signatures", async () => {
    expect(await read(INVOICE, sign(INVOICE, "whsec_before"))).toMatchObject({ ok: true });
    const [, good] = sign(INVOICE).split(",");
    const both = `t=${NOW},v1=${"0".repeat(64)},${good}`;
    expect(await read(INVOICE, both)).toMatchObject({ ok: true });
  });

  test("of WebCrypto verifies as one of node's does, and the package signs the same", async () => {
    const secret = "whsec_now";
    const encoder = new TextEncoder();
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, [
      "sign",
    ]);
    const bytes = await crypto.subtle.sign("HMAC", key, encoder.encode(`${NOW}.${INVOICE}`));
    const header = `t=${NOW},v1=${Buffer.from(bytes).toString("hex")}`;
    expect(header).toBe(sign(INVOICE));
    const theirs = Stripe.webhooks.generateTestHeaderString({
      ...{ payload: INVOICE, secret, timestamp: NOW },
    });
    expect(theirs).toContain(header.split(",")[1]);
    expect(await read(INVOICE, header)).toMatchObject({ ok: true });
  });

  test("of an unknown type is an event like any other", async () => {
    const body = event({ id: "xyz_1" }, { type: "moon.landed" });
    expect(await read(body)).toMatchObject({
      value: { type: "moon.landed", customerId: null, objectIds: ["xyz_1"] },
    });
  });

  test("about a customer names it, and one that is told whole names its customer", async () => {
    const about = (object: object) => read(event(object));
    expect(await about({ id: "cus_9", object: "customer" })).toMatchObject({
      value: { customerId: "cus_9" },
    });
    expect(await about({ id: "sub_1", customer: { id: "cus_9" } })).toMatchObject({
      value: { customerId: "cus_9" },
    });
  });

  test("of a thin destination names its related object", async () => {
    const body = JSON.stringify({
      ...{ id: "evt_test_1", object: "v2.core.event", type: "v1.invoice.paid", livemode: false },
      related_object: { id: "in_1", type: "invoice", url: "/v1/invoices/in_1" },
    });
    expect(await read(body)).toEqual({
      ok: true,
      value: {
        ...{ eventId: "evt_test_1", type: "v1.invoice.paid" },
        ...{ customerId: null, objectIds: ["in_1"] },
      },
    });
  });
});

describe("what is no event of ours", () => {
  const refused = (reason: string) => ({ ok: false, error: { reason } });

  test.each([
    ["headers-missing", "without a signature", null],
    ["headers-missing", "with an empty one", ""],
    ["bad-signature", "with another secret's", sign(INVOICE, "whsec_other")],
    ["bad-signature", "of another body", sign(`${INVOICE} `)],
    ["malformed", "with v0 alone", sign(INVOICE).replace("v1=", "v0=")],
    ["malformed", "without a time", sign(INVOICE).split(",")[1] ?? ""],
    [
      "bad-signature",
      "with another time than was signed",
      sign(INVOICE).replace(`t=${NOW}`, `t=${NOW - 1}`),
    ],
  ])("%s: %s", async (reason, _, signature) => {
    expect(await read(INVOICE, signature)).toEqual(refused(reason));
  });

  test.each([
    [-301, false],
    [-300, true],
    [300, true],
    [301, false],
  ])("signed %d seconds away", async (seconds, isTaken) => {
    const answer = await read(INVOICE, sign(INVOICE, "whsec_now", NOW + seconds));
    expect(answer).toMatchObject(isTaken ? { ok: true } : refused("clock-window"));
  });

  test("of the other mode, or of none", async () => {
    const live = event({ id: "in_1" }, { livemode: true });
    expect(await read(live)).toEqual(refused("wrong-mode"));
    expect(await read(live, sign(live), { ...CHECKS, livemode: true })).toMatchObject({ ok: true });
    const none = event({ id: "in_1" }, { livemode: undefined });
    expect(await read(none)).toEqual(refused("wrong-mode"));
  });

  test.each(["{", "[]", "null", '{"id":1,"type":"a"}', '{"id":"evt_1"}'])(
    "signed nonsense: %s",
    async (body) => expect(await read(body)).toEqual(refused("malformed")),
  );

  test("ids of another shape are left out", async () => {
    const body = event({ id: "in_1/../../x", customer: "cus_1?x=1", charge: 7 });
    expect(await read(body)).toMatchObject({ value: { customerId: null, objectIds: [] } });
  });
});

describe("Stripe's own deliveries", () => {
  const play = startBench();
  beforeAll(async () => {
    const bench = await play;
    await bench.reset();
    await makePrices(bench);
  });
  afterAll(async () => (await play).close());

  test("lead to the customer, each of them, by themselves or by what they name", async () => {
    const bench = await play;
    const customer = await Customer.create(bench);
    await customer.checkout(PLANS.pro);
    await customer.look();
    await bench.moveTo(bench.now() + 10 * DAY);
    await customer.upgradeTo(PLANS.team);
    must(await bench.billing.scheduleDowngrade(await customer.changeTo(PLANS.pro)));
    const [invoice] = (await bench.stripe.invoices.list({ customer: customer.stripeId })).data;
    must(await bench.billing.refundInvoice(invoice?.id ?? "", "act"));
    const first = (await bench.stripe.invoices.list({ customer: customer.stripeId })).data.at(-1);
    await bench.control.post("/stripe/disputes", { of: first?.id });
    await bench.control.post("/stripe/idle");
    const webhookSecrets = [bench.sandbox.keys.stripe.webhookSecret];
    const seen = new Map<string, string | null>();
    for (const { body, headers } of bench.merchant.received) {
      const signature = String(headers["stripe-signature"]);
      const told = must(
        await readEvent(
          { body, signature },
          { webhookSecrets, livemode: false },
          Date.now(),
          bench.access,
        ),
      );
      const found = told.customerId ?? must(await bench.billing.customerOf(told.objectIds));
      if (!/^(product|price)\./.test(told.type)) seen.set(told.type, found);
    }
    expect([...seen.keys()]).toEqual(
      expect.arrayContaining([
        "charge.dispute.created",
        "charge.refunded",
        "checkout.session.completed",
        "customer.created",
        "customer.subscription.updated",
        "invoice_payment.paid",
        "invoice.paid",
        "payment_intent.succeeded",
        "refund.created",
        "subscription_schedule.created",
      ]),
    );
    expect([...new Set(seen.values())]).toEqual([customer.stripeId]);
    expect(must(await bench.billing.ownerOf(customer.stripeId))).toBe(OURS);
  });

  test("of every crafted kind are refused or taken for what they are", async () => {
    const bench = await play;
    const { data } = await bench.stripe.events.list({ limit: 1, type: "invoice.paid" });
    const webhookSecrets = [bench.sandbox.keys.stripe.webhookSecret];
    const verdict = async (variant: string) => {
      const composed = await bench.control.post<{ headers: Record<string, string>; body: string }>(
        "/stripe/compose",
        { event: data[0]?.id, variant },
      );
      const signature = composed.headers["stripe-signature"] ?? null;
      const answer = await readEvent(
        { body: composed.body, signature },
        { webhookSecrets, livemode: false },
        Date.now(),
        bench.access,
      );
      return answer.ok ? "taken" : answer.error.reason;
    };
    const verdicts = {
      genuine: "taken",
      "two-signatures": "taken",
      "older-api-version": "taken",
      "tampered-body": "bad-signature",
      "wrong-secret": "bad-signature",
      "missing-signature": "headers-missing",
      "stale-timestamp": "clock-window",
      "livemode-flipped": "wrong-mode",
    };
    for (const [variant, expected] of Object.entries(verdicts))
      expect([variant, await verdict(variant)]).toEqual([variant, expected]);
  });

  test("of an unknown object have no customer", async () => {
    const { billing } = await play;
    const unknown = ["in_unknown", "ch_unknown", "xyz_1", "re_unknown"];
    expect(await billing.customerOf(unknown)).toEqual({ ok: true, value: null });
  });
});
