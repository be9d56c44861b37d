import * as v from "valibot";
import { REVERSED_UNITS } from "../../../../domain/catalog/grants.ts";
import { REVERSAL_SCOPES } from "../../../../domain/order/refund.ts";
import { bytesOf } from "../../../../payments/text.ts";
import { REASON_BYTES_MAX } from "../../../../payments/wechat/canonical.ts";
import { REFUND_LISTS } from "../../../../store/refunds.ts";
import { count, countedPageOf, instant, pageQuery } from "../../../core/schemas.ts";
import { amount } from "../schemas.ts";

/** Refunds, as operators ask for them and see them. */

export const AskRefund = v.object({
  clawBack: v.pipe(
    v.picklist(REVERSAL_SCOPES),
    v.description(
      "What is taken back of what the order granted: all of it or refuse, or what is left of it. The money goes back in full",
    ),
  ),
  reason: v.optional(
    v.pipe(
      v.string(),
      v.trim(),
      v.check(
        (reason) => bytesOf(reason) <= REASON_BYTES_MAX,
        `at most ${REASON_BYTES_MAX} bytes of UTF-8, which are ${Math.floor(REASON_BYTES_MAX / 3)} Chinese characters`,
      ),
      v.description(
        `Up to ${REASON_BYTES_MAX} bytes of UTF-8 that the gateway shows to the customer: ${Math.floor(REASON_BYTES_MAX / 3)} Chinese characters, or ${REASON_BYTES_MAX} letters`,
      ),
    ),
    "",
  ),
});

export const SeenOutside = v.object({
  note: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(200),
    v.description(
      "What you saw at the gateway, in up to 200 characters. Kept on the order's timeline",
    ),
  ),
});

export const Refund = v.object({
  number: v.pipe(v.string(), v.description("Our number at the gateway")),
  tradeNumber: v.pipe(v.string(), v.description("The number of the payment that it gives back")),
  gateway: v.string(),
  amount,
  currency: v.string(),
  why: v.picklist(["surplus", "sold-out", "operator", "not-grantable", "dispute"]),
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

const unit = v.picklist(REVERSED_UNITS);

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
    v.description(
      "A refund failed for good: it goes on only when an operator tries again or confirms that the money went back",
    ),
  ),
});

export const Retried = v.object({
  ...RefundProgress.entries,
  retried: v.pipe(v.array(v.string()), v.description("Numbers of the refunds that were taken up")),
});

export const RefundsQuery = v.object({
  ...pageQuery("refunds"),
  state: v.pipe(
    v.optional(v.picklist(Object.keys(REFUND_LISTS) as (keyof typeof REFUND_LISTS)[])),
    v.description("Only these: not confirmed yet, failed for good, or done"),
  ),
});

/** A file has no pages. */
export const RefundsFileQuery = v.omit(RefundsQuery, ["page", "pageSize"]);

const RefundItem = v.object({
  ...Refund.entries,
  orderNo: v.string(),
  customerId: v.string(),
  updatedAt: v.string(),
});
export const RefundPage = countedPageOf(RefundItem);

export const COMPONENTS = { Refund, RefundRequest, RefundProgress };

export type Refund = v.InferOutput<typeof Refund>;
export type RefundRequest = v.InferOutput<typeof RefundRequest>;
export type RefundProgress = v.InferOutput<typeof RefundProgress>;
export type RefundItem = v.InferOutput<typeof RefundItem>;
