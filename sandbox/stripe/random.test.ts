import * as fc from "fast-check";
import { expect, test } from "vitest";
import { generateKeys } from "../keys.ts";
import { createWorld } from "../world.ts";
import type { Customer, Invoice, Price } from "./core/records.ts";
import { Refusal } from "./core/refusal.ts";
import { actInDashboard } from "./levers/dashboard.ts";
import { operate } from "./operate.ts";
import { setBehaviour } from "./payment-methods.ts";
import { actInPortal, PORTAL_ACTIONS } from "./portal/act.ts";
import { createPortalSession } from "./portal/sessions.ts";
import type { StripeWorld } from "./stripe.ts";

const keys = await generateKeys();

const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2027, 0, 31, 9);

/** One account with a customer, a card and three prices. */
function begin() {
  const settings = { appUrl: "http://localhost:9", url: "http://localhost:9" };
  const { stripe, clock } = createWorld(keys, { ...settings, responseSigner: "public-key" });
  const days = { passed: 0 };
  const moveBy = (amount: number) => {
    days.passed += amount;
    clock.set({ offsetMs: START_MS + days.passed * DAY_MS - Date.now() });
    stripe.runDue();
  };
  moveBy(0);
  stripe.deliverer.hold(true);
  const call = <T>(act: string, params: object = {}) =>
    actInDashboard(stripe, { act, params }) as T;
  const prices = (["month", "month", "year"] as const).map((interval, index) =>
    call<Price>("POST /v1/prices", {
      currency: "usd",
      unit_amount: [1000, 2500, 9000][index],
      recurring: { interval },
      product_data: { name: "Pro" },
    }),
  );
  const { id: customer } = call<Customer>("POST /v1/customers");
  call("POST /v1/payment_methods/pm_card_visa/attach", { customer });
  const [card] = stripe.account.store.all("paymentMethod");
  if (!card) throw new Error("no card");
  call(`POST /v1/customers/${customer}`, {
    invoice_settings: { default_payment_method: card.id },
  });
  return { stripe, clock, call, prices, customer, card: card.id, moveBy };
}

type Begun = ReturnType<typeof begin>;

const step = fc.record({
  act: fc.constantFrom(
    "subscribe",
    "change",
    "end",
    "undo",
    "portal",
    "card",
    "pay",
    "refund",
    "wait",
  ),
  price: fc.nat(2),
  which: fc.nat(9),
  days: fc.integer({ min: 0, max: 40 }),
  prorations: fc.constantFrom("always_invoice", "create_prorations", "none"),
  payment: fc.constantFrom(
    "allow_incomplete",
    "default_incomplete",
    "error_if_incomplete",
    "pending_if_incomplete",
  ),
  anchor: fc.constantFrom("now", "unchanged"),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const choose = <T>(all: readonly T[], which: number): T | undefined => all[which % all.length];

function take(begun: Begun, { act, price, which, days, ...how }: Step): void {
  const { stripe, call, prices, customer, card, moveBy } = begun;
  const { store } = stripe.account;
  const subscription = choose(store.all("subscription"), which);
  const invoice = choose(store.all("invoice"), which);
  const wanted = prices[price]?.id ?? "";
  const update = (params: object) => call(`POST /v1/subscriptions/${subscription?.id}`, params);
  if (act === "wait") moveBy(days);
  else if (act === "subscribe") {
    call("POST /v1/subscriptions", {
      customer,
      items: { 0: { price: wanted } },
      payment_behavior: how.payment === "pending_if_incomplete" ? "allow_incomplete" : how.payment,
    });
  } else if (act === "change") {
    update({
      items: { 0: { id: subscription?.items.data[0]?.id, price: wanted } },
      proration_behavior: how.prorations,
      payment_behavior: how.payment,
      billing_cycle_anchor: { type: how.anchor },
    });
  } else if (act === "end") update({ cancel_at: "max_period_end" });
  else if (act === "undo") update({ cancel_at: "" });
  else if (act === "card") setBehaviour(stripe.account, card, which % 3 ? "succeeds" : "declines");
  else if (act === "pay") call(`POST /v1/invoices/${invoice?.id}/pay`);
  else if (act === "refund") call("POST /v1/refunds", { charge: store.all("charge")[which]?.id });
  else {
    operate(stripe, () => {
      const session = createPortalSession(stripe.account, { customer });
      const action = choose(PORTAL_ACTIONS, which) ?? "card";
      actInPortal(stripe.account, session, action, { subscription: subscription?.id });
    });
  }
}

const LIVE = new Set(["active", "past_due", "trialing", "unpaid"]);

function judge({ account: { store } }: StripeWorld): void {
  const invoices = store.all("invoice");
  for (const invoice of invoices) {
    const sum = invoice.lines.data.reduce((total, { amount }) => total + amount, 0);
    expect(invoice.total).toBe(sum);
    if (invoice.status === "paid") expect(invoice.amount_paid).toBe(invoice.amount_due);
  }
  const charged = store
    .all("charge")
    .filter(({ status }) => status === "succeeded")
    .reduce((sum, { amount }) => sum + amount, 0);
  const collected = invoices.reduce((sum, { amount_paid }) => sum + amount_paid, 0);
  expect(charged).toBe(collected);
  for (const subscription of store.all("subscription")) {
    const renews = store.get("task", `renew:${subscription.id}`) !== undefined;
    expect([subscription.status, renews]).toEqual([
      subscription.status,
      LIVE.has(subscription.status),
    ]);
    for (const { id } of subscription.items.data) expectNoPeriodTwice(invoices, id);
  }
}

/** However its price and anchor moved, no period of an item is renewed twice. */
function expectNoPeriodTwice(invoices: Invoice[], item: string): void {
  const starts = invoices
    .filter(({ billing_reason }) => billing_reason === "subscription_cycle")
    .flatMap(({ lines }) => lines.data)
    .filter(({ parent }) => {
      const details = parent?.subscription_item_details;
      return details?.subscription_item === item && !details.proration;
    })
    .map(({ period }) => period.start);
  expect([item, new Set(starts).size]).toEqual([item, starts.length]);
}

test("whatever is asked in whatever order: answers are Stripe's, and the books add up", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
      const begun = begin();
      for (const each of steps) {
        try {
          take(begun, each);
        } catch (error) {
          // A refusal of the dashboard's act is one of Stripe's; anything else is a fault of the sandbox.
          if (!(error instanceof Refusal)) throw error;
        }
      }
      begun.moveBy(400);
      judge(begun.stripe);
      begun.clock.forget();
    }),
    { numRuns: 60 },
  );
});
