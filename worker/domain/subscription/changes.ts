import type { Currency, Money } from "../money.ts";
import {
  getPlan,
  isRenewable,
  type PlanCatalog,
  priceIn,
  type Terms,
  termsOf,
} from "../plan/catalog.ts";
import type { Plan } from "../plan/plan.ts";
import { err, ok, type Result } from "../result.ts";
import { type ActionRefusal, actionOf, type PlanAction } from "./actions.ts";
import { goesOn } from "./current.ts";
import { type QuoteLine, type QuoteRefusal, quoteUpgrade } from "./quote.ts";
import type { PurchaseKind, SubscriptionRecord } from "./state.ts";

/** What a customer asks for. `card` renews by itself; an `order` is paid once, by QR code or by card. */
export interface Wish {
  planId: string;
  by: "card" | "order";
  currency: Currency;
}

/** What is to be done for a wish, for the caller to carry out. */
export type Decision =
  | { kind: "checkout"; planId: string; trialDays: number }
  | { kind: "order"; terms: Terms; buys: PurchaseKind; due: Money; lines: QuoteLine[] }
  | {
      kind: "upgrade-at-stripe";
      subscriptionId: string;
      itemId: string;
      planId: string;
      /** A planned downgrade goes first: a change of phase would drop the upgrade that waits for its payment. */
      releaseScheduleId: string | null;
      /** To another interval, Stripe moves the anchor only when told. */
      resetsAnchor: boolean;
      endsTrial: boolean;
    }
  | { kind: "downgrade-at-stripe"; subscriptionId: string; planId: string; atMs: number }
  | CancelDecision;

export type ChangeRefusal =
  | { reason: "unknown-plan" }
  | { reason: "already-subscribed"; planId: string }
  | { reason: "change-not-possible"; why: ActionRefusal | "renews-by-card" | "paid-in-advance" }
  | QuoteRefusal;

type Decided = Result<Decision, ChangeRefusal>;

interface Context {
  catalog: PlanCatalog;
  nowMs: number;
}

const impossible = (why: Extract<ChangeRefusal, { why: unknown }>["why"]): Decided =>
  err({ reason: "change-not-possible", why });

/** The first subscription; whoever has one already is refused. */
export function createSubscription(
  record: SubscriptionRecord,
  wish: Wish,
  context: Context,
): Decided {
  const plan = getPlan(context.catalog, wish.planId);
  if (!plan) return err({ reason: "unknown-plan" });
  const { action } = actionOf(record, plan, context.nowMs);
  if (record.terms !== null && action !== "none")
    return err({ reason: "already-subscribed", planId: record.planId });
  return upgradeSubscription(record, wish, context);
}

/** Subscribes, extends, upgrades or downgrades: what the wish means for this customer now. */
export function upgradeSubscription(
  record: SubscriptionRecord,
  wish: Wish,
  context: Context,
): Decided {
  const plan = getPlan(context.catalog, wish.planId);
  if (!plan) return err({ reason: "unknown-plan" });
  const possible = actionOf(record, plan, context.nowMs);
  if (possible.action === "none") return refused(possible.reason);
  if (possible.action === "current" && possible.reason !== "can-extend")
    return err({ reason: "already-subscribed", planId: record.planId });
  if (plan.interval === "none") return cancelSubscription(record, BY_CUSTOMER, context.nowMs);
  const isByCard = record.source === "stripe" && isRenewable(plan);
  return isByCard
    ? changeAtStripe(record, plan, possible, context.nowMs)
    : buy(record, plan, wish, context.nowMs);
}

const refused = (why: ActionRefusal): Decided =>
  why === "not-offered" ? err({ reason: "not-offered" }) : impossible(why);

/** A subscription by card is changed where it is charged, however the customer would like to pay. */
function changeAtStripe(
  { link, terms, status, periodEndMs }: SubscriptionRecord,
  plan: Plan,
  { action }: PlanAction,
  nowMs: number,
): Decided {
  const { itemId, scheduleId, subscriptionId } = link ?? {};
  if (!link || !subscriptionId || !itemId || !goesOn(link, nowMs))
    return impossible("ends-already");
  if (action === "downgrade") {
    if (periodEndMs === null || periodEndMs <= nowMs) return impossible("payment-pending");
    return ok({ kind: "downgrade-at-stripe", subscriptionId, planId: plan.id, atMs: periodEndMs });
  }
  return ok({
    ...{ kind: "upgrade-at-stripe", subscriptionId, itemId, planId: plan.id },
    releaseScheduleId: scheduleId ?? null,
    resetsAnchor: terms?.interval !== plan.interval,
    endsTrial: status === "trialing",
  });
}

function buy(
  record: SubscriptionRecord,
  plan: Plan,
  { by, currency }: Wish,
  nowMs: number,
): Decided {
  const price = priceIn(plan, currency);
  if (!price) return err({ reason: "not-offered" });
  if (by === "card" && isRenewable(plan)) {
    // A first charge now would pay a second time for what is left.
    if (record.source === "prepaid") return impossible("paid-in-advance");
    return ok({
      kind: "checkout",
      planId: plan.id,
      trialDays: record.trialUsedBy === null ? plan.trialDays : 0,
    });
  }
  const terms = termsOf(plan, currency);
  const isUpgrade = record.source === "prepaid" && plan.rank > (record.terms?.rank ?? 0);
  if (!isUpgrade) {
    const line: QuoteLine = {
      ...{ code: "interval", planId: plan.id, days: null },
      amountMinor: price.amountMinor,
    };
    return ok({ kind: "order", terms, buys: { kind: "period" }, due: price, lines: [line] });
  }
  const quote = quoteUpgrade(record, plan, currency, nowMs);
  return quote.ok ? ok({ kind: "order", terms, ...quote.value }) : quote;
}

export type CancelDecision =
  | {
      kind: "cancel-at-period-end";
      subscriptionId: string;
      /** A schedule refuses an end, and a planned downgrade has no meaning any more. */
      releaseScheduleId: string | null;
    }
  | { kind: "cancel-now"; subscriptionId: string; refundInvoiceIds: string[] };

export interface CancelWish {
  by: "customer" | "operator";
  atOnce: boolean;
  refund: boolean;
}

export const BY_CUSTOMER: CancelWish = { by: "customer", atOnce: false, refund: false };

/**
 * At the end of what is paid; at once only by an operator, or when nothing is paid that could be used up: then the retries
 * of the card end with it. What does not renew ends by itself.
 */
export function cancelSubscription(
  record: SubscriptionRecord,
  wish: CancelWish,
  nowMs: number,
): Result<CancelDecision, ChangeRefusal> {
  const { link, periods } = record;
  if (!link || !goesOn(link, nowMs))
    return err({ reason: "change-not-possible", why: "ends-already" });
  const { subscriptionId, scheduleId, cancelAtMs } = link;
  const running = periods.filter(
    (period) =>
      period.subscriptionId === subscriptionId &&
      period.standing !== "taken" &&
      period.startMs <= nowMs &&
      (period.endMs ?? nowMs) > nowMs,
  );
  if (wish.by === "operator" && wish.atOnce) {
    const paid = wish.refund ? running.map(({ invoiceId }) => invoiceId) : [];
    const refundInvoiceIds = [...new Set(paid.filter((id) => id !== null))];
    return ok({ kind: "cancel-now", subscriptionId, refundInvoiceIds });
  }
  if (cancelAtMs !== null) return err({ reason: "change-not-possible", why: "ends-already" });
  if (running.length === 0 && record.status === "past_due")
    return ok({ kind: "cancel-now", subscriptionId, refundInvoiceIds: [] });
  return ok({ kind: "cancel-at-period-end", subscriptionId, releaseScheduleId: scheduleId });
}

export type ResumeDecision =
  | { kind: "resume"; subscriptionId: string }
  | { kind: "release-schedule"; scheduleId: string };

export type ResumeRefusal =
  | { reason: "nothing-to-undo" }
  | { reason: "change-not-possible"; why: "lifetime-held" | "paid-in-advance" };

/** Undoes a cancellation or a planned downgrade before it takes effect. */
export function resumeSubscription(
  { link, periods }: SubscriptionRecord,
  nowMs: number,
): Result<ResumeDecision, ResumeRefusal> {
  if (!link || !goesOn(link, nowMs)) return err({ reason: "nothing-to-undo" });
  const { subscriptionId, cancelAtMs, scheduleId, scheduled } = link;
  if (cancelAtMs === null)
    return scheduleId !== null && scheduled !== null
      ? ok({ kind: "release-schedule", scheduleId })
      : err({ reason: "nothing-to-undo" });
  const ahead = periods.filter(
    ({ standing, endMs }) => standing !== "taken" && (endMs === null || endMs > nowMs),
  );
  if (ahead.some(({ source }) => source === "lifetime"))
    return err({ reason: "change-not-possible", why: "lifetime-held" });
  if (ahead.some(({ source }) => source === "prepaid"))
    return err({ reason: "change-not-possible", why: "paid-in-advance" });
  return ok({ kind: "resume", subscriptionId });
}
