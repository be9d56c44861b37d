import { beijingTime } from "../clock.ts";
import { formatYuan, parseYuan } from "../money.ts";
import type { World } from "../world.ts";
import type { AlipayCall } from "./call.ts";
import { type AlipayReply, businessFailure, failed, succeeded } from "./envelope.ts";
import { sendRefunded } from "./notification.ts";
import { lengthOf, looksLikeAttack } from "./texts.ts";
import { type AlipayRefund, refundedMinor, type ScannedTrade } from "./trade.ts";
import { findTrade } from "./trades.ts";

const REASON_LENGTH_MAX = 256;
const NUMBER_LENGTH_MAX = 64;

/** `alipay.trade.refund` (section 2.9). The same out_request_no repeats the answer with fund_change N. */
export function refund(world: World, { method, content }: AlipayCall): AlipayReply {
  const trade = findTrade(world, content);
  if (!trade) return businessFailure(method, "TRADE_NOT_EXIST", "交易不存在");
  const amountMinor = parseYuan(content.refund_amount);
  if (!amountMinor) return businessFailure(method, "INVALID_PARAMETER", "refund_amount 有误");

  const { refund_reason = "", out_request_no = trade.number } = content;
  if (lengthOf(refund_reason) > REASON_LENGTH_MAX)
    return businessFailure(method, "INVALID_PARAMETER", "refund_reason 有误");
  if (looksLikeAttack(refund_reason))
    return failed(method, "40002", "isv.suspected-attack", "请求疑似攻击");
  if (lengthOf(out_request_no) > NUMBER_LENGTH_MAX)
    return businessFailure(method, "INVALID_PARAMETER", "out_request_no 有误");
  const outRequestNo = out_request_no;
  const earlier = trade.refunds.find((candidate) => candidate.number === outRequestNo);
  if (earlier) {
    if (earlier.amountMinor !== amountMinor) {
      return businessFailure(method, "DISCORDANT_REPEAT_REQUEST", "重复的退款请求参数不一致");
    }
    return refundReply(method, trade, "N");
  }
  const occasion = { gateway: "alipay", outTradeNo: trade.number, operation: "refund" } as const;
  const problem = refundProblem(trade, amountMinor, content.out_request_no);
  if (problem) return businessFailure(method, ...problem);
  if (world.faults.take("refund-not-enough", occasion)) {
    return businessFailure(method, "SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足");
  }
  const done = !world.faults.take("refund-pending", occasion);
  applyRefund(world, trade, { number: outRequestNo, amountMinor, at: world.clock.now(), done });
  return refundReply(method, trade, done ? "Y" : "N");
}

/** 10000 without `refund_status` means: not refunded, or a wrong out_request_no (section 2.9). */
export function queryRefund(world: World, { method, content }: AlipayCall): AlipayReply {
  const trade = findTrade(world, content);
  if (!trade) return businessFailure(method, "TRADE_NOT_EXIST", "交易不存在");
  const outRequestNo = content.out_request_no ?? trade.number;
  const found = trade.refunds.find((candidate) => candidate.number === outRequestNo);
  if (!found?.done) return succeeded(method);
  return succeeded(method, {
    trade_no: trade.scanned.tradeNo,
    out_trade_no: trade.number,
    out_request_no: found.number,
    total_amount: formatYuan(trade.amountMinor),
    refund_amount: formatYuan(found.amountMinor),
    refund_status: "REFUND_SUCCESS",
    gmt_refund_pay: beijingTime(found.at),
  });
}

/** Cancelling a paid trade refunds all that is not refunded yet. */
export function cancelRefund(world: World, trade: ScannedTrade): void {
  const amountMinor = trade.amountMinor - refundedMinor(trade);
  const outRequestNo = `${trade.number}_cancel`;
  applyRefund(world, trade, {
    number: outRequestNo,
    amountMinor,
    at: world.clock.now(),
    done: true,
  });
}

function refundProblem(
  trade: ScannedTrade,
  amountMinor: number,
  outRequestNo: string | undefined,
): [subCode: string, message: string] | undefined {
  if (trade.state === "TRADE_FINISHED") return ["TRADE_HAS_FINISHED", "交易已完结"];
  if (trade.state !== "TRADE_SUCCESS") return ["TRADE_STATUS_ERROR", "交易状态不合法"];
  const partial = amountMinor !== trade.amountMinor;
  if (partial && outRequestNo === undefined) {
    return ["INVALID_PARAMETER", "部分退款必须传入 out_request_no"];
  }
  const tooMuch = refundedMinor(trade) + amountMinor > trade.amountMinor;
  return tooMuch ? ["REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限"] : undefined;
}

function applyRefund(world: World, trade: ScannedTrade, entry: AlipayRefund): void {
  trade.refunds.push(entry);
  if (!entry.done) return;
  if (refundedMinor(trade) === trade.amountMinor) trade.state = "TRADE_CLOSED";
  sendRefunded(world, trade, entry);
}

/** `refund_fee` is cumulative; only fund_change Y proves this refund. */
const refundReply = (method: string, trade: ScannedTrade, fundChange: "Y" | "N"): AlipayReply =>
  succeeded(method, {
    trade_no: trade.scanned.tradeNo,
    out_trade_no: trade.number,
    buyer_logon_id: "zhi***@example.com",
    buyer_user_id: trade.scanned.buyerId,
    fund_change: fundChange,
    refund_fee: formatYuan(refundedMinor(trade)),
    gmt_refund_pay: beijingTime(trade.refunds.at(-1)?.at ?? 0),
  });
