import { type Currency, toMajor } from "../../../../domain/money.ts";
import type { RefundRequest as Request } from "../../../../objects/order/storage/refund-requests.ts";
import type { RefundStatus } from "../../../../objects/order/view.ts";
import type { listRefunds } from "../../../../store/refunds.ts";
import { iso } from "../../../core/time.ts";
import type { Refund, RefundItem, RefundProgress, RefundRequest } from "./schemas.ts";

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
  startedAt: iso(refund.startedAtMs),
});

export const presentRefundRequest = (request: Request): RefundRequest => ({
  clawBack: request.clawBack,
  reason: request.reason,
  askedBy: request.askedBy,
  askedAt: iso(request.askedAtMs),
  state: request.state,
  taken: request.taken,
  refused: request.refused,
});

export const presentProgress = (
  orderNo: string,
  { state, price, request, refunds }: RefundStatus,
): RefundProgress => ({
  orderNo,
  orderStatus: state,
  request: request && presentRefundRequest(request),
  refunds: refunds.map((refund) => presentRefund(refund, price.currency)),
  needsPerson: refunds.some((refund) => refund.state === "failed" && refund.replacedBy === null),
});

type Row = Awaited<ReturnType<typeof listRefunds>>["rows"][number];

export const presentRefundRow = ({ refund, customerId }: Row): RefundItem => ({
  ...presentRefund(
    {
      ...refund,
      refundNo: refund.number,
      tradeNo: refund.tradeNumber,
      startedAtMs: refund.startedAt,
    },
    refund.currency as Currency,
  ),
  orderNo: refund.orderNo,
  customerId,
  updatedAt: iso(refund.updatedAt),
});

/** Of a file of refunds. */
export const REFUND_COLUMNS = [
  ...(["number", "orderNo", "customerId", "tradeNumber", "gateway", "amount", "currency"] as const),
  ...(["why", "state", "detail", "startedAt", "updatedAt"] as const),
] as const;
