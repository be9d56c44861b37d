import type Stripe from "stripe";
import {
  type Account,
  change,
  emit,
  find,
  MINUTE,
  newId,
  schedule,
  timeOf,
  unschedule,
} from "./core/account.ts";
import { isInRange, listRecords, PAGING, timeRange } from "./core/lists.ts";
import { type Operation, operation } from "./core/operation.ts";
import {
  choice,
  fieldsOf,
  integer,
  mergeMetadata,
  metadata,
  type Read,
  text,
} from "./core/parameters.ts";
import type { Charge, Refund } from "./core/records.ts";
import { invalidRequest, parameterMissing } from "./core/refusal.ts";

const CREATE = fieldsOf<Stripe.RefundCreateParams>()({
  amount: integer(1),
  charge: text(),
  metadata,
  payment_intent: text(),
  reason: choice("duplicate", "fraudulent", "requested_by_customer"),
});

export const REFUND_OPERATIONS: Operation[] = [
  operation("refunds.create", "POST /v1/refunds", CREATE, ({ account, params }) =>
    createRefund(account, params),
  ),
  operation(
    "refunds.list",
    "GET /v1/refunds",
    fieldsOf<Stripe.RefundListParams>()({
      ...PAGING,
      charge: text(),
      created: timeRange,
      payment_intent: text(),
    }),
    ({ account, params }) =>
      listRecords(
        account,
        "refund",
        params,
        "/v1/refunds",
        ({ charge, payment_intent, created }) =>
          (params.charge === undefined || charge === params.charge) &&
          (params.payment_intent === undefined || payment_intent === params.payment_intent) &&
          isInRange(created, params.created),
      ),
  ),
  operation("refunds.retrieve", "GET /v1/refunds/:id", {}, ({ account, id }) =>
    find(account, "refund", id),
  ),
  operation(
    "refunds.update",
    "POST /v1/refunds/:id",
    fieldsOf<Stripe.RefundUpdateParams>()({ metadata }),
    ({ account, id, params }) => {
      const { metadata: kept } = find(account, "refund", id);
      const patch = { metadata: mergeMetadata(kept, params.metadata) };
      return change(account, "refund", id, patch, "refund.updated");
    },
  ),
  operation("refunds.cancel", "POST /v1/refunds/:id/cancel", {}, ({ account, id }) => {
    if (find(account, "refund", id).status !== "requires_action") {
      throw invalidRequest("Refunds can only be canceled when they require action.");
    }
    return endRefund(account, id, "canceled");
  }),
];

/** Of a charge, by the charge or its intent. It neither cancels a subscription nor changes an invoice. */
export function createRefund(account: Account, params: Read<typeof CREATE>): Refund {
  const charge = chargeOf(account, params);
  const left = charge.amount - charge.amount_refunded;
  if (!charge.paid) throw invalidRequest("This charge has not been paid.");
  if (left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: "charge_already_refunded",
    });
  }
  if (charge.disputed) {
    throw invalidRequest(`Charge ${charge.id} has been charged back.`, { code: "charge_disputed" });
  }
  const amount = params.amount ?? left;
  if (amount > left) {
    throw invalidRequest(
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`,
      { param: "amount" },
    );
  }
  const made = buildRefund(account, charge, amount, params);
  account.store.put("refund", made);
  const refunded = change(account, "charge", charge.id, {
    amount_refunded: charge.amount_refunded + amount,
    refunded: amount === left,
  });
  emit(account, "charge.refunded", refunded, charge);
  emit(account, "refund.created", made);
  if (made.status === "pending") return made;
  const booked = change(account, "refund", made.id, {
    balance_transaction: newId("txn"),
    destination_details: {
      type: "card",
      card: {
        reference_status: "pending",
        reference_type: "acquirer_reference_number",
        type: "refund",
      },
    },
  });
  emit(account, "refund.updated", booked, made);
  emit(account, "charge.refund.updated", booked, made);
  return booked;
}

function chargeOf(account: Account, params: Read<typeof CREATE>): Charge {
  if (params.charge !== undefined) return find(account, "charge", params.charge, "charge");
  if (params.payment_intent === undefined) throw parameterMissing("charge or payment_intent");
  const intent = find(account, "paymentIntent", params.payment_intent, "payment_intent");
  const charge = account.store.get("charge", intent.latest_charge ?? "");
  if (charge && intent.status === "succeeded") return charge;
  throw invalidRequest(
    `This PaymentIntent (${intent.id}) does not have a successful charge to refund.`,
    { param: "payment_intent" },
  );
}

/** A bank that answers late does so after this long. */
const LATE_SECONDS = 10 * MINUTE;

function buildRefund(
  account: Account,
  charge: Charge,
  amount: number,
  params: Read<typeof CREATE>,
): Refund {
  const id = newId("re");
  const occasion = { gateway: "stripe", outTradeNo: charge.payment_intent ?? charge.id } as const;
  const pending = account.faults.take("refund-pending", occasion) !== undefined;
  const failing = account.faults.take("refund-failed", occasion) !== undefined;
  const now = timeOf(account, charge.customer);
  if (failing) schedule(account, "refund-settles", id, now + LATE_SECONDS, charge.customer);
  return {
    id,
    object: "refund",
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: pending || failing ? "pending" : "succeeded",
    transfer_reversal: null,
  } satisfies Refund;
}

/** The bank answers. A refund that failed never left: the charge counts as not refunded by it. */
export function endRefund(
  account: Account,
  id: string,
  status: "succeeded" | "failed" | "canceled",
): Refund {
  const before = find(account, "refund", id);
  if (before.status === status || before.status === "canceled" || before.status === "failed") {
    throw invalidRequest(`This refund is ${before.status}.`);
  }
  unschedule(account, "refund-settles", id);
  const after = change(account, "refund", id, {
    status,
    ...(status === "failed" && {
      failure_reason: "lost_or_stolen_card",
      failure_balance_transaction: newId("txn"),
    }),
  });
  emit(account, "refund.updated", after, before);
  emit(account, "charge.refund.updated", after, before);
  if (status === "succeeded") return after;
  const charge = find(account, "charge", before.charge ?? "");
  change(account, "charge", charge.id, {
    amount_refunded: charge.amount_refunded - before.amount,
    refunded: false,
  });
  if (status === "failed") emit(account, "refund.failed", after);
  return after;
}
