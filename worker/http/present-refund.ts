import { type Currency, toMajor } from "../domain/money.ts";
import type { PaymentRecord, RefundWish as Wish } from "../objects/order/book.ts";
import type { Payment, Refund, RefundWish } from "./schemas-refund.ts";

interface Given {
  number: string;
  tradeNumber: string;
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
  number: refund.number,
  tradeNumber: refund.tradeNumber,
  gateway: refund.gateway,
  amount: toMajor({ currency, amountMinor: refund.amountMinor }),
  currency,
  why: refund.why as Refund["why"],
  state: (refund.replacedBy ? "replaced" : refund.state) as Refund["state"],
  detail: refund.detail,
  startedAt: new Date(refund.startedAtMs).toISOString(),
});

export const presentWish = (wish: Wish): RefundWish => ({
  clawBack: wish.clawBack,
  reason: wish.reason,
  askedBy: wish.askedBy,
  askedAt: new Date(wish.askedAtMs).toISOString(),
  state: wish.state,
  taken: wish.taken,
  refused: wish.refused,
});

export const presentPayment = (payment: PaymentRecord, currency: Currency): Payment => ({
  gateway: payment.gateway,
  number: payment.number,
  transactionId: payment.transactionId,
  amount: toMajor({ currency, amountMinor: payment.amountMinor }),
  currency,
  role: payment.role,
});
