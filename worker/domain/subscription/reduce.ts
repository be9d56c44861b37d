import { type PlanCatalog, planOfPrice, termsOf } from "../plan/catalog.ts";
import type { Plan } from "../plan/plan.ts";
import { actsOf, surplusActs } from "./acts.ts";
import { withLostTime } from "./came-back.ts";
import { type Current, currentOf, renews } from "./current.ts";
import { type Kept, keepOne, linkOf, planOfItem } from "./keep.ts";
import { nextLook } from "./look.ts";
import {
  type Attention,
  attentionTo,
  type Reduction,
  type Seen,
  type Setting,
  type Shown,
  type SubscriptionChanged,
} from "./outcome.ts";
import { withNews } from "./periods.ts";
import { cutOff, periodOfManual, periodsOfPurchases, takeOrders } from "./prepaid.ts";
import { endOf, type Proof, proofsOf } from "./proofs.ts";
import {
  assertRecord,
  type PaidOrder,
  type ProvenPeriod,
  type SubscriptionRecord,
} from "./state.ts";
import {
  assertPicture,
  type StripeInvoice,
  type StripePicture,
  type StripeSubscription,
} from "./stripe-picture.ts";

/**
 * Decides what a customer's subscription is now. Pure and total: a function of what is kept and of the present state of
 * others, never of an event, so that it does not matter in which order, how often or whether an event arrived. The caller
 * stores the record and applies what follows in one transaction.
 */
export function handleSubscriptionChange(
  held: SubscriptionRecord,
  seen: Seen,
  setting: Setting,
): Reduction {
  const { nowMs, pastDueGraceDays } = setting;
  if (seen.stripe) assertPicture(seen.stripe);
  const card = withStripe(held, seen.stripe, setting);
  const { purchases: paid, refusedOrders } = withOrders(card, seen.orders, setting);
  const purchases = seen.endsPrepaid ? cutOff(paid, nowMs) : paid;
  const told = [...periodsOfPurchases(purchases), ...seen.manual.map(periodOfManual)];
  const { periods, grants, allowanceChanges } = withNews(held.periods, [...card.told, ...told]);
  const { link, surplus, trialUsedBy } = card;
  const current = currentOf({ periods, link }, pastDueGraceDays, nowMs);
  const record = { ...current, trialUsedBy, periods, purchases, link, surplus, refusedOrders };
  assertRecord(record);
  const acts = actsOf(record, seen.stripe, setting);
  return {
    record,
    grants,
    allowanceChanges,
    acts,
    events: changed(held, record),
    attention: [...card.attention, ...ownAttention(record, nowMs)],
    lookAtMs: nextLook(record, acts.length > 0, nowMs),
  };
}

/** What an operator should know of the record itself. */
function ownAttention({ refusedOrders, periods }: SubscriptionRecord, nowMs: number): Attention[] {
  const running = (source: ProvenPeriod["source"]) =>
    periods.filter(
      (period) =>
        period.source === source &&
        period.standing === "good" &&
        period.startMs <= nowMs &&
        (period.endMs === null || period.endMs > nowMs),
    );
  const byCard = running("stripe").filter(({ kind }) => kind !== "trial");
  // Who buys a plan for ever pays beside the card on purpose, unless the card's money was away.
  const isBack = byCard.some(({ turns }) => turns > 0);
  const twice = [
    ...(byCard.length > 0 ? running("prepaid") : []),
    ...(isBack ? running("lifetime") : []),
    ...byCard.filter(({ subscriptionId }) => subscriptionId !== byCard[0]?.subscriptionId),
  ];
  return [
    ...refusedOrders
      .filter(({ returned }) => !returned)
      .map(({ orderNo }) => attentionTo("order-refused", orderNo)),
    ...twice.map(({ key }) => attentionTo("paid-twice", key)),
  ];
}

interface Card extends Pick<SubscriptionRecord, "link" | "surplus" | "trialUsedBy"> {
  /** The record as it was, for what the picture does not change. */
  held: SubscriptionRecord;
  told: ProvenPeriod[];
  attention: Attention[];
}

/** What Stripe's picture changes. Without one, time alone passes. */
function withStripe(
  held: SubscriptionRecord,
  picture: StripePicture | null,
  { catalog, nowMs }: Setting,
): Card {
  const { link, surplus, trialUsedBy } = held;
  const before = { held, link, surplus, trialUsedBy };
  if (!picture) return { ...before, told: [], attention: [] };
  if (picture.deleted) return withoutCustomer(before, picture, nowMs);
  const { proofs, attention } = proofsOf(picture, catalog);
  const whole = proofs.map((proof) => withLostTime(proof, proofs, picture));
  const kept = keepOne(held, picture, proofs, catalog, nowMs);
  const isSurplus = (id: string) => kept.surplus.some(({ invoiceIds }) => invoiceIds.includes(id));
  const onTrial =
    picture.subscriptions.find(({ id }) => id === trialUsedBy) ??
    (trialUsedBy === null ? kept.subscription : null);
  const trial = onTrial && trialOf(onTrial, held, picture, catalog);
  const usedBy = trialUsedBy ?? trial?.subscriptionId ?? null;
  return {
    held,
    link: kept.subscription ? linkOf(kept.subscription, picture, catalog) : linkBeside(link, kept),
    surplus: kept.surplus,
    trialUsedBy: usedBy,
    told: [...whole.map((proof) => counted(proof, isSurplus)), ...(trial ? [trial] : [])],
    attention: [
      ...attention,
      ...kept.surplus
        .filter((each) => surplusActs(each, picture).length > 0)
        .map(({ subscriptionId }) => attentionTo("second-subscription", subscriptionId)),
      ...secondTrials(picture, usedBy),
    ],
  };
}

/** One that counted and is surplus since, because its time was paid otherwise, counts no more. */
const linkBeside = (link: SubscriptionRecord["link"], { surplus }: Kept) =>
  surplus.some(({ subscriptionId }) => subscriptionId === link?.subscriptionId) ? null : link;

/** Stripe cancels the subscriptions of a deleted customer at once, and shows nothing of them any more. */
function withoutCustomer(
  before: Pick<Card, "held" | "link" | "surplus" | "trialUsedBy">,
  { customerId }: StripePicture,
  nowMs: number,
): Card {
  const told = before.held.periods
    .filter(({ source }) => source === "stripe")
    .map((period) => ({
      ...period,
      endMs: Math.max(period.startMs, Math.min(period.endMs ?? nowMs, nowMs)),
    }));
  return { ...before, link: null, told, attention: [attentionTo("customer-deleted", customerId)] };
}

/** What paid a surplus subscription is refunded and gives nothing, nor keeps what it gave before that was known. */
const counted = (
  { paidAtMs: _at, paidUntilMs: _until, ...period }: Proof,
  isSurplus: (id: string) => boolean,
): ProvenPeriod => (isSurplus(period.invoiceId ?? "") ? { ...period, standing: "taken" } : period);

/** The customer's one trial, over all plans. It proves nothing paid, and is granted under one key for ever. */
function trialOf(
  subscription: StripeSubscription,
  { periods }: SubscriptionRecord,
  { invoices }: StripePicture,
  catalog: PlanCatalog,
): ProvenPeriod | null {
  const { id, trialStartMs, trialEndMs, status } = subscription;
  if (trialStartMs === null || trialEndMs === null) return null;
  if (status === "incomplete" || status === "incomplete_expired") return null;
  const known = periods.find(({ key }) => key === TRIAL_KEY);
  const own = invoices.filter(({ subscriptionId }) => subscriptionId === id);
  const plan = planOfTrial(own, trialStartMs, catalog) ?? planOfItem(subscription, catalog);
  const currency = own[0]?.currency ?? "";
  const terms = known?.terms ?? (plan && termsOf(plan, currency));
  if (!terms) return null;
  return {
    key: TRIAL_KEY,
    terms,
    source: "stripe",
    kind: "trial",
    startMs: trialStartMs,
    endMs: endOf(trialStartMs, trialEndMs, subscription),
    subscriptionId: id,
    invoiceId: null,
    standing: "good",
    standingSinceMs: trialStartMs,
    granted: false,
    turns: 0,
  };
}

const TRIAL_KEY = "trial";

/** The trial's own invoice, which is of nothing, says what was tried: the item may have become another plan's since. */
function planOfTrial(
  own: readonly StripeInvoice[],
  trialStartMs: number,
  catalog: PlanCatalog,
): Plan | null {
  const lines = own
    .filter(({ status }) => status === "paid")
    .flatMap((invoice) => invoice.lines)
    .filter(({ amountMinor, proration }) => amountMinor === 0 && !proration)
    .filter(({ periodStartMs }) => periodStartMs === trialStartMs);
  return (
    lines.map(({ price }) => planOfPrice(catalog, price)).find((plan) => plan !== null) ?? null
  );
}

const secondTrials = ({ subscriptions }: StripePicture, usedBy: string | null): Attention[] =>
  subscriptions
    .filter(({ id, status }) => status === "trialing" && usedBy !== null && usedBy !== id)
    .map(({ id }) => attentionTo("second-trial", id));

function withOrders(
  { held, link, told }: Card,
  orders: readonly PaidOrder[],
  { timeZone, nowMs }: Setting,
): Pick<SubscriptionRecord, "purchases" | "refusedOrders"> {
  const known = new Map([...held.periods, ...told].map((period) => [period.key, period]));
  const paidUntil = [...known.values()]
    .filter(({ source, standing }) => source === "stripe" && standing === "good")
    .map(({ endMs }) => endMs ?? nowMs);
  const cardPaidUntilMs = paidUntil.length > 0 ? Math.max(...paidUntil) : null;
  return takeOrders(held, orders, {
    timeZone,
    nowMs,
    renews: link !== null && renews(link, cardPaidUntilMs, nowMs),
    cardPaidUntilMs,
  });
}

const shownOf = (current: Current): Shown => {
  const { planId, status, source, periodEndMs, cancelAtMs, pendingChange, trialEndMs, entitled } =
    current;
  return { planId, status, source, periodEndMs, cancelAtMs, pendingChange, trialEndMs, entitled };
};

function changed(before: SubscriptionRecord, after: SubscriptionRecord): SubscriptionChanged[] {
  const [from, to] = [shownOf(before), shownOf(after)];
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  return [{ type: "subscription.changed", before: from, after: to }];
}
