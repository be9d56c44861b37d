import * as v from "valibot";
import { instant } from "../../../core/schemas.ts";
import { Refund, RefundRequest } from "../refunds/schemas.ts";
import { amount } from "../schemas.ts";

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

export const COMPONENTS = { Payment };

export type Payment = v.InferOutput<typeof Payment>;
export type OrderFile = v.InferOutput<typeof OrderFile>;
