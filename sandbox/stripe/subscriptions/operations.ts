import type Stripe from "stripe";
import {
  type Account,
  change,
  DAY,
  emit,
  find,
  liveCustomer,
  schedule,
  timeOf,
  unschedule,
} from "../core/account.ts";
import { isInRange, listRecords, PAGING, timeRange } from "../core/lists.ts";
import { type Operation, operation } from "../core/operation.ts";
import { SUBSCRIPTION_CHECKOUT_ORDER } from "../core/order.ts";
import {
  choice,
  fieldsOf,
  mergeMetadata,
  need,
  type Read,
  shape,
  text,
} from "../core/parameters.ts";
import type { Subscription } from "../core/records.ts";
import { invalidRequest, parameterMissing, resourceMissing } from "../core/refusal.ts";
import { findMethod } from "../payment-methods.ts";
import { usablePrice } from "../prices.ts";
import { isEnded, lastBoundary, nextBoundary } from "./build.ts";
import { cancelNow, detailsOf } from "./cancel.ts";
import { createSubscription } from "./create.ts";
import { CANCEL, CREATE, PAUSE, RESUME, UPDATE } from "./fields.ts";
import { pause, resume } from "./pause.ts";
import { anchorFrom } from "./periods.ts";
import { timetable } from "./timetable.ts";
import { changeBilling, managedBySchedule } from "./update.ts";

const STATUSES = choice(
  "active",
  "all",
  "canceled",
  "ended",
  "incomplete",
  "incomplete_expired",
  "past_due",
  "paused",
  "trialing",
  "unpaid",
);

const LIST = fieldsOf<Stripe.SubscriptionListParams>()({
  ...PAGING,
  created: timeRange,
  customer: text(),
  price: text(),
  status: STATUSES,
  test_clock: text(),
});

export const SUBSCRIPTION_OPERATIONS: Operation[] = [
  operation("subscriptions.create", "POST /v1/subscriptions", CREATE, ({ account, params }) =>
    create(account, params),
  ),
  operation("subscriptions.list", "GET /v1/subscriptions", LIST, ({ account, params }) =>
    listRecords(account, "subscription", params, "/v1/subscriptions", (subscription) =>
      isListed(subscription, params),
    ),
  ),
  operation("subscriptions.retrieve", "GET /v1/subscriptions/:id", {}, ({ account, id }) =>
    find(account, "subscription", id),
  ),
  operation("subscriptions.update", "POST /v1/subscriptions/:id", UPDATE, (call) =>
    updateSubscription(call.account, call.id, call.params),
  ),
  operation("subscriptions.cancel", "DELETE /v1/subscriptions/:id", CANCEL, (call) =>
    cancelNow(call.account, find(call.account, "subscription", call.id).id, {
      invoiceNow: call.params.invoice_now,
      prorate: call.params.prorate,
      details: call.params.cancellation_details,
    }),
  ),
  operation("subscriptions.resume", "POST /v1/subscriptions/:id/resume", RESUME, (call) =>
    resume(call.account, call.id, {
      anchorNow: call.params.billing_cycle_anchor?.type !== "unchanged",
      onSuccess: call.params.payment_behavior === "resume_on_payment_success",
    }),
  ),
  operation("subscriptions.pause", "POST /v1/subscriptions/:id/pause", PAUSE, (call) =>
    pause(call.account, call.id),
  ),
  operation("subscriptions.deleteDiscount", "DELETE /v1/subscriptions/:id/discount", {}, (call) => {
    const { id } = find(call.account, "subscription", call.id);
    throw resourceMissing("discount", id);
  }),
  operation(
    "subscriptions.migrate",
    "POST /v1/subscriptions/:id/migrate",
    fieldsOf<Stripe.SubscriptionMigrateParams>()({
      billing_mode: shape({ type: choice("flexible") }),
    }),
    ({ account, id }) => migrate(account, id),
  ),
];

function isListed(subscription: Subscription, params: Read<typeof LIST>): boolean {
  const { status, customer, created, items, test_clock } = subscription;
  const wanted = params.status;
  const statusFits =
    wanted === "all" ||
    (wanted === undefined && status !== "canceled") ||
    (wanted === "ended" && isEnded(subscription)) ||
    status === wanted;
  return (
    statusFits &&
    (params.customer === undefined || customer === params.customer) &&
    (params.price === undefined || items.data.some(({ price }) => price.id === params.price)) &&
    (params.test_clock === undefined || test_clock === params.test_clock) &&
    isInRange(created, params.created)
  );
}

function create(account: Account, params: Read<typeof CREATE>): Subscription {
  account.eventOrder = SUBSCRIPTION_CHECKOUT_ORDER;
  const customer = liveCustomer(account, need(params.customer, "customer"));
  const items = need(params.items, "items").map((item, index) => {
    const price = usablePrice(
      account,
      need(item.price, `items[${index}][price]`),
      `items[${index}][price]`,
    );
    if (!price.recurring) {
      throw invalidRequest(
        "The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.",
        { param: `items[${index}][price]` },
      );
    }
    return { price, quantity: item.quantity ?? 1, metadata: mergeMetadata({}, item.metadata) };
  });
  if (params.default_payment_method)
    requireOwn(account, params.default_payment_method, customer.id);
  const now = timeOf(account, customer.id);
  const config = params.billing_cycle_anchor_config;
  if (config && params.billing_cycle_anchor !== undefined) {
    throw invalidRequest(
      "You may only specify one of these parameters: billing_cycle_anchor, billing_cycle_anchor_config.",
    );
  }
  const trialEnd = trialEndOf(now, params);
  const method =
    params.default_payment_method ?? customer.invoice_settings?.default_payment_method ?? null;
  if (!method && needsMethod(params, trialEnd)) {
    throw invalidRequest(
      "This customer has no attached payment source or default payment method. Please consider adding a default payment method.",
      { code: "resource_missing" },
    );
  }
  const made = createSubscription(account, {
    customer: customer.id,
    items,
    metadata: mergeMetadata({}, params.metadata),
    description: params.description ?? null,
    trialEnd,
    anchor: config ? anchorFrom(config, now) : (params.billing_cycle_anchor ?? null),
    anchorConfig: config
      ? {
          day_of_month: need(config.day_of_month, "billing_cycle_anchor_config[day_of_month]"),
          hour: config.hour ?? null,
          minute: config.minute ?? null,
          month: config.month ?? null,
          second: config.second ?? null,
        }
      : null,
    prorationBehavior: params.proration_behavior ?? "create_prorations",
    paymentBehavior: params.payment_behavior ?? "allow_incomplete",
    method: params.default_payment_method ?? null,
    missingPaymentMethod:
      params.trial_settings?.end_behavior?.missing_payment_method ?? "create_invoice",
    collectionMethod: params.collection_method ?? "charge_automatically",
    daysUntilDue: params.days_until_due ?? null,
    classic: params.billing_mode?.type === "classic",
  });
  if (params.cancel_at === undefined && !params.cancel_at_period_end) return made;
  const patch = cancellationPatch(account, made, params);
  const ending = change(account, "subscription", made.id, patch);
  timetable(account, ending);
  return ending;
}

function needsMethod(params: Read<typeof CREATE>, trialEnd: number | null): boolean {
  return (
    params.collection_method !== "send_invoice" &&
    params.payment_behavior !== "default_incomplete" &&
    trialEnd === null
  );
}

function trialEndOf(now: number, params: Read<typeof CREATE>): number | null {
  if (params.trial_period_days !== undefined) return now + params.trial_period_days * DAY;
  return params.trial_end === undefined || params.trial_end === "now" ? null : params.trial_end;
}

function requireOwn(account: Account, method: string, customer: string): void {
  if (findMethod(account, method).customer === customer) return;
  throw resourceMissing("PaymentMethod", method, "default_payment_method");
}

/** Only these can stand in one update with a change that waits for its payment. */
const PENDING_FIELDS = new Set([
  "payment_behavior",
  "proration_behavior",
  "proration_date",
  "billing_cycle_anchor",
  "items",
  "trial_end",
  "off_session",
]);

export function updateSubscription(
  account: Account,
  id: string,
  params: Read<typeof UPDATE>,
): Subscription {
  const before = find(account, "subscription", id);
  refuseUpdate(before, params);
  if (params.default_payment_method) {
    requireOwn(account, params.default_payment_method, before.customer);
  }
  const patched = change(account, "subscription", id, plainPatch(account, before, params));
  timetable(account, patched);
  const anchorNow = params.billing_cycle_anchor?.type === "now";
  const bills = params.items !== undefined || anchorNow || params.trial_end !== undefined;
  const after = bills
    ? changeBilling(account, id, {
        items: params.items,
        anchorNow,
        trialEnd: params.trial_end,
        prorationBehavior: params.proration_behavior ?? "create_prorations",
        prorationDate: params.proration_date,
        paymentBehavior: params.payment_behavior,
      })
    : patched;
  if (JSON.stringify(after) !== JSON.stringify(before)) {
    emit(account, "customer.subscription.updated", after, before);
  }
  return after;
}

function refuseUpdate(before: Subscription, params: Read<typeof UPDATE>): void {
  const names = Object.keys(params);
  if (
    isEnded(before) &&
    names.some((name) => name !== "metadata" && name !== "cancellation_details")
  ) {
    throw invalidRequest(
      "A canceled subscription can only update its cancellation_details and metadata.",
    );
  }
  if (before.schedule !== null && params.items) throw managedBySchedule(before.schedule, "items");
  const ends = params.cancel_at !== undefined || params.cancel_at_period_end !== undefined;
  if (before.schedule !== null && ends) {
    throw managedBySchedule(before.schedule, "cancelation behavior");
  }
  if (params.payment_behavior !== "pending_if_incomplete") return;
  const foreign = names.find((name) => !PENDING_FIELDS.has(name));
  if (foreign !== undefined) {
    throw invalidRequest(
      `The parameter \`${foreign}\` cannot be updated when \`payment_behavior\` is set to \`pending_if_incomplete\`.`,
      { param: foreign },
    );
  }
  if (before.collection_method === "send_invoice") {
    throw invalidRequest(
      "`payment_behavior=pending_if_incomplete` is not supported with `collection_method=send_invoice`.",
      { param: "payment_behavior" },
    );
  }
}

function plainPatch(
  account: Account,
  before: Subscription,
  params: Read<typeof UPDATE>,
): Partial<Subscription> {
  const missing = params.trial_settings?.end_behavior?.missing_payment_method;
  return {
    ...cancellationPatch(account, before, params),
    ...(params.metadata !== undefined && {
      metadata: mergeMetadata(before.metadata, params.metadata),
    }),
    ...(params.description !== undefined && { description: params.description }),
    ...(params.default_payment_method !== undefined && {
      default_payment_method: params.default_payment_method,
    }),
    ...(params.collection_method !== undefined && { collection_method: params.collection_method }),
    ...(params.days_until_due !== undefined && { days_until_due: params.days_until_due }),
    ...(missing && {
      trial_settings: {
        end_behavior: { billing_cycle_anchor: null, missing_payment_method: missing },
      },
    }),
    ...(params.pause_collection !== undefined && {
      pause_collection: collectionPause(account, before, params.pause_collection),
    }),
  };
}

function collectionPause(
  account: Account,
  { id, customer }: Subscription,
  asked: Read<typeof UPDATE>["pause_collection"],
): Subscription["pause_collection"] {
  unschedule(account, "resume-collection", id);
  if (!asked) return null;
  const resumesAt = asked.resumes_at ?? null;
  if (resumesAt !== null) schedule(account, "resume-collection", id, resumesAt, customer);
  const behavior = asked.behavior;
  if (!behavior) throw parameterMissing("pause_collection[behavior]");
  return { behavior, resumes_at: resumesAt };
}

/** Two fields say that an end is set; in flexible billing a period's end becomes a moment at once. */
function cancellationPatch(
  account: Account,
  before: Subscription,
  params: Pick<Read<typeof UPDATE>, "cancel_at" | "cancel_at_period_end" | "cancellation_details">,
): Partial<Subscription> {
  const { cancel_at, cancel_at_period_end, cancellation_details } = params;
  if (typeof cancel_at === "number" && cancel_at <= timeOf(account, before.customer)) {
    throw invalidRequest("cancel_at must be in the future.", { param: "cancel_at" });
  }
  if (cancel_at && cancel_at_period_end) {
    throw invalidRequest(
      "You may only specify one of these parameters: cancel_at, cancel_at_period_end.",
    );
  }
  const at =
    cancel_at === "max_period_end"
      ? lastBoundary(before)
      : cancel_at === "min_period_end"
        ? nextBoundary(before)
        : cancel_at;
  const details = detailsOf(before, cancellation_details ?? {});
  if (at === undefined && cancel_at_period_end === undefined) {
    return cancellation_details ? { cancellation_details: details } : {};
  }
  const ends = {
    cancel_at: cancel_at_period_end ? lastBoundary(before) : at === undefined ? null : at,
    cancel_at_period_end: cancel_at_period_end ?? false,
  };
  // Turning the flag off does not touch a moment that was set by itself.
  if (cancel_at_period_end === false && at === undefined && !before.cancel_at_period_end) {
    ends.cancel_at = before.cancel_at;
  }
  const isSet = ends.cancel_at !== null;
  return {
    ...ends,
    canceled_at: isSet ? (before.canceled_at ?? timeOf(account, before.customer)) : null,
    cancellation_details: { ...details, reason: isSet ? "cancellation_requested" : null },
  };
}

function migrate(account: Account, id: string): Subscription {
  const before = find(account, "subscription", id);
  return change(
    account,
    "subscription",
    id,
    {
      billing_mode: {
        flexible: { proration_discounts: "included" },
        type: "flexible",
        updated_at: timeOf(account, before.customer),
      },
    },
    "customer.subscription.updated",
  );
}
