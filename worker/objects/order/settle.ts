import { type Anomaly, judge } from "../../domain/order/judge.ts";
import { makeRefundNo } from "../../domain/order/number.ts";
import { PAY_WAYS } from "../../domain/order/payway.ts";
import type { PaymentProof } from "../../domain/order/proof.ts";
import { expectedParty } from "../../payments/registry.ts";
import { applyEvent, bumpVersion, type OrderContext } from "./context.ts";
import type { Facts, OrderBook, OrderRecord, RefundRecord } from "./storage.ts";

export type SettleVerdict =
  | { kind: "settled"; late: boolean }
  | { kind: "repeat" }
  | { kind: "surplus" }
  | { kind: "anomaly"; reason: Anomaly }
  | { kind: "no-order" };

/** Where a proof came from, for the timeline. */
export type ProofSource = "notification" | "query" | "reconciliation";

/** Anomalies and repeats kept per order. A gateway repeats for a day; an attacker would for ever. */
const NOTES_OF_ONE_KIND_MAX = 60;

/** Paid after it had ended: the timeline says so. */
const isLate = (order: OrderRecord): boolean =>
  order.state === "expired" || order.state === "cancelled";

/**
 * The one place where money becomes an order's payment: notification, query and reconciliation all end here. One
 * transaction judges the proof, records the payment under the gateway's transaction id, and moves the order.
 */
export function settle(
  context: OrderContext,
  proof: PaymentProof,
  via: ProofSource,
): SettleVerdict {
  return context.write(() => {
    const { book } = context;
    const order = book.order();
    if (!order) return { kind: "no-order" };

    const nowMs = context.now();
    const payments = book.payments();
    const attempts = book.attempts();
    const verdict = judge(
      {
        amount: order.placed.sale.price,
        trades: new Map(attempts.map((attempt) => [attempt.tradeNo, attempt.gateway])),
        refunded: new Set(
          attempts.filter(({ state }) => state === "refunded").map(({ tradeNo }) => tradeNo),
        ),
        recorded: new Set(payments.map((payment) => payment.key)),
        settled: payments.some((payment) => payment.role === "settling"),
      },
      proof,
      expectedParty(proof.gateway, context.env),
    );
    const facts = {
      via,
      gateway: proof.gateway,
      number: proof.tradeNo,
      transactionId: proof.transactionId,
    };

    if (verdict === "repeat") {
      noteBounded(book, nowMs, "payment-repeated", facts);
      return { kind: "repeat" };
    }
    if (verdict !== "settles" && verdict !== "surplus") {
      noteBounded(book, nowMs, "payment-anomaly", { ...facts, reason: verdict });
      return { kind: "anomaly", reason: verdict };
    }

    markPaid(book, proof.tradeNo);
    if (verdict === "surplus") {
      book.recordPayment(proof, "surplus", nowMs);
      book.note(nowMs, "surplus-received", facts);
      startRefund(
        book,
        { tradeNo: proof.tradeNo, gateway: proof.gateway, why: "surplus" },
        order,
        nowMs,
      );
      return { kind: "surplus" };
    }
    const late = isLate(order);
    book.recordPayment(proof, "settling", nowMs);
    applyEvent(order, "payment", nowMs);
    order.paidAtMs = proof.paidAtMs ?? nowMs;
    order.payingWith = PAY_WAYS[proof.gateway];
    watchOthersSoon(book, proof.tradeNo, nowMs);
    book.save(order);
    book.note(nowMs, "payment-received", { ...facts, late });
    return { kind: "settled", late };
  });
}

/** Writes the refund and the order down before anybody asks the gateway for it; the alarm carries it out. */
export function startRefund(
  book: OrderBook,
  refund: Pick<RefundRecord, "tradeNo" | "gateway" | "why"> & { reason?: string },
  order: OrderRecord,
  nowMs: number,
): string {
  const tradeNo = makeRefundNo(order.placed.orderNo, book.refunds().length + 1);
  book.saveRefund({
    reason: "",
    ...refund,
    refundNo: tradeNo,
    amountMinor: order.placed.sale.price.amountMinor,
    state: "due",
    detail: "",
    startedAtMs: nowMs,
    tries: 0,
    refusals: 0,
    dueAtMs: nowMs,
    retrying: false,
    replacedBy: null,
  });
  book.note(nowMs, "refund-started", { number: refund.tradeNo, why: refund.why });
  bumpVersion(order, nowMs);
  book.save(order);
  return tradeNo;
}

export function noteBounded(
  book: OrderBook,
  nowMs: number,
  event: string,
  data: Facts,
  most = NOTES_OF_ONE_KIND_MAX,
): void {
  if (book.countNotes(event) < most) book.note(nowMs, event, data);
}

function markPaid(book: OrderBook, tradeNo: string): void {
  const attempt = book.attempt(tradeNo);
  if (attempt) book.saveAttempt({ ...attempt, state: "paid", queryAtMs: null });
}

/** The order is paid: every other number that could still take money is closed at once. */
function watchOthersSoon(book: OrderBook, paidNumber: string, nowMs: number): void {
  for (const attempt of book.attempts())
    if (attempt.tradeNo !== paidNumber && attempt.queryAtMs !== null)
      book.saveAttempt({ ...attempt, queryAtMs: nowMs });
}
