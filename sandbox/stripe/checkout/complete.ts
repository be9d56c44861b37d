import { randomText } from "../../signing.ts";
import {
  type Account,
  change,
  DAY,
  emit,
  find,
  liveCustomer,
  newId,
  settingsOf,
  timeOf,
  unschedule,
} from "../core/account.ts";
import { PAYMENT_CHECKOUT_ORDER, SUBSCRIPTION_CHECKOUT_ORDER } from "../core/order.ts";
import type {
  CardBehaviour,
  CheckoutSession,
  Price,
  SetupIntent,
  Subscription,
} from "../core/records.ts";
import { invalidRequest } from "../core/refusal.ts";
import { createCustomer } from "../customers.ts";
import { finalizeInvoice, intentOf, markPaid, voidInvoice } from "../invoices/collect.ts";
import { draftInvoice } from "../invoices/draft.ts";
import { makeMethod, setBehaviour } from "../payment-methods.ts";
import { CARD_DECLINES } from "../payments/charges.ts";
import { confirm, createIntent } from "../payments/intents.ts";
import { settleIntent } from "../subscriptions/aftermath.ts";
import { isEnded } from "../subscriptions/build.ts";
import { createSubscription } from "../subscriptions/create.ts";
import { anchorFrom } from "../subscriptions/periods.ts";
import { timetable } from "../subscriptions/timetable.ts";

/** What a payer does on the page. */
export const CHECKOUT_ACTIONS = [
  "pay",
  "pay-once",
  "decline",
  "3ds",
  "authenticate",
  "refuse",
  "delayed",
  "delayed-fails",
  "without-card",
] as const;

export type CheckoutAction = (typeof CHECKOUT_ACTIONS)[number];

export type CheckoutOutcome = "complete" | "declined" | "requires-action" | "one-already";

const BEHAVIOURS: Partial<Record<CheckoutAction, CardBehaviour>> = {
  pay: "succeeds",
  "pay-once": "succeeds-once",
  decline: "declines",
  "3ds": "requires-action",
  delayed: "debit-succeeds",
  "delayed-fails": "debit-fails",
};

/** With adaptive pricing a payer pays in a currency of their own. */
export interface Presentment {
  amount: number;
  currency: string;
}

export function actOnSession(
  account: Account,
  id: string,
  action: CheckoutAction,
  presentment?: Presentment,
): CheckoutOutcome {
  const session = find(account, "session", id);
  if (session.status !== "open") {
    throw invalidRequest(`This Checkout Session is ${session.status}.`);
  }
  if (presentment) {
    const { amount: presentment_amount, currency: presentment_currency } = presentment;
    change(account, "session", id, {
      presentment_details: { presentment_amount, presentment_currency },
    });
  }
  account.eventOrder =
    session.mode === "subscription" ? SUBSCRIPTION_CHECKOUT_ORDER : PAYMENT_CHECKOUT_ORDER;
  if (action === "authenticate" || action === "refuse") {
    return finishAction(account, session, action === "authenticate");
  }
  if (session.mode === "subscription" && hasLiveOne(account, session)) return "one-already";
  const behaviour = BEHAVIOURS[action];
  if (behaviour === "declines" && session.mode === "subscription") return "declined";
  return session.mode === "subscription"
    ? subscribe(account, session, behaviour)
    : pay(account, session, behaviour ?? "succeeds");
}

/** A setting of the dashboard; it holds on this page only. */
const hasLiveOne = (account: Account, { customer }: CheckoutSession): boolean =>
  settingsOf(account).limitToOneSubscription &&
  customer !== null &&
  account.store
    .all("subscription")
    .some((own) => own.customer === customer && !isEnded(own) && own.status !== "incomplete");

function customerOf(account: Account, session: CheckoutSession): string {
  if (session.customer !== null) return liveCustomer(account, session.customer).id;
  const email = session.customer_email ?? "payer@example.com";
  const { id } = createCustomer(account, { email });
  change(account, "session", session.id, { customer: id });
  return id;
}

function pay(
  account: Account,
  session: CheckoutSession,
  behaviour: CardBehaviour,
): CheckoutOutcome {
  const detail = find(account, "sessionDetail", session.id);
  const needsCustomer =
    session.customer !== null ||
    session.customer_creation === "always" ||
    session.invoice_creation?.enabled === true;
  const customer = needsCustomer ? customerOf(account, session) : null;
  const method = makeMethod(account, behaviour, null);
  const intent =
    session.payment_intent ??
    createIntent(account, {
      amount: session.amount_total ?? 0,
      currency: session.currency ?? "usd",
      customer,
      method: null,
      metadata: detail.intent.metadata,
      description: detail.intent.description,
    }).id;
  change(account, "session", session.id, { payment_intent: intent });
  const { result } = confirm(account, intent, method.id);
  if (result === "declined") return "declined";
  if (result === "requires_action") return "requires-action";
  completePayment(account, session.id, result === "succeeded");
  return "complete";
}

function completePayment(account: Account, id: string, paid: boolean): void {
  const session = find(account, "session", id);
  if (paid && session.invoice_creation?.enabled) addInvoice(account, session);
  complete(account, id, paid ? "paid" : "unpaid");
  const { latest_charge } = find(account, "paymentIntent", session.payment_intent ?? "");
  const charge = account.store.get("charge", latest_charge ?? "");
  if (paid && charge) {
    const booked = { balance_transaction: newId("txn") };
    change(account, "charge", charge.id, booked, "charge.updated");
  }
}

/** The invoice of a purchase in payment mode: a second road to the same grant. */
function addInvoice(account: Account, session: CheckoutSession): void {
  const detail = find(account, "sessionDetail", session.id);
  const now = timeOf(account, session.customer);
  const intent = session.payment_intent ?? "";
  const invoice = draftInvoice(account, {
    customer: session.customer ?? "",
    currency: session.currency ?? "usd",
    subscription: null,
    reason: "manual",
    lines: detail.items.map((item) => ({
      amount: item.amount_total,
      description: item.description ?? "",
      start: now,
      end: now,
      quantity: item.quantity ?? 1,
      price: item.price as Price,
      item: null,
      proration: false,
      credits: null,
      invoiceItem: newId("ii"),
    })),
    autoAdvance: false,
    metadata: detail.invoiceMetadata,
  });
  finalizeInvoice(account, invoice.id, intent);
  markPaid(account, invoice.id, intent);
  change(account, "session", session.id, { invoice: invoice.id });
}

function subscribe(
  account: Account,
  session: CheckoutSession,
  behaviour: CardBehaviour | undefined,
): CheckoutOutcome {
  const detail = find(account, "sessionDetail", session.id);
  const customer = customerOf(account, session);
  const now = timeOf(account, customer);
  giveUpEarlier(account, session);
  const data = detail.subscription;
  const trialEnd = data.trialDays === null ? data.trialEnd : now + data.trialDays * DAY;
  if (
    behaviour === undefined &&
    (trialEnd === null || session.payment_method_collection === "always")
  ) {
    throw invalidRequest("This Checkout Session requires a payment method.");
  }
  const method = behaviour ? makeMethod(account, behaviour, customer) : null;
  const config = data.anchorConfig;
  const subscription = createSubscription(account, {
    customer,
    items: detail.items.map(({ price, quantity }) => ({
      price: price as Price,
      quantity: quantity ?? 1,
    })),
    metadata: data.metadata,
    description: data.description,
    trialEnd,
    anchor: config
      ? anchorFrom(
          {
            day_of_month: config.day_of_month,
            hour: config.hour ?? undefined,
            minute: config.minute ?? undefined,
            month: config.month ?? undefined,
            second: config.second ?? undefined,
          },
          now,
        )
      : data.anchor,
    anchorConfig: config,
    prorationBehavior: data.prorationBehavior,
    method: method?.id ?? null,
    missingPaymentMethod: data.missingPaymentMethod,
    classic: data.classic,
  });
  const setup = trialEnd !== null && method ? addSetup(account, customer, method.id) : null;
  change(account, "session", session.id, {
    subscription: subscription.id,
    invoice: subscription.latest_invoice,
    setup_intent: setup,
  });
  if (subscription.status === "incomplete") return "requires-action";
  completeSubscription(account, session.id);
  return "complete";
}

function completeSubscription(account: Account, id: string): void {
  const session = find(account, "session", id);
  const { latest_invoice } = find(account, "subscription", session.subscription ?? "");
  const invoice = find(account, "invoice", latest_invoice ?? "");
  const paid = invoice.status === "paid";
  change(account, "session", id, {
    amount_total: invoice.total,
    amount_subtotal: invoice.subtotal,
  });
  complete(account, id, invoice.total === 0 ? "no_payment_required" : paid ? "paid" : "unpaid");
}

function complete(account: Account, id: string, status: CheckoutSession["payment_status"]): void {
  const { customer } = find(account, "session", id);
  const email = account.store.get("customer", customer ?? "")?.email ?? null;
  unschedule(account, "session-expires", id);
  const session = find(account, "session", id);
  const done = change(account, "session", id, {
    status: "complete",
    payment_status: status,
    url: null,
    customer_details: session.customer_details ?? {
      address: null,
      business_name: null,
      email: email ?? session.customer_email ?? "payer@example.com",
      individual_name: null,
      name: null,
      phone: null,
      tax_exempt: "none",
      tax_ids: [],
    },
  });
  emit(account, "checkout.session.completed", done);
}

/** The customer did, or did not do, what their bank asked. */
function finishAction(
  account: Account,
  session: CheckoutSession,
  succeeded: boolean,
): CheckoutOutcome {
  const subscription = account.store.get("subscription", session.subscription ?? "");
  const intent = subscription
    ? intentOf(account, subscription.latest_invoice ?? "")
    : account.store.get("paymentIntent", session.payment_intent ?? "");
  if (intent?.status !== "requires_action") {
    throw invalidRequest("Nothing waits for an authentication.");
  }
  settleIntent(account, intent.id, succeeded ? null : CARD_DECLINES.action);
  if (!succeeded) return "declined";
  setBehaviour(account, intent.payment_method ?? "", "succeeds");
  if (subscription) completeSubscription(account, session.id);
  else completePayment(account, session.id, true);
  return "complete";
}

/** An attempt of this session that never got its money makes room for the next one. */
function giveUpEarlier(account: Account, session: CheckoutSession): void {
  const earlier = account.store.get("subscription", session.subscription ?? "");
  if (earlier?.status === "incomplete") giveUpIncomplete(account, earlier);
}

function giveUpIncomplete(account: Account, subscription: Subscription): void {
  const invoice = account.store.get("invoice", subscription.latest_invoice ?? "");
  if (invoice?.status === "open") voidInvoice(account, invoice.id);
  const ended_at = timeOf(account, subscription.customer);
  const ended = change(
    account,
    "subscription",
    subscription.id,
    { status: "incomplete_expired", ended_at },
    "customer.subscription.updated",
  );
  unschedule(account, "incomplete-expires", subscription.id);
  timetable(account, ended);
}

export function expireSession(account: Account, id: string): CheckoutSession {
  const session = find(account, "session", id);
  if (session.status !== "open") {
    throw invalidRequest(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
    );
  }
  unschedule(account, "session-expires", id);
  giveUpEarlier(account, session);
  const expired = change(account, "session", id, { status: "expired", url: null });
  emit(account, "checkout.session.expired", expired);
  return expired;
}

/** A delayed method answered: in payment mode, and for the first invoice of a subscription. */
export function followDelayed(account: Account, intent: string, failed: boolean): void {
  const session = account.store.all("session").find((candidate) => {
    const invoice = candidate.invoice === null ? undefined : intentOf(account, candidate.invoice);
    return candidate.payment_intent === intent || invoice?.id === intent;
  });
  if (session?.status !== "complete" || session.payment_status !== "unpaid") return;
  if (failed) {
    emit(account, "checkout.session.async_payment_failed", session);
    return;
  }
  if (session.invoice_creation?.enabled) addInvoice(account, session);
  const paid = change(account, "session", session.id, { payment_status: "paid" });
  emit(account, "checkout.session.async_payment_succeeded", paid);
}

function addSetup(account: Account, customer: string, method: string): string {
  const id = newId("seti");
  const made = {
    id,
    object: "setup_intent",
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${randomText(25)}`,
    created: timeOf(account, customer),
    customer,
    description: null,
    excluded_payment_method_types: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: method,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: "succeeded",
    usage: "off_session",
  } satisfies SetupIntent;
  account.store.put("setupIntent", made);
  emit(account, "setup_intent.created", made);
  emit(account, "setup_intent.succeeded", made);
  return id;
}
