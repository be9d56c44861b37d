import { type Currency, toMajor } from "../../../../domain/money.ts";
import { explainOrder } from "../../../../domain/order/explain.ts";
import type { Result } from "../../../../domain/result.ts";
import type { PaymentRecord } from "../../../../objects/order/storage/payments.ts";
import type { OrderFile as Stored } from "../../../../objects/order/view.ts";
import { canStillBePaid } from "../../../../objects/order/view.ts";
import type { ConsoleOrderRow } from "../../../../store/console-orders.ts";
import type { OrderRow } from "../../../../store/schema.ts";
import { iso } from "../../../core/time.ts";
import { presentRefund, presentRefundRequest } from "../refunds/present.ts";
import type { ConsoleOrder, OrderFile, Payment, StuckOrder } from "./schemas.ts";

const presentPayment = (payment: PaymentRecord, currency: Currency): Payment => ({
  gateway: payment.gateway,
  number: payment.tradeNo,
  transactionId: payment.transactionId,
  amount: toMajor({ currency, amountMinor: payment.amountMinor }),
  currency,
  role: payment.role,
});

export const presentStuck = (row: OrderRow, file: Result<Stored, object> | null): StuckOrder => ({
  orderNo: row.orderNo,
  customerId: row.customerId,
  from: row.kind,
  itemName: row.itemName,
  totalAmount: toMajor({ currency: row.currency as Currency, amountMinor: row.amountMinor }),
  currency: row.currency,
  paidAt: row.paidAt === null ? null : iso(row.paidAt),
  reason: file?.ok ? file.value.order.stuck : null,
});

/** In a file the reason is left out: each would be a question to its order's object. */
export const STUCK_COLUMNS = [
  ...(["orderNo", "customerId", "from", "itemName", "totalAmount", "currency", "paidAt"] as const),
] as const;

export function stuckCells(row: OrderRow) {
  const { reason: _reason, ...cells } = presentStuck(row, null);
  return cells;
}

/** Of a file of orders. */
export const ORDER_COLUMNS = [
  ...["orderNo", "customerId", "customerName", "from", "itemName", "totalAmount", "currency"],
  ...["payType", "orderStatus", "createdAt", "paidAt", "transactionId"],
] as (keyof ConsoleOrder)[];

export function presentFile(file: Stored): OrderFile {
  const { order, attempts, payments, refunds, requests, timeline } = file;
  const { orderNo, customerId, sale } = order.placed;
  const { currency } = sale.price;
  return {
    orderNo,
    customerId,
    from: sale.kind,
    itemName: sale.grant.name,
    createdAt: iso(order.placed.createdAtMs),
    paidAt: order.paidAtMs === null ? null : iso(order.paidAtMs),
    explanation: explainOrder({
      state: order.state,
      stuck: order.stuck,
      attempts: attempts.map((attempt) => ({
        confirming: attempt.confirming,
        payable: canStillBePaid(attempt),
      })),
      refunds: refunds.filter(({ replacedBy }) => replacedBy === null),
    }),
    orderStatus: order.state,
    totalAmount: toMajor(sale.price),
    currency,
    attempts: attempts.map(({ tradeNo, gateway, state }) => ({ number: tradeNo, gateway, state })),
    payments: payments.map((payment) => presentPayment(payment, currency)),
    refunds: refunds.map((refund) => presentRefund(refund, currency)),
    refundRequests: requests.map(presentRefundRequest),
    timeline: timeline.map(({ atMs, event, data }) => ({ at: iso(atMs), event, data })),
  };
}

export const presentConsoleOrder = (row: ConsoleOrderRow): ConsoleOrder => ({
  orderNo: row.orderNo,
  customerId: row.customerId,
  customerName: row.customerName,
  from: row.kind,
  itemName: row.itemName,
  totalAmount: toMajor({ currency: row.currency as Currency, amountMinor: row.amountMinor }),
  currency: row.currency,
  payType: row.payType,
  orderStatus: row.state,
  createdAt: iso(row.createdAtMs),
  paidAt: row.paidAtMs === null ? null : iso(row.paidAtMs),
  transactionId: row.transactionId,
});
