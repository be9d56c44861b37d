import { type Currency, toMajor } from "../domain/money.ts";
import type { PaymentRecord } from "../objects/order/storage/payments.ts";
import type { RefundRequest as Request } from "../objects/order/storage/refund-requests.ts";
import type { Payment, Refund, RefundRequest } from "./schemas-refund.ts";

interface Given {
  refundNo: string;
  tradeNo: string;
  gateway: string;
  amountMinor: number;
  why: string;
  state: string;
  detail: string;
  startedAtMs: number;
  /** The object's own record has it; in D1 the state says it. */
  replacedBy?: string | null;
}

export const presentRefund = (refund: Given, currency: Currency): Refund => ({
  number: refund.refundNo,
  tradeNumber: refund.tradeNo,
  gateway: refund.gateway,
  amount: toMajor({ currency, amountMinor: refund.amountMinor }),
  currency,
  why: refund.why as Refund["why"],
  state: (refund.replacedBy ? "replaced" : refund.state) as Refund["state"],
  detail: refund.detail,
  startedAt: new Date(refund.startedAtMs).toISOString(),
});

export const presentRefundRequest = (request: Request): RefundRequest => ({
  clawBack: request.clawBack,
  reason: request.reason,
  askedBy: request.askedBy,
  askedAt: new Date(request.askedAtMs).toISOString(),
  state: request.state,
  taken: request.taken,
  refused: request.refused,
});

export const presentPayment = (payment: PaymentRecord, currency: Currency): Payment => ({
  gateway: payment.gateway,
  number: payment.tradeNo,
  transactionId: payment.transactionId,
  amount: toMajor({ currency, amountMinor: payment.amountMinor }),
  currency,
  role: payment.role,
});
