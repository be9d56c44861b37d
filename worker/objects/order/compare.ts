import { compareTrade, type DiscrepancyReason } from "../../domain/order/compare.ts";
import type { Anomaly } from "../../domain/order/judge.ts";
import type { GatewayName } from "../../domain/order/payway.ts";
import type { TradeState } from "../../domain/order/trade.ts";
import { GATEWAYS } from "../../payments/registry.ts";
import { referenceTo } from "./attempts/describing.ts";
import { type OrderContext, orderIn } from "./context.ts";
import { settle } from "./settle.ts";
import type { AttemptRecord } from "./storage/attempts.ts";

/** What a comparison of an order with the gateways' books came to, by number. */
export interface OrderComparison {
  /** Numbers that were to be asked about. */
  trades: number;
  matched: number;
  /** Payments found that our books did not have: settled now, or refunded. */
  recovered: number;
  discrepancies: Discrepancy[];
  /** Numbers that a gateway did not answer about. */
  unanswered: string[];
  /** Whether a gateway was waited for in vain. One that is not set up is not waited for. */
  waited: boolean;
}

export interface Discrepancy {
  tradeNo: string;
  gateway: GatewayName;
  /** A payment that is found and cannot be settled is told by what is wrong with it. */
  reason: DiscrepancyReason | Anomaly;
}

/** Comparisons and discrepancies kept on one timeline. */
const NOTES_MAX = 20;

/**
 * Asks the gateways about every number the order ever opened, closed and paid ones too, or about `only`. What a gateway
 * proves and we do not have is settled by the one `settle`; what cannot be recovered is kept on the timeline, once.
 */
export async function compareWithGateways(
  context: OrderContext,
  only: readonly string[] | null,
): Promise<OrderComparison> {
  const asked = context.storage.attempts
    .all()
    .filter(({ tradeNo }) => only === null || only.includes(tradeNo));
  const found: OrderComparison = {
    trades: asked.length,
    matched: 0,
    recovered: 0,
    discrepancies: [],
    unanswered: [],
    waited: false,
  };
  const silent = new Set<GatewayName>();
  for (const attempt of asked) {
    const word = silent.has(attempt.gateway) ? "silent" : await ask(context, attempt);
    if (word === "silent" || word === "not-configured") {
      silent.add(attempt.gateway);
      found.waited ||= word === "silent";
      found.unanswered.push(attempt.tradeNo);
    } else tally(found, conclude(context, attempt, word));
  }
  noteComparison(context, found);
  return found;
}

async function ask(
  context: OrderContext,
  { gateway: name, tradeNo }: AttemptRecord,
): Promise<TradeState | "silent" | "not-configured"> {
  const gateway = context.gateway(name);
  if (!gateway.ok) return "not-configured";
  const answer = await gateway.value.query(referenceTo(context, name, tradeNo));
  return answer.ok ? answer.value : "silent";
}

type Outcome = "matched" | "recovered" | Discrepancy;

function tally(found: OrderComparison, outcome: Outcome): void {
  if (outcome === "matched") found.matched += 1;
  else if (outcome === "recovered") found.recovered += 1;
  else found.discrepancies.push(outcome);
}

/** Reads the books after the answer: a notification may have come while the gateway was asked. */
function conclude(context: OrderContext, attempt: AttemptRecord, word: TradeState): Outcome {
  const { tradeNo, gateway } = attempt;
  const comparison = compareTrade(recordOf(context, tradeNo, attempt), word);
  if (comparison.kind === "matched" || comparison.kind === "recovered") return comparison.kind;
  if (comparison.kind === "discrepancy" && comparison.reason === "refunded-outside")
    markRefundedOutside(context, tradeNo);
  if (comparison.kind === "discrepancy")
    return keep(context, { tradeNo, gateway, reason: comparison.reason });
  const verdict = settle(context, comparison.proof, "reconciliation");
  if (verdict.kind === "anomaly")
    return keep(context, { tradeNo, gateway, reason: verdict.reason });
  return verdict.kind === "repeat" ? "matched" : "recovered";
}

/** Given back before we had heard of it: a late notification of that payment must not grant it. */
function markRefundedOutside({ storage, now, write }: OrderContext, tradeNo: string): void {
  write(() => {
    const attempt = storage.attempts.get(tradeNo);
    if (!attempt || attempt.state === "refunded" || storage.payments.under(tradeNo)) return;
    storage.attempts.save({ ...attempt, state: "refunded", queryAtMs: null });
    storage.timeline.note(now(), "refunded-at-gateway", { number: tradeNo });
  });
}

function recordOf({ storage }: OrderContext, tradeNo: string, asked: AttemptRecord) {
  const payment = storage.payments.under(tradeNo);
  return {
    refundedMeans: GATEWAYS[asked.gateway].capabilities.refundedMeans,
    attempt: (storage.attempts.get(tradeNo) ?? asked).state,
    payment: payment ?? null,
    // One that the gateway closed goes on under another number, which says how it ended.
    refunds: storage.refunds
      .all()
      .filter((refund) => refund.tradeNo === tradeNo && refund.replacedBy === null),
    recovered: storage.timeline
      .all()
      .some(
        ({ event, data }) => RECEIVED.has(event) && isRecovered(data) && data.number === tradeNo,
      ),
  };
}

const RECEIVED = new Set(["payment-received", "surplus-received"]);
const isRecovered = ({ via }: { via?: unknown }): boolean => via === "reconciliation";

function keep({ storage, now, write }: OrderContext, found: Discrepancy): Discrepancy {
  write(() => {
    const isKnown = storage.timeline
      .all()
      .some(
        ({ event, data }) =>
          event === "discrepancy" && data.number === found.tradeNo && data.reason === found.reason,
      );
    const { tradeNo: number, gateway, reason } = found;
    const facts = { number, gateway, reason };
    if (!isKnown) storage.timeline.noteBounded(now(), "discrepancy", facts, NOTES_MAX);
  });
  return found;
}

/** The write also sets the alarm anew, should it have been lost. */
function noteComparison(context: OrderContext, found: OrderComparison): void {
  const { storage, now, write } = context;
  const { trades: numbers, matched, recovered } = found;
  const discrepancies = found.discrepancies.length;
  const unanswered = found.unanswered.length;
  write(() => {
    const facts = { numbers, matched, recovered, discrepancies, unanswered };
    storage.timeline.noteBounded(
      now(),
      "compared",
      { ...facts, state: orderIn(storage).state },
      NOTES_MAX,
    );
  });
}
