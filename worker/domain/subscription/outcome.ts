import type { PlanCatalog } from "../plan/catalog.ts";
import type {
  ManualPlan,
  OrderRefusal,
  PaidOrder,
  ProvenPeriod,
  SubscriptionRecord,
} from "./state.ts";
import type { StripePicture } from "./stripe-picture.ts";

/** What others say now. Each part may be left out or told again: what was learned before is kept. */
export interface Seen {
  /** Null when Stripe was not asked, or did not answer. */
  stripe: StripePicture | null;
  orders: readonly PaidOrder[];
  manual: readonly ManualPlan[];
  /** An operator ends all that is paid in advance. */
  endsPrepaid?: boolean;
}

export interface Setting {
  catalog: PlanCatalog;
  /** Whole days, 0 to 21. */
  pastDueGraceDays: number;
  /** IANA name. */
  timeZone: string;
  nowMs: number;
}

export interface Reduction {
  record: SubscriptionRecord;
  /** Periods proven since: the allowance of each period's plan is due, once under its key. */
  grants: ProvenPeriod[];
  allowanceChanges: AllowanceChange[];
  /** What is to be done elsewhere. Said again until what others say shows that it is done. */
  acts: Act[];
  events: SubscriptionChanged[];
  attention: Attention[];
  /** When to reduce again, asking Stripe; always ahead. Null when nothing can change by itself. */
  lookAtMs: number | null;
}

/** A change of what a period's allowance is worth, applied once under its key. */
export interface AllowanceChange {
  key: string;
  /** The key that the allowance was granted under. */
  periodKey: string;
  /** `freeze` what is left, `take` what is left, or give back (`restore`) what was frozen or taken. */
  kind: "freeze" | "take" | "restore";
}

/** The key goes to Stripe as `Idempotency-Key`, or to the order. */
export type Act = { key: string } & (
  | {
      kind: "cancel-now";
      subscriptionId: string;
      why: "second-subscription" | "money-returned" | "paid-otherwise";
    }
  | { kind: "cancel-at-period-end"; subscriptionId: string; why: "lifetime" }
  | { kind: "release-schedule"; scheduleId: string; why: "lifetime" }
  | { kind: "refund-invoice"; invoiceId: string; amountMinor: number; currency: string }
  | { kind: "refund-order"; orderNo: string; why: OrderRefusal }
);

/** The customer's view changed. One for each transition, however many events led to it. */
export interface SubscriptionChanged {
  type: "subscription.changed";
  before: Shown;
  after: Shown;
}

export type Shown = Pick<
  SubscriptionRecord,
  | "planId"
  | "status"
  | "source"
  | "periodEndMs"
  | "cancelAtMs"
  | "pendingChange"
  | "trialEndMs"
  | "entitled"
>;

export const ATTENTION_KINDS = [
  "unknown-price",
  "subscription-not-read",
  "raise-without-paid-period",
  "second-trial",
  "second-subscription",
  "order-refused",
  "paid-twice",
  "customer-deleted",
] as const;

/** What needs an operator's eye for as long as it is so; the key names the case. */
export interface Attention {
  key: string;
  kind: (typeof ATTENTION_KINDS)[number];
  about: string;
}

export const attentionTo = (kind: Attention["kind"], id: string): Attention => ({
  key: `${kind}:${id}`,
  kind,
  about: id,
});
