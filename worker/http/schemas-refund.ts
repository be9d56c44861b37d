import * as v from "valibot";
import { REVERSAL_SCOPES } from "../domain/order/refund.ts";

/** The shapes of refunds, as operators see them. */

const money = v.pipe(v.string(), v.description("Decimal string of the major unit"));
const instant = v.pipe(v.string(), v.isoTimestamp());

export const Refund = v.object({
  number: v.pipe(v.string(), v.description("Our number at the gateway")),
  tradeNumber: v.pipe(v.string(), v.description("The number of the payment that it gives back")),
  gateway: v.string(),
  amount: money,
  currency: v.string(),
  why: v.picklist(["surplus", "sold-out", "operator"]),
  state: v.pipe(
    v.picklist(["due", "accepted", "done", "failed", "replaced"]),
    v.description(
      "due: to be asked for; accepted: taken by the gateway, not confirmed; replaced: closed by the gateway, another number goes on",
    ),
  ),
  detail: v.pipe(
    v.string(),
    v.description("Why it failed, in the gateway's words, or what ended it otherwise"),
  ),
  startedAt: instant,
});

const unit = v.picklist(["power", "days"]);
const count = v.pipe(v.number(), v.integer());

export const RefundRequest = v.object({
  clawBack: v.picklist(REVERSAL_SCOPES),
  reason: v.string(),
  askedBy: v.string(),
  askedAt: instant,
  state: v.pipe(
    v.picklist(["open", "taken", "refused"]),
    v.description("open: the account has not answered; taken: the money follows"),
  ),
  taken: v.nullable(v.object({ unit, amount: count, owed: count })),
  refused: v.nullable(v.object({ unit, left: count, granted: count })),
});

export const RefundProgress = v.object({
  orderNo: v.string(),
  orderStatus: v.string(),
  request: v.nullable(RefundRequest),
  refunds: v.array(Refund),
  needsPerson: v.pipe(
    v.boolean(),
    v.description("A refund failed for good: it goes on only when it is tried again or settled"),
  ),
});

export const Payment = v.object({
  gateway: v.string(),
  number: v.string(),
  transactionId: v.string(),
  amount: money,
  currency: v.string(),
  role: v.pipe(
    v.picklist(["settling", "surplus"]),
    v.description("settling: paid the order; surplus: one payment too many, given back"),
  ),
});

export const AccountStanding = v.object({
  customerId: v.string(),
  allowNegative: v.boolean(),
  owed: v.pipe(
    v.object({ power: v.number(), credits: v.number() }),
    v.description("Units that the next ones to come pay for"),
  ),
});

export type Refund = v.InferOutput<typeof Refund>;
export type RefundRequest = v.InferOutput<typeof RefundRequest>;
export type Payment = v.InferOutput<typeof Payment>;
