import { type Money, sameMoney } from "../money.ts";
import type { GatewayName } from "./payway.ts";
import type { PaymentProof } from "./trade.ts";

/** Who we are at a gateway. A proof about anyone else is not about our order. */
export interface Party {
  merchantId: string;
  appId: string;
}

/** What the judge needs to know of an order. */
export interface Payable {
  amount: Money;
  /** Every number ever opened for the order, with the gateway it was opened at. */
  trades: ReadonlyMap<string, GatewayName>;
  /** Numbers whose payment was given back at the gateway before we had heard of it. */
  refunded: ReadonlySet<string>;
  /** Transaction ids of the payments already recorded, `<gateway>:<transactionId>`. */
  recorded: ReadonlySet<string>;
  /** Whether some payment has settled the order. */
  settled: boolean;
}

export type Judgement =
  /** The first payment: it pays the order. */
  | "settles"
  /** Genuine, but the order is paid already: record and refund in full. */
  | "surplus"
  /** Seen before. */
  | "repeat"
  | Anomaly;

/** A genuine message that does not fit our order. Recorded and acknowledged, never granted. */
export type Anomaly =
  | "unknown-number"
  | "refunded-outside"
  | "wrong-gateway"
  | "wrong-merchant"
  | "wrong-app"
  | "wrong-currency"
  | "wrong-amount";

export const transactionKey = (proof: Pick<PaymentProof, "gateway" | "transactionId">): string =>
  `${proof.gateway}:${proof.transactionId}`;

/** Compares a verified proof with what the order expects. Pure: the caller persists the outcome. */
export function judge(order: Payable, proof: PaymentProof, us: Party): Judgement {
  const openedAt = order.trades.get(proof.tradeNo);
  if (!openedAt) return "unknown-number";
  if (openedAt !== proof.gateway) return "wrong-gateway";
  if (proof.merchantId !== null && proof.merchantId !== us.merchantId) return "wrong-merchant";
  if (proof.appId !== null && proof.appId !== us.appId) return "wrong-app";
  if (proof.amount.currency !== order.amount.currency) return "wrong-currency";
  if (!sameMoney(proof.amount, order.amount)) return "wrong-amount";

  if (order.recorded.has(transactionKey(proof))) return "repeat";
  if (order.refunded.has(proof.tradeNo)) return "refunded-outside";
  return order.settled ? "surplus" : "settles";
}
