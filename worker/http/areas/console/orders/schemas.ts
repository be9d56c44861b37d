import * as v from "valibot";
import { instant } from "../../../core/schemas.ts";
import { Refund, RefundRequest } from "../refunds/schemas.ts";
import { amount, more } from "../schemas.ts";

export const Payment = v.object({
  gateway: v.string(),
  number: v.string(),
  transactionId: v.string(),
  amount,
  currency: v.string(),
  role: v.pipe(
    v.picklist(["settling", "surplus"]),
    v.description("settling: paid the order; surplus: one payment too many, given back"),
  ),
});

export const OrderFile = v.object({
  orderNo: v.string(),
  customerId: v.string(),
  orderStatus: v.string(),
  totalAmount: v.string(),
  currency: v.string(),
  attempts: v.array(v.object({ number: v.string(), gateway: v.string(), state: v.string() })),
  payments: v.array(Payment),
  refunds: v.array(Refund),
  refundRequests: v.pipe(
    v.array(RefundRequest),
    v.description("What operators asked for, oldest first; all but the last were refused"),
  ),
  timeline: v.array(
    v.object({
      at: instant,
      event: v.string(),
      data: v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()]))),
    }),
  ),
});

export const StuckOrders = v.object({
  items: v.array(
    v.object({
      orderNo: v.string(),
      customerId: v.string(),
      from: v.string(),
      itemName: v.string(),
      totalAmount: amount,
      currency: v.string(),
      paidAt: v.nullable(instant),
      reason: v.pipe(
        v.nullable(v.string()),
        v.description(
          "Why the account refused; null when it did not answer, or D1 could not be asked for the stock",
        ),
      ),
    }),
  ),
  more,
});

export const COMPONENTS = { Payment };

export type Payment = v.InferOutput<typeof Payment>;
export type StuckOrder = v.InferOutput<typeof StuckOrders>["items"][number];
export type OrderFile = v.InferOutput<typeof OrderFile>;
