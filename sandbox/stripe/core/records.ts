import type Stripe from "stripe";
import type { Wire } from "./wire.ts";

export interface Customer extends Wire<Stripe.Customer> {}
export interface Product extends Wire<Stripe.Product> {}
export interface Price extends Wire<Stripe.Price> {}
export interface Plan extends Wire<Stripe.Plan> {}
export interface PaymentMethod extends Wire<Stripe.PaymentMethod> {}
export interface PaymentIntent extends Wire<Stripe.PaymentIntent> {}
export interface SetupIntent extends Wire<Stripe.SetupIntent> {}
export interface Charge extends Wire<Stripe.Charge> {}
export interface Subscription extends Wire<Stripe.Subscription> {}
export interface SubscriptionItem extends Wire<Stripe.SubscriptionItem> {}
export interface Schedule extends Wire<Stripe.SubscriptionSchedule> {}
export interface Invoice extends Wire<Stripe.Invoice> {}
export interface InvoiceLine extends Wire<Stripe.InvoiceLineItem> {}
export interface InvoiceItem extends Wire<Stripe.InvoiceItem> {}
export interface InvoicePayment extends Wire<Stripe.InvoicePayment> {}
export interface CheckoutSession extends Wire<Stripe.Checkout.Session> {}
export interface LineItem extends Wire<Stripe.LineItem> {}
export interface Refund extends Wire<Stripe.Refund> {}
export interface Dispute extends Wire<Stripe.Dispute> {}
export interface CreditNote extends Wire<Stripe.CreditNote> {}
export interface PortalConfiguration extends Wire<Stripe.BillingPortal.Configuration> {}
export interface PortalSession extends Wire<Stripe.BillingPortal.Session> {}
export interface TestClock extends Wire<Stripe.TestHelpers.TestClock> {}
export interface WebhookEndpoint extends Wire<Stripe.WebhookEndpoint> {}

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

/** An index: the payment of an invoice by the invoice's id, the invoice of an intent by the intent's. */
export interface Link {
  id: string;
  to: string;
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
  /** A renewal's draft waits for the endpoint's answer to `invoice.created`, for at most three days. */
  finalizeAfterAcknowledged: boolean;
  /** An opened dispute cancels the subscription that was charged. */
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
  link: Link;
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
