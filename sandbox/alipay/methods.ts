import { beijingTime, parseBeijingTime } from "../clock.ts";
import { formatYuan, parseYuan } from "../money.ts";
import { notifyUrlProblem } from "../notify-url.ts";
import type { World } from "../world.ts";
import type { Act, AlipayCall, Content } from "./call.ts";
import { type AlipayReply, businessFailure, failed, succeeded } from "./envelope.ts";
import { sendClosed } from "./notification.ts";
import { beginTrade, recordPayment } from "./paying.ts";
import { cancelRefund, queryRefund, refund } from "./refunds.ts";
import { lengthOf, looksLikeAttack } from "./texts.ts";
import { type AlipayTrade, isPaid, type ScannedTrade } from "./trade.ts";
import { deadlineOf, findRecord, findTrade, issueCode, parseDuration } from "./trades.ts";

export const METHODS: Record<string, Act> = {
  "alipay.trade.precreate": precreate,
  "alipay.trade.query": query,
  "alipay.trade.close": close,
  "alipay.trade.cancel": cancel,
  "alipay.trade.refund": refund,
  "alipay.trade.fastpay.refund.query": queryRefund,
};

const NOTIFY_URL_LENGTH_MAX = 256;
const AMOUNT_MINOR_MAX = 10_000_000_000;
const SUBJECT_LENGTH_MAX = 256;
const BODY_LENGTH_MAX = 128;
const PASSBACK_LENGTH_MAX = 512;

/** Section 2.7: makes a QR for an out_trade_no, never a trade. */
function precreate(world: World, call: AlipayCall): AlipayReply {
  const { method, content } = call;
  const problem = precreateProblem(call);
  if (problem) return problem;
  const outTradeNo = content.out_trade_no ?? "";
  const occasion = { gateway: "alipay", outTradeNo, operation: "precreate" } as const;
  if (world.faults.take("text-refused", occasion))
    return businessFailure(method, "EXIST_FORBIDDEN_WORD", "订单信息中包含违禁词");

  const now = world.clock.now();
  const amountMinor = parseYuan(content.total_amount) ?? 0;
  const lifeMs = parseDuration(content.qr_code_timeout_express ?? "2h", now);
  const earlier = findRecord(world, outTradeNo);
  const refusal = earlier && reentryProblem(world, method, earlier, amountMinor, content);
  if (refusal) return refusal;

  const trade: AlipayTrade = earlier ?? {
    number: outTradeNo,
    subject: content.subject ?? "",
    amountMinor,
    createdAt: now,
    deadline: deadlineFrom(content, now),
    codes: [],
    state: "UNSCANNED",
    refunds: [],
    ...(call.notifyUrl !== undefined && { notifyUrl: call.notifyUrl }),
    ...(content.body !== undefined && { body: content.body }),
    ...(content.passback_params !== undefined && { passbackParams: content.passback_params }),
  };
  world.alipay.trades.set(outTradeNo, trade);
  const codeUrl = issueCode(trade, now, lifeMs);
  if (world.faults.take("system-error-after-creating", occasion)) return systemError(method);
  return succeeded(method, { out_trade_no: outTradeNo, qr_code: codeUrl });
}

export const systemError = (method: string): AlipayReply =>
  businessFailure(method, "SYSTEM_ERROR", "系统异常");

function precreateProblem({ method, content, notifyUrl }: AlipayCall): AlipayReply | undefined {
  const invalid = (message: string) => businessFailure(method, "INVALID_PARAMETER", message);
  const { out_trade_no = "", subject = "", total_amount } = content;
  if (!/^[0-9A-Za-z_]{1,64}$/.test(out_trade_no)) return invalid("out_trade_no 有误");
  if (subject === "" || lengthOf(subject) > SUBJECT_LENGTH_MAX) return invalid("subject 长度有误");
  if (lengthOf(content.body) > BODY_LENGTH_MAX) return invalid("body 长度有误");
  if (lengthOf(content.passback_params) > PASSBACK_LENGTH_MAX)
    return invalid("passback_params 长度有误");
  if (/[/=&]/.test(subject)) return invalid("subject 含有特殊字符");
  if ([subject, content.body].some(looksLikeAttack)) {
    return failed(method, "40002", "isv.suspected-attack", "请求疑似攻击");
  }
  const amountMinor = parseYuan(total_amount);
  if (!amountMinor || amountMinor > AMOUNT_MINOR_MAX) return invalid("total_amount 有误");
  return timesProblem(content, invalid) ?? notifyProblem(notifyUrl, invalid);
}

type Invalid = (message: string) => AlipayReply;

function timesProblem(content: Content, invalid: Invalid): AlipayReply | undefined {
  const { timeout_express, qr_code_timeout_express, time_expire } = content;
  for (const duration of [timeout_express, qr_code_timeout_express]) {
    if (duration !== undefined && parseDuration(duration, 0) === undefined) {
      return invalid("timeout_express 有误");
    }
  }
  const malformed = time_expire !== undefined && parseBeijingTime(time_expire) === undefined;
  return malformed ? invalid("time_expire 有误") : undefined;
}

function notifyProblem(url: string | undefined, invalid: Invalid): AlipayReply | undefined {
  if (url === undefined) return undefined;
  const problem = notifyUrlProblem(url, NOTIFY_URL_LENGTH_MAX);
  return problem ? invalid(`notify_url ${problem}`) : undefined;
}

function deadlineFrom(content: Content, now: number): number {
  const { time_expire, timeout_express } = content;
  const timeExpire = time_expire === undefined ? undefined : parseBeijingTime(time_expire);
  const timeoutMs = timeout_express === undefined ? undefined : parseDuration(timeout_express, now);
  return deadlineOf({ timeExpire, timeoutMs }, now);
}

/** The same number once more (section 2.6); whether that gives a new QR is not dependable, hence the switch. */
function reentryProblem(
  world: World,
  method: string,
  trade: AlipayTrade,
  amountMinor: number,
  content: Content,
): AlipayReply | undefined {
  if (isPaid(trade)) return businessFailure(method, "TRADE_HAS_SUCCESS", "交易已被支付");
  if (trade.state === "TRADE_CLOSED")
    return businessFailure(method, "TRADE_HAS_CLOSE", "交易已经关闭");
  if (trade.amountMinor !== amountMinor || trade.subject !== content.subject) {
    return businessFailure(method, "CONTEXT_INCONSISTENT", "交易信息被篡改");
  }
  const occasion = { gateway: "alipay", outTradeNo: trade.number, operation: "precreate" } as const;
  return world.faults.take("repeat-precreate-error", occasion)
    ? businessFailure(method, "APPLY_PC_MERCHANT_CODE_ERROR", "申请二维码失败")
    : undefined;
}

const ZERO_AMOUNTS = {
  buyer_pay_amount: "0.00",
  invoice_amount: "0.00",
  point_amount: "0.00",
  receipt_amount: "0.00",
};

/** Not scanned yet, or never known: the gateway answers both alike. */
const notExist = ({ method, content }: AlipayCall, fields = {}): AlipayReply =>
  businessFailure(method, "TRADE_NOT_EXIST", "交易不存在", {
    ...(content.out_trade_no !== undefined && { out_trade_no: content.out_trade_no }),
    ...fields,
  });

function query(world: World, call: AlipayCall): AlipayReply {
  const trade = findTrade(world, call.content);
  if (!trade) return notExist(call, ZERO_AMOUNTS);
  const amount = formatYuan(trade.amountMinor);
  const paid = trade.paidAt !== undefined;
  return succeeded(call.method, {
    trade_no: trade.scanned.tradeNo,
    out_trade_no: trade.number,
    trade_status: trade.state,
    total_amount: amount,
    buyer_logon_id: "zhi***@example.com",
    buyer_user_id: trade.scanned.buyerId,
    ...ZERO_AMOUNTS,
    ...(paid && {
      buyer_pay_amount: amount,
      invoice_amount: amount,
      receipt_amount: amount,
      send_pay_date: beijingTime(trade.paidAt ?? 0),
      fund_bill_list: [{ amount, fund_channel: "ALIPAYACCOUNT" }],
    }),
  });
}

/** Only a trade that waits for its buyer can be closed (section 2.9). */
function close(world: World, call: AlipayCall): AlipayReply {
  payDuringClose(world, call.content.out_trade_no);
  const trade = findTrade(world, call.content);
  if (!trade) return notExist(call);
  if (trade.state !== "WAIT_BUYER_PAY") {
    return businessFailure(
      call.method,
      "REASON_TRADE_STATUS_INVALID",
      "交易状态不合法",
      keysOf(trade),
    );
  }
  closeTrade(world, trade);
  return succeeded(call.method, keysOf(trade));
}

/** The switch: a payer scans if need be, and confirms, just before the close arrives. */
function payDuringClose(world: World, outTradeNo = ""): void {
  const trade = findRecord(world, outTradeNo);
  if (trade?.state !== "UNSCANNED" && trade?.state !== "WAIT_BUYER_PAY") return;
  const occasion = { gateway: "alipay", outTradeNo, operation: "close" } as const;
  if (world.faults.take("pay-during-close", occasion)) {
    recordPayment(world, beginTrade(world, trade));
  }
}

/** Refunds a paid trade, closes a waiting one, and says nothing about an unscanned one (section 2.7). */
function cancel(world: World, call: AlipayCall): AlipayReply {
  const trade = findTrade(world, call.content);
  if (!trade) {
    const { out_trade_no } = call.content;
    return succeeded(call.method, { ...(out_trade_no && { out_trade_no }), retry_flag: "N" });
  }
  if (trade.state === "TRADE_FINISHED") {
    return businessFailure(call.method, "TRADE_HAS_FINISHED", "交易已完结", keysOf(trade));
  }
  const done = { ...keysOf(trade), retry_flag: "N" };
  if (trade.state === "TRADE_SUCCESS") {
    cancelRefund(world, trade);
    return succeeded(call.method, { ...done, action: "refund" });
  }
  closeTrade(world, trade);
  return succeeded(call.method, { ...done, action: "close" });
}

function closeTrade(world: World, trade: ScannedTrade): void {
  trade.state = "TRADE_CLOSED";
  sendClosed(world, trade);
}

const keysOf = (trade: ScannedTrade) => ({
  trade_no: trade.scanned.tradeNo,
  out_trade_no: trade.number,
});
