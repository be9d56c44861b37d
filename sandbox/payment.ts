import type { QrGateway } from "./faults.ts";

export type PayProblem =
  | "unknown-code"
  | "code-replaced"
  | "code-expired"
  | "already-paid"
  | "trade-closed";

export type PayOutcome = { ok: true; transactionId: string } | { ok: false; reason: PayProblem };

/** What a payer sees after scanning. */
export interface Bill {
  gateway: QrGateway;
  number: string;
  description: string;
  amountMinor: number;
  problem?: PayProblem;
}

/** A trade as the control API shows it. */
export interface TradeView {
  gateway: QrGateway;
  number: string;
  description: string;
  amountMinor: number;
  currency: "CNY";
  state: string;
  transactionId: string | null;
  notifyUrl: string | null;
  createdAt: string;
  codes: { codeUrl: string; alive: boolean; problem: PayProblem | null }[];
  refunds: { number: string; refundId: string; amountMinor: number; state: string }[];
}
