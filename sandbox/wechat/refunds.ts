import { beijingDay, rfc3339 } from "../clock.ts";
import { notifyUrlProblem } from "../notify-url.ts";
import { randomDigits } from "../signing.ts";
import type { World } from "../world.ts";
import { sendRefunded } from "./notification.ts";
import { accepted, parameterError, refused, type WechatReply } from "./reply.ts";
import { isPaid, type WechatRefund, type WechatTrade } from "./trade.ts";
import { findByTransaction, findTrade } from "./trades.ts";

/** Body of a refund request after its rules held. */
export interface RefundBody {
  transaction_id?: string;
  out_trade_no?: string;
  out_refund_no: string;
  notify_url?: string;
  amount: { refund: number; total: number };
}

const NOTIFY_URL_LENGTH_MAX = 256;

/** Section 1.9: at most 50 partial refunds, within a year. */
const REFUNDS_MAX = 50;
const REFUNDABLE_MS = 365 * 24 * 3_600_000;

/** A small pause between acceptance and the bank's answer: 200 means accepted, not refunded. */
const SETTLING_MS = 2000;

export function refund(world: World, body: RefundBody): WechatReply {
  const { transaction_id, out_trade_no, notify_url } = body;
  if (!transaction_id && !out_trade_no) return parameterError("/out_trade_no", null, "missing");
  const badUrl = notify_url && notifyUrlProblem(notify_url, NOTIFY_URL_LENGTH_MAX);
  if (badUrl) return parameterError("/notify_url", notify_url, badUrl);
  const trade = transaction_id
    ? findByTransaction(world, transaction_id)
    : findTrade(world, out_trade_no ?? "");
  if (!trade) return refused(404, "RESOURCE_NOT_EXISTS", "订单不存在");

  const earlier = findRefund(world, body.out_refund_no);
  if (earlier) return repeatRefund(earlier, trade, body);
  const problem = refundProblem(world, trade, body);
  if (problem) return problem;

  const entry = openRefund(world, trade, body);
  decideEnd(world, trade, entry);
  endLater(world, trade, entry);
  return accepted(viewRefund(trade, entry));
}

/** After a restart: refunds the bank had not answered when the sandbox ended. */
export function resumeRefunds(world: World): void {
  for (const trade of world.wechat.trades.values()) {
    for (const entry of trade.refunds) {
      if (entry.state === "PROCESSING") endLater(world, trade, entry);
    }
  }
}

export function queryRefund(world: World, outRefundNo: string): WechatReply {
  const found = findRefund(world, outRefundNo);
  if (!found) return refused(404, "RESOURCE_NOT_EXISTS", "退款单不存在");
  return accepted(viewRefund(found.trade, found.refund));
}

interface FoundRefund {
  trade: WechatTrade;
  refund: WechatRefund;
}

function findRefund(world: World, outRefundNo: string): FoundRefund | undefined {
  for (const trade of world.wechat.trades.values()) {
    const found = trade.refunds.find((candidate) => candidate.number === outRefundNo);
    if (found) return { trade, refund: found };
  }
  return undefined;
}

/** out_refund_no is the idempotency key: the same request is answered again, another one refused. */
function repeatRefund(earlier: FoundRefund, trade: WechatTrade, body: RefundBody): WechatReply {
  const same =
    earlier.trade.number === trade.number && earlier.refund.amountMinor === body.amount.refund;
  if (!same) return refused(400, "INVALID_REQUEST", "退款单号已用于其他退款");
  return accepted(viewRefund(trade, earlier.refund));
}

function refundProblem(
  world: World,
  trade: WechatTrade,
  body: RefundBody,
): WechatReply | undefined {
  const invalid = (message: string) => refused(400, "INVALID_REQUEST", message);
  if (!isPaid(trade)) return invalid("订单未支付，不能退款");
  if (body.amount.total !== trade.amountMinor) return invalid("订单金额与支付金额不一致");
  if (trade.refunds.length >= REFUNDS_MAX) return invalid("退款次数超过上限");
  if (world.clock.now() > (trade.paidAt ?? 0) + REFUNDABLE_MS) return invalid("订单超过退款期限");
  const held = trade.refunds.filter((entry) => entry.state !== "CLOSED");
  const sum = held.reduce((total, entry) => total + entry.amountMinor, 0);
  if (sum + body.amount.refund > trade.amountMinor) return invalid("退款金额超过可退金额");
  if (world.faults.take("refund-not-enough", { gateway: "wechat", outTradeNo: trade.number })) {
    return refused(403, "NOT_ENOUGH", "基本账户余额不足");
  }
  return undefined;
}

function openRefund(world: World, trade: WechatTrade, body: RefundBody): WechatRefund {
  const now = world.clock.now();
  const entry: WechatRefund = {
    number: body.out_refund_no,
    refundId: `5030${beijingDay(now)}${randomDigits(16)}`,
    amountMinor: body.amount.refund,
    state: "PROCESSING",
    createdAt: now,
    ...(body.notify_url !== undefined && { notifyUrl: body.notify_url }),
  };
  trade.refunds.push(entry);
  trade.state = "REFUND";
  return entry;
}

/** `refund-pending` leaves it to the bank for ever. */
function decideEnd(world: World, trade: WechatTrade, entry: WechatRefund): void {
  const occasion = { gateway: "wechat", outTradeNo: trade.number } as const;
  if (world.faults.take("refund-pending", occasion)) return;
  const abnormal = world.faults.take("refund-abnormal", occasion);
  const closed = world.faults.take("refund-closed", occasion);
  entry.endsAs = abnormal ? "ABNORMAL" : closed ? "CLOSED" : "SUCCESS";
}

function endLater(world: World, trade: WechatTrade, entry: WechatRefund): void {
  const { endsAs } = entry;
  if (endsAs === undefined) return;
  world.clock.after(SETTLING_MS, () => {
    entry.state = endsAs;
    if (entry.state === "SUCCESS") entry.succeededAt = world.clock.now();
    const allClosed = trade.refunds.every((other) => other.state === "CLOSED");
    trade.state = allClosed ? "SUCCESS" : "REFUND";
    sendRefunded(world, trade, entry);
    world.tradeFile.save();
  });
}

function viewRefund(trade: WechatTrade, entry: WechatRefund): Record<string, unknown> {
  return {
    refund_id: entry.refundId,
    out_refund_no: entry.number,
    transaction_id: trade.transactionId,
    out_trade_no: trade.number,
    channel: "ORIGINAL",
    user_received_account: "支付用户零钱",
    create_time: rfc3339(entry.createdAt),
    ...(entry.succeededAt !== undefined && { success_time: rfc3339(entry.succeededAt) }),
    status: entry.state,
    funds_account: "AVAILABLE",
    amount: {
      total: trade.amountMinor,
      refund: entry.amountMinor,
      payer_total: trade.amountMinor,
      payer_refund: entry.amountMinor,
      settlement_total: trade.amountMinor,
      settlement_refund: entry.amountMinor,
      discount_refund: 0,
      currency: "CNY",
    },
    promotion_detail: [],
  };
}
