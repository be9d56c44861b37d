import * as v from "valibot";
import { NOT_KNOWN, OrderFrom, OrderStatus } from "../../core/orders/schemas.ts";
import { count, instant, payType } from "../../core/schemas.ts";

export type { CodeReplaced, PaymentDeclined } from "../../../domain/order/messages.ts";

const orderId = v.pipe(v.string(), v.maxLength(64), v.description("As the order was answered"));

export const Prepay = v.object({ from: OrderFrom, orderId, payType });

export const Prepaid = v.object({
  payType,
  qrCode: v.object({ code_url: v.string() }),
  expiresAt: v.pipe(
    instant,
    v.description("When the shown code should be refreshed, 120 s after it was issued"),
  ),
  attempt: v.pipe(count, v.description("1 for the first code of the order, then counting")),
  cashierUrl: v.optional(
    v.pipe(
      v.string(),
      v.description("Only where the gateways are a sandbox on this machine: pays without a phone"),
    ),
  ),
});

/** Paid on a page of the gateway's, to which the browser is sent. */
export const PrepaidRedirect = v.object({
  payType,
  redirect: v.object({
    url: v.pipe(v.string(), v.description("The gateway's page; it leads back to the order's own")),
  }),
  expiresAt: v.pipe(instant, v.description("Until when the order can be paid")),
  attempt: v.pipe(count, v.description("Counts the order's codes and pages, from 1")),
});

export const OrderReference = v.object({ from: OrderFrom, orderId });

/** Also the message that /api/pay/watch sends: the state at once, then each change. */
export const PayResult = v.object({
  id: v.string(),
  orderNo: v.string(),
  payStatus: v.pipe(v.picklist([0, 1]), v.description("0 unpaid, 1 paid")),
  orderStatus: OrderStatus,
  ...NOT_KNOWN,
});

export const COMPONENTS = { Prepay, Prepaid, PrepaidRedirect, OrderReference, PayResult };

export type Prepaid = v.InferOutput<typeof Prepaid>;
export type PrepaidRedirect = v.InferOutput<typeof PrepaidRedirect>;
export type PayResult = v.InferOutput<typeof PayResult>;
