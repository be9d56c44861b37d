import type Stripe from "stripe";
import type { Wire } from "./wire.ts";

export type Customer = Wire<Stripe.Customer>;
export type Product = Wire<Stripe.Product>;
export type Price = Wire<Stripe.Price>;
export type Plan = Wire<Stripe.Plan>;
export type PaymentMethod = Wire<Stripe.PaymentMethod>;
export type PaymentIntent = Wire<Stripe.PaymentIntent>;
export type SetupIntent = Wire<Stripe.SetupIntent>;
export type Charge = Wire<Stripe.Charge>;
export type Subscription = Wire<Stripe.Subscription>;
export type SubscriptionItem = Wire<Stripe.SubscriptionItem>;
export type Schedule = Wire<Stripe.SubscriptionSchedule>;
export type Invoice = Wire<Stripe.Invoice>;
export type InvoiceLine = Wire<Stripe.InvoiceLineItem>;
export type InvoiceItem = Wire<Stripe.InvoiceItem>;
export type InvoicePayment = Wire<Stripe.InvoicePayment>;
export type CheckoutSession = Wire<Stripe.Checkout.Session>;
export type LineItem = Wire<Stripe.LineItem>;
export type Refund = Wire<Stripe.Refund>;
export type Dispute = Wire<Stripe.Dispute>;
export type CreditNote = Wire<Stripe.CreditNote>;
export type PortalConfiguration = Wire<Stripe.BillingPortal.Configuration>;
export type PortalSession = Wire<Stripe.BillingPortal.Session>;
export type TestClock = Wire<Stripe.TestHelpers.TestClock>;
export type WebhookEndpoint = Wire<Stripe.WebhookEndpoint>;

/** `type` is checked where an event is emitted. */
export interface StripeEvent {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: object; previous_attributes?: object };
  livemode: boolean;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null } | null;
  type: string;
}

/** What Stripe will do by itself, and when. */
export interface Task {
  id: string;
  kind: TaskKind;
  target: string;
  /** Unix seconds on the clock that the target's customer follows. */
  due: number;
  /** A test clock, or the sandbox's own. */
  clock: string | null;
}

/** At one moment they run in this order: a cancelled subscription is not renewed, a new phase is what renews. */
export const TASK_KINDS = [
  "cancel",
  "phase",
  "trial-will-end",
  "upcoming",
  "schedule-expiring",
  "renew",
  "resume-collection",
  "pending-update-expires",
  "incomplete-expires",
  "session-expires",
  "debit-settles",
  "refund-settles",
  "finalize",
  "retry",
  "clock-ready",
] as const;

export type TaskKind = (typeof TASK_KINDS)[number];

/** How a payment method answers a charge. */
export interface Behaviour {
  /** The payment method's id. */
  id: string;
  behaviour: CardBehaviour;
}

export const CARD_BEHAVIOURS = [
  "succeeds",
  "succeeds-once",
  "declines",
  "declines-hard",
  "requires-action",
  "debit-succeeds",
  "debit-fails",
] as const;

export type CardBehaviour = (typeof CARD_BEHAVIOURS)[number];

/** What was really debited for an item and has not been credited: flexible billing gives back from this. */
export interface Debit {
  item: string;
  amount: number;
  start: number;
  end: number;
  invoice: string;
  line: string;
  price: string;
  quantity: number;
}

/** What the sandbox knows of a subscription beside what it shows. */
export interface SubscriptionDetail {
  id: string;
  debits: Debit[];
  /** The change that waits for its invoice to be paid. */
  pending: { invoice: string; change: PlannedChange } | null;
  /** The end of the trial that was announced. */
  trialToldFor: number | null;
}

/** What an update would do to items and period. */
export interface PlannedChange {
  items: SubscriptionItem[];
  anchor: number;
  debits: Debit[];
  trialEnd: number | null;
}

/** What a Checkout session was asked for and does not show. */
export interface SessionDetail {
  id: string;
  items: LineItem[];
  subscription: {
    metadata: Record<string, string>;
    description: string | null;
    trialDays: number | null;
    trialEnd: number | null;
    anchor: number | null;
    anchorConfig: Subscription["billing_cycle_anchor_config"];
    prorationBehavior: string;
    missingPaymentMethod: "cancel" | "create_invoice" | "pause";
    classic: boolean;
  };
  intent: { metadata: Record<string, string>; description: string | null };
  invoiceMetadata: Record<string, string>;
}

export interface Idempotent {
  /** The key. */
  id: string;
  fingerprint: string;
  status: number;
  body: string;
  /** Wall clock, milliseconds. */
  at: number;
}

/** Settings a merchant has in the dashboard; `/control/stripe/settings` changes them. */
export interface Settings {
  id: "settings";
  /** What happens to a subscription when all retries failed. */
  retriesEnd: "cancel" | "unpaid" | "past_due";
  /** Hours from one attempt of an invoice to the next. */
  retryHours: number[];
  /** Until a bank debit or another delayed method answers. */
  delayedMethodHours: number;
  /** Days between `invoice.upcoming` and the renewal. */
  upcomingDays: number;
  /** `created` is sent as incomplete, `updated` to active follows: the older form, which still occurs. */
  subscriptionCreatedIncomplete: boolean;
  /** Checkout refuses a customer who has a live subscription; the API does not. */
  limitToOneSubscription: boolean;
  /** A lost or opened dispute cancels the subscription that was charged. */
  disputeCancels: boolean;
}

export interface Records {
  customer: Customer;
  product: Product;
  price: Price;
  paymentMethod: PaymentMethod;
  behaviour: Behaviour;
  paymentIntent: PaymentIntent;
  setupIntent: SetupIntent;
  charge: Charge;
  subscription: Subscription;
  subscriptionDetail: SubscriptionDetail;
  schedule: Schedule;
  invoice: Invoice;
  invoiceItem: InvoiceItem;
  invoicePayment: InvoicePayment;
  session: CheckoutSession;
  sessionDetail: SessionDetail;
  refund: Refund;
  dispute: Dispute;
  creditNote: CreditNote;
  portalConfiguration: PortalConfiguration;
  portalSession: PortalSession;
  testClock: TestClock;
  endpoint: WebhookEndpoint;
  event: StripeEvent;
  task: Task;
  idempotent: Idempotent;
  settings: Settings;
}

export type Kind = keyof Records;

/** The kinds that an id names, by its prefix. */
export const KIND_BY_PREFIX: Record<string, Kind> = {
  cus: "customer",
  prod: "product",
  price: "price",
  pm: "paymentMethod",
  pi: "paymentIntent",
  seti: "setupIntent",
  ch: "charge",
  py: "charge",
  sub: "subscription",
  sub_sched: "schedule",
  in: "invoice",
  ii: "invoiceItem",
  inpay: "invoicePayment",
  cs_test: "session",
  re: "refund",
  du: "dispute",
  cn: "creditNote",
  bpc: "portalConfiguration",
  bps: "portalSession",
  clock: "testClock",
  we: "endpoint",
  evt: "event",
};
