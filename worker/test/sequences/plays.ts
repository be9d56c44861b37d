import { stripe } from "../card.ts";
import { ordered, upgrade } from "../subscribing.ts";
import { control } from "../world.ts";
import { prepayByCardOf } from "./pages.ts";
import type { Stage } from "./stage.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Over the month that began on 20 December, and the hour that a renewal is a draft. */
const renewal = async (stage: Stage) => {
  await stage.pass(31 * DAY);
  await stage.pass(2 * HOUR);
};

const PRO = "pro_monthly";
const YEARLY = "pro_yearly";
const PAID = `${PRO} paid`;

/** What is so at the end. */
export interface Outcome {
  planId: string;
  status: string;
  credits: number;
  periods: string[];
}

export interface Play {
  /** Its number and what happens; `worker/domain/subscription/` and `worker/billing/` have the same numbers. */
  name: string;
  play(stage: Stage): Promise<unknown>;
  outcome: Outcome;
  /** Left out: also an account that hears of it only afterwards ends so. `other-credits`: with what it has in the month of hearing. */
  late?: "other-credits" | "never";
}

const active: Outcome = { planId: PRO, status: "active", credits: 100, periods: [PAID] };
const free: Outcome = { planId: "free", status: "free", credits: 5, periods: [] };
const ended: Outcome = { ...free, status: "ended" };

/** Subscribed in the dashboard, with a card or without. */
async function inDashboard(stage: Stage, params: object = {}): Promise<void> {
  const customer = await stage.known();
  const card = await stripe.paymentMethods.attach("pm_card_visa", { customer });
  await stage.dashboard("POST /v1/subscriptions", {
    ...{ customer, default_payment_method: card.id },
    ...{ items: { 0: { price: await stage.priceOf(PRO) } }, ...params },
  });
}

async function withoutCard(stage: Stage, missing_payment_method: string): Promise<void> {
  const customer = await stage.known();
  await stage.dashboard("POST /v1/subscriptions", {
    ...{ customer, items: { 0: { price: await stage.priceOf(PRO) } }, trial_period_days: 14 },
    trial_settings: { end_behavior: { missing_payment_method } },
  });
  await stage.pass(15 * DAY);
}

async function refunded(stage: Stage): Promise<void> {
  const [invoice] = await stage.invoices();
  await stage.dashboard("POST /v1/refunds", { payment_intent: await stage.intent(invoice?.id) });
}

async function disputed(stage: Stage, outcome: "won" | "lost"): Promise<void> {
  await stage.subscribe();
  const [invoice] = await stage.invoices();
  const { id } = await control.dispute({ of: invoice?.id ?? "" });
  await stage.hear();
  await control.dispute({ dispute: id, outcome });
  await stage.hear();
}

async function failedRenewal(stage: Stage): Promise<void> {
  await stage.subscribe();
  await stage.cards("declines");
  await renewal(stage);
}

async function givenUp(stage: Stage, act: "void" | "mark_uncollectible"): Promise<void> {
  await failedRenewal(stage);
  const [open] = await stage.invoices();
  await stage.dashboard(`POST /v1/invoices/${open?.id}/${act}`);
}

export const PLAYS: Play[] = [
  { name: "8.1 subscribed by Checkout", play: (stage) => stage.subscribe(), outcome: active },
  {
    name: "8.2 a trial, and what follows it",
    async play(stage) {
      await inDashboard(stage, { trial_period_days: 14 });
      await stage.pass(14 * DAY);
      await stage.pass(2 * HOUR);
    },
    outcome: { ...active, periods: [`${PRO} trial`, PAID] },
  },
  {
    name: "8.3 a renewal",
    async play(stage) {
      await stage.subscribe();
      await renewal(stage);
    },
    outcome: { ...active, periods: [PAID, PAID] },
  },
  {
    name: "8.4 a renewal that fails",
    play: failedRenewal,
    outcome: { ...active, status: "past_due", credits: 0 },
  },
  {
    name: "8.4 a renewal that fails and recovers",
    async play(stage) {
      await failedRenewal(stage);
      await stage.cards("succeeds");
      await stage.pass(6 * DAY);
    },
    outcome: { ...active, periods: [PAID, PAID] },
  },
  {
    name: "8.5 an upgrade",
    async play(stage) {
      await stage.subscribe();
      await stage.pass(5 * DAY);
      await upgrade(stage.who, YEARLY, 3);
      await stage.hear();
    },
    outcome: {
      ...{ planId: YEARLY, status: "active", credits: 150 },
      periods: [PAID, `${YEARLY} paid`],
    },
  },
  {
    name: "8.5 an upgrade that is declined",
    async play(stage) {
      await stage.subscribe();
      await stage.pass(5 * DAY);
      await stage.cards("declines");
      await upgrade(stage.who, YEARLY, 3);
      await stage.pass(DAY);
    },
    outcome: active,
  },
  {
    name: "8.6 a downgrade at the end of the period",
    async play(stage) {
      await stage.subscribe(YEARLY);
      await stage.pass(5 * DAY);
      await upgrade(stage.who, PRO, 3);
      await stage.pass(360 * DAY);
      await stage.pass(2 * HOUR);
    },
    outcome: { ...active, periods: [`${YEARLY} paid`, PAID] },
    late: "other-credits",
  },
  {
    name: "8.7 cancelled for the end, in the portal",
    async play(stage) {
      await stage.subscribe();
      await stage.portal("cancel");
      await renewal(stage);
    },
    outcome: { ...ended, periods: [PAID] },
  },
  {
    name: "8.7 cancelled for the end, and undone",
    async play(stage) {
      await stage.subscribe();
      await stage.portal("cancel");
      await stage.who.post("/api/portal/subscription/resume", {});
      await renewal(stage);
    },
    outcome: { ...active, periods: [PAID, PAID] },
  },
  {
    name: "8.8 cancelled now",
    async play(stage) {
      await stage.subscribe();
      await stage.pass(5 * DAY);
      await stage.dashboard(`DELETE /v1/subscriptions/${(await stage.subscription()).id}`);
    },
    outcome: { ...ended, credits: 100, periods: [PAID] },
    late: "other-credits",
  },
  {
    name: "8.9 refunded in full",
    async play(stage) {
      await stage.subscribe();
      await refunded(stage);
    },
    outcome: ended,
  },
  {
    name: "8.9 a refund that fails",
    async play(stage) {
      await stage.subscribe();
      await control.fault({ gateway: "stripe", fault: "refund-failed", times: 1 });
      await refunded(stage);
      await stage.pass(HOUR);
    },
    outcome: active,
  },
  { name: "8.10 a dispute, won", play: (stage) => disputed(stage, "won"), outcome: active },
  { name: "8.10 a dispute, lost", play: (stage) => disputed(stage, "lost"), outcome: ended },
  {
    name: "8.11 a lifetime by card, in payment mode",
    async play(stage) {
      const { orderId } = await ordered(stage.who, "lifetime", 3);
      await control.checkout(await prepayByCardOf(stage.who, orderId), "pay");
      await stage.hear();
    },
    outcome: {
      ...{ planId: "lifetime", status: "active", credits: 500 },
      periods: ["lifetime paid"],
    },
    late: "never",
  },
  {
    name: "8.12 a delayed method",
    async play(stage) {
      await stage.subscribe(PRO, "delayed");
      await stage.pass(4 * DAY);
    },
    outcome: active,
  },
  {
    name: "8.12 a delayed method that fails",
    async play(stage) {
      await stage.subscribe(PRO, "delayed-fails");
      await stage.pass(4 * DAY);
    },
    outcome: free,
  },
  {
    name: "8.13 switched where no call of ours comes before it",
    async play(stage) {
      await stage.subscribe();
      await stage.pass(5 * DAY);
      const { id, item } = await stage.subscription();
      await stage.dashboard(`POST /v1/subscriptions/${id}`, {
        items: { 0: { id: item, price: await stage.priceOf(YEARLY) } },
        ...{ proration_behavior: "always_invoice", billing_cycle_anchor: { type: "now" } },
      });
    },
    outcome: {
      ...{ planId: YEARLY, status: "active", credits: 150 },
      periods: [PAID, `${YEARLY} paid`],
    },
  },
  { name: "8.14 made in the dashboard", play: (stage) => inDashboard(stage), outcome: active },
  {
    name: "8.15 the customer is deleted",
    async play(stage) {
      await stage.subscribe();
      await stripe.customers.del(await stage.stripeId());
      await stage.hear();
    },
    outcome: { ...ended, credits: 100, periods: [PAID] },
    late: "never",
  },
  {
    name: "8.16 the price is archived",
    async play(stage) {
      await stage.subscribe();
      const price = await stage.priceOf(PRO);
      await stage.dashboard(`POST /v1/prices/${price}`, { active: false });
      await renewal(stage);
      await stage.dashboard(`POST /v1/prices/${price}`, { active: true });
    },
    outcome: { ...active, periods: [PAID, PAID] },
  },
  {
    name: "8.17 paid in another currency than the price's",
    async play(stage) {
      await stage.subscribe(PRO, "pay", { presentment: { amount: 930, currency: "eur" } });
    },
    outcome: active,
  },
  {
    name: "8.18 written off: voided",
    play: (stage) => givenUp(stage, "void"),
    outcome: { ...active, status: "past_due", credits: 0 },
  },
  {
    name: "8.18 written off: uncollectible",
    play: (stage) => givenUp(stage, "mark_uncollectible"),
    outcome: { ...active, status: "past_due", credits: 0 },
  },
  {
    name: "8.19 two subscriptions",
    async play(stage) {
      await stage.subscribe();
      await stage.pass(60_000);
      await stage.dashboard("POST /v1/subscriptions", {
        ...{ customer: await stage.stripeId(), default_payment_method: await stage.card() },
        items: { 0: { price: await stage.priceOf(PRO) } },
      });
      await stage.hear();
    },
    outcome: active,
  },
  {
    name: "8.20 a trial without a card, cancelled",
    play: (stage) => withoutCard(stage, "cancel"),
    outcome: { ...ended, periods: [`${PRO} trial`] },
  },
  {
    name: "8.20 a trial without a card, paused",
    play: (stage) => withoutCard(stage, "pause"),
    outcome: { ...active, status: "paused", credits: 0, periods: [`${PRO} trial`] },
  },
];
