import type { Money } from "../money.ts";
import type { Terms } from "../plan/catalog.ts";
import { FREE_PLAN_ID } from "../plan/plan.ts";
import { invariant } from "../result.ts";
import type { StripeStatus } from "./stripe-picture.ts";

export type SubscriptionStatus = "free" | "trialing" | "active" | "past_due" | "paused" | "ended";

export type SubscriptionSource = "none" | "stripe" | "prepaid" | "lifetime" | "manual";

/**
 * What an account keeps of its customer's subscription. The first part is what is so now; below stands what it follows
 * from, and what must be remembered because nobody else does. Times are epoch ms.
 */
export interface SubscriptionRecord {
  planId: string;
  /** What the plan gave when the running period was paid; null for the free plan. */
  terms: Terms | null;
  /** `price` of the period that `terms` are of; missing in what was stored before there was one. */
  periodPrice?: Money | null;
  status: SubscriptionStatus;
  source: SubscriptionSource;
  periodStartMs: number | null;
  /** Until when it is paid; null without an end. */
  periodEndMs: number | null;
  /** When it ends because it was cancelled. */
  cancelAtMs: number | null;
  pendingChange: PendingChange | null;
  pastDueSinceMs: number | null;
  trialEndMs: number | null;
  /** Whether the plan's features are to be had: false once the days of grace are over, when paused or disputed. */
  entitled: boolean;
  /** Until when they are, as far as is known now: the paid end, or that of the days of grace; null without an end. */
  entitledUntilMs: number | null;
  /** What was there before, when there is nothing now. */
  ended: { planId: string; atMs: number; why: EndReason } | null;

  /** The subscription that had the customer's one trial. */
  trialUsedBy: string | null;
  /** Everything that was ever proven paid. One a month at most in the ordinary run of things, so it is never pruned. */
  periods: ProvenPeriod[];
  /** Paid orders, as they were laid out in time. */
  purchases: Purchase[];
  link: StripeLink | null;
  /** Second subscriptions, which are to be cancelled, and the invoices that are to be refunded with them. */
  surplus: { subscriptionId: string; invoiceIds: string[] }[];
  /** Orders that were paid and cannot be honoured: refunded by themselves. */
  refusedOrders: RefusedOrder[];
}

export const END_REASONS = [
  "ran-out",
  "cancelled",
  "payment-failed",
  "money-returned",
  "disputed",
  "ended-by-operator",
] as const;
export type EndReason = (typeof END_REASONS)[number];

export interface PendingChange {
  planId: string;
  atMs: number;
}

/** `frozen` while its payment is disputed; `taken` when the money went back. */
export type Standing = "good" | "frozen" | "taken";

/** A period that somebody paid, with its proof. */
export interface ProvenPeriod {
  /** `stripe:<invoice>:<line>`, `order:<number>`, `manual:<id>` or `trial`: what it is granted under, once. */
  key: string;
  terms: Terms;
  source: Exclude<SubscriptionSource, "none">;
  /**
   * What its invoice's line says the whole period costs. Who bought at an old price at Stripe goes on paying it, while `terms` have the
   * catalog's. Left out where the terms' price is what was paid, of a part of a period, and in what was stored before this was kept.
   */
  price?: Money;
  /** `raise`: an upgrade within a paid period, for the rest of it. */
  kind: "paid" | "raise" | "trial";
  startMs: number;
  endMs: number | null;
  subscriptionId: string | null;
  invoiceId: string | null;
  standing: Standing;
  /** When it was proven, disputed, or its money went back. */
  standingSinceMs: number;
  /** Its allowance was handed out. */
  granted: boolean;
  /** How often its standing changed since: each change is applied under a key of its own. */
  turns: number;
  /** An operator ended it before its time. */
  cutByOperator?: boolean;
}

export type OrderRefusal =
  | "renews-by-card"
  | "lifetime-held"
  | "another-plan-runs"
  | "another-plan-follows"
  | "base-is-over";

export interface RefusedOrder {
  orderNo: string;
  why: OrderRefusal;
  /** Its money went back. */
  returned: boolean;
}

/** An order that was paid, as its object tells it, and tells again when its money goes back. */
export interface PaidOrder {
  orderNo: string;
  /** Frozen when the order was placed. */
  terms: Terms;
  buys: PurchaseKind;
  paid: Money;
  paidAtMs: number;
  standing: Standing;
  /** When it was paid, disputed, or its money went back. */
  standingSinceMs: number;
}

/**
 * `period`: one interval of the plan, or the plan for ever. `rest`: a higher plan for what is left of other purchases.
 * `instead`: a whole interval from now on, for which what is left of other purchases was counted.
 */
export type PurchaseKind =
  | { kind: "period" }
  | { kind: "rest"; of: string[] }
  | { kind: "instead"; of: string[] };

export interface Purchase extends PaidOrder {
  startMs: number;
  /** Null for a lifetime. Of `rest`, what its bases had at the time. */
  endMs: number | null;
  /** The day that its months are counted from, and how many were counted before it. */
  anchorMs: number;
  monthsBefore: number;
  /** What of it was taken back by a refund of its own money, or of what was counted against it, ms. */
  takenMs: number;
  /** What of it had passed before it was taken, ms, when it was given back after all. */
  usedMs?: number;
  /** Of `instead` that was given back: when what was counted against it ended. */
  countedAtMs?: number;
  /** An operator ended it: whatever becomes of its money, it has no time any more. */
  cutByOperator?: boolean;
}

/** A plan that a host or an operator gave, told again when it is ended. */
export interface ManualPlan {
  id: string;
  terms: Terms;
  startMs: number;
  endMs: number | null;
  cutByOperator?: boolean;
}

/** What Stripe last said of the one subscription that counts. */
export interface StripeLink {
  subscriptionId: string;
  status: StripeStatus;
  itemId: string | null;
  /** The plan of its item, whether paid or not; null for a price that is no plan. */
  planId: string | null;
  /** The end of its item's period, whether paid or not. */
  itemEndMs: number | null;
  cancelAtMs: number | null;
  cancelReason: string | null;
  scheduleId: string | null;
  scheduled: PendingChange | null;
  pendingUpdate: { planId: string; expiresAtMs: number } | null;
  /** Since when its oldest unpaid invoice is due. */
  unpaidSinceMs: number | null;
  /** Its newest invoice was given up, by voiding it or as uncollectible. */
  writtenOff: boolean;
}

/** Of a customer who subscribed to nothing yet. */
export const NEW_RECORD: SubscriptionRecord = {
  planId: FREE_PLAN_ID,
  terms: null,
  periodPrice: null,
  status: "free",
  source: "none",
  periodStartMs: null,
  periodEndMs: null,
  cancelAtMs: null,
  pendingChange: null,
  pastDueSinceMs: null,
  trialEndMs: null,
  entitled: false,
  entitledUntilMs: null,
  ended: null,
  trialUsedBy: null,
  periods: [],
  purchases: [],
  link: null,
  surplus: [],
  refusedOrders: [],
};

/** Throws when a rule of ours is broken: asked before it is stored and after it is read. */
export function assertRecord(record: SubscriptionRecord): void {
  const { planId, status, terms, source, periods, purchases } = record;
  const isNone = status === "free" || status === "ended";
  invariant(isNone === (planId === FREE_PLAN_ID), "without a plan there is the free one");
  invariant(isNone === (source === "none"), "a plan has a source");
  invariant(isNone ? terms === null : terms?.planId === planId, "a plan has its own terms");
  invariant(!isNone || !record.entitled, "the free plan is nobody's purchase");
  invariant((status === "ended") === (record.ended !== null), "what ended is remembered");
  invariant(
    (status === "past_due") === (record.pastDueSinceMs !== null),
    "past due has a beginning",
  );
  invariant(unique(periods.map(({ key }) => key)), "a period is proven once");
  invariant(unique(purchases.map(({ orderNo }) => orderNo)), "an order is one purchase");
  for (const { startMs, endMs } of periods)
    invariant(endMs === null || startMs <= endMs, "a period does not end before it begins");
}

const unique = (texts: string[]): boolean => new Set(texts).size === texts.length;
