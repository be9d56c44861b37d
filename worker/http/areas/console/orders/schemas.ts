import * as v from "valibot";
import { ORDER_KINDS } from "../../../../domain/catalog/sale.ts";
import { EXPLANATIONS } from "../../../../domain/order/explain.ts";
import { WHY_LENGTH_MAX } from "../../../../store/audit.ts";
import { archivedBefore, OrderFrom, OrderStatus } from "../../../core/orders/schemas.ts";
import { beforeIn, instantMs } from "../../../core/query.ts";
import { instant, next, payType } from "../../../core/schemas.ts";
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

const Explanation = v.object({
  code: v.picklist(EXPLANATIONS),
  detail: v.pipe(
    v.string(),
    v.description("Why it is stuck or its refund failed, in the words of whoever said so"),
  ),
  act: v.pipe(
    v.nullable(v.picklist(["ask", "refund", "retry-refund"])),
    v.description("The one act that moves it on, safe to repeat; null when nothing has to be done"),
  ),
});

export const OrderFile = v.object({
  orderNo: v.string(),
  customerId: v.string(),
  from: OrderFrom,
  itemName: v.string(),
  createdAt: instant,
  paidAt: v.nullable(instant),
  explanation: v.pipe(Explanation, v.description("Why it stands where it stands")),
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

export const CloseOrder = v.object({
  reason: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(WHY_LENGTH_MAX),
    v.description("For the audit; the customer sees that the order is cancelled"),
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

const text = (most: number, description: string) =>
  v.optional(
    v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(most), v.description(description)),
  );

export const ConsoleOrdersQuery = v.object({
  search: text(
    128,
    "Our number, a number at a gateway, the gateway's own number, or a customer's id: exactly",
  ),
  customer: text(128, "Only this customer's, with those that never opened a code"),
  state: v.optional(v.pipe(OrderStatus, v.description("Only those that stand so"))),
  kind: v.optional(v.pipe(v.picklist(ORDER_KINDS), v.description("Only those of this kind"))),
  payType: v.optional(
    v.pipe(
      v.picklist(["1", "2", "3"]),
      v.description("1 WeChat Pay, 2 Alipay, 3 card"),
      v.transform(Number),
    ),
  ),
  from: instantMs("ISO 8601: placed from then on"),
  to: instantMs("ISO 8601: placed before then"),
  before: beforeIn("console-orders"),
});

export const ConsoleOrder = v.object({
  orderNo: v.string(),
  customerId: v.string(),
  customerName: v.nullable(v.string()),
  from: OrderFrom,
  itemName: v.string(),
  totalAmount: amount,
  currency: v.string(),
  payType,
  orderStatus: OrderStatus,
  createdAt: instant,
  paidAt: v.nullable(instant),
  transactionId: v.pipe(
    v.nullable(v.string()),
    v.description("The gateway's own number of the payment; null before, or where it was not kept"),
  ),
});

export const ConsoleOrders = v.object({
  items: v.array(ConsoleOrder),
  next,
  archivedBefore,
});

export const COMPONENTS = { CloseOrder, Payment, ConsoleOrder, OrderFile };

export type ConsoleOrder = v.InferOutput<typeof ConsoleOrder>;

export type Payment = v.InferOutput<typeof Payment>;
export type StuckOrder = v.InferOutput<typeof StuckOrders>["items"][number];
export type OrderFile = v.InferOutput<typeof OrderFile>;
