import { type Anomaly, judge } from "../../domain/order/judge.ts";
import { PAY_WAYS } from "../../domain/order/payway.ts";
import type { PaymentProof } from "../../domain/order/trade.ts";
import { expectedParty } from "../../payments/registry.ts";
import { applyEvent, type OrderContext, orderIn } from "./context.ts";
import { startRefund } from "./refunds.ts";
import type { OrderRecord } from "./storage/order.ts";
import type { OrderStorage } from "./storage/storage.ts";

export type SettleVerdict =
  | { kind: "settled"; late: boolean }
  | { kind: "repeat" }
  | { kind: "surplus" }
  | { kind: "anomaly"; reason: Anomaly };

/** Where a proof came from, for the timeline. */
export type ProofSource = "notification" | "query" | "reconciliation";

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
    const { timeline } = context.storage;
    const order = orderIn(context.storage);

    const nowMs = context.now();
    const verdict = judge(
      payableOf(context.storage, order),
      proof,
      expectedParty(proof.gateway, context.env),
    );
    const { gateway, tradeNo, transactionId } = proof;
    const facts = { via, gateway, number: tradeNo, transactionId };
    if (verdict === "repeat") {
      timeline.noteBounded(nowMs, "payment-repeated", facts);
      return { kind: "repeat" };
    }
    if (verdict !== "settles" && verdict !== "surplus") {
      timeline.noteBounded(nowMs, "payment-anomaly", { ...facts, reason: verdict });
      return { kind: "anomaly", reason: verdict };
    }

    markPaid(context.storage, tradeNo);
    if (verdict === "surplus") {
      context.storage.payments.record(proof, "surplus", nowMs);
      timeline.note(nowMs, "surplus-received", facts);
      startRefund(context, { tradeNo, gateway, why: "surplus" });
      return { kind: "surplus" };
    }
    const late = isLate(order);
    context.storage.payments.record(proof, "settling", nowMs);
    order.paidAtMs = proof.paidAtMs ?? nowMs;
    order.payingWith = PAY_WAYS[gateway];
    applyEvent(context, order, "payment");
    watchOthersSoon(context.storage, tradeNo, nowMs);
    timeline.note(nowMs, "payment-received", { ...facts, late });
    return { kind: "settled", late };
  });
}

function payableOf({ attempts, payments }: OrderStorage, { placed }: OrderRecord) {
  const opened = attempts.all();
  const recorded = payments.all();
  return {
    amount: placed.sale.price,
    trades: new Map(opened.map((attempt) => [attempt.tradeNo, attempt.gateway])),
    refunded: new Set(
      opened.filter(({ state }) => state === "refunded").map(({ tradeNo }) => tradeNo),
    ),
    recorded: new Set(recorded.map((payment) => payment.key)),
    settled: recorded.some((payment) => payment.role === "settling"),
  };
}

function markPaid({ attempts }: OrderStorage, tradeNo: string): void {
  const attempt = attempts.get(tradeNo);
  if (attempt) attempts.save({ ...attempt, state: "paid", queryAtMs: null, confirming: false });
}

/** The order is paid: every other number that could still take money is closed at once. */
function watchOthersSoon({ attempts }: OrderStorage, paidTradeNo: string, nowMs: number): void {
  for (const attempt of attempts.all())
    if (attempt.tradeNo !== paidTradeNo && attempt.queryAtMs !== null)
      attempts.save({ ...attempt, queryAtMs: nowMs });
}
