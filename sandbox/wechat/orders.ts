import { notifyUrlProblem } from "../notify-url.ts";
import type { World } from "../world.ts";
import { recordPayment } from "./paying.ts";
import { accepted, parameterError, refused, systemError, type WechatReply } from "./reply.ts";
import { isPaid } from "./trade.ts";
import { expiryOf, findTrade, issueCode, transactionOf } from "./trades.ts";

/** Body of an order call after its rules held. */
export interface NativeBody {
  appid: string;
  mchid: string;
  description: string;
  out_trade_no: string;
  time_expire?: string;
  attach?: string;
  notify_url: string;
  amount: { total: number };
}

const NOTIFY_URL_LENGTH_MAX = 255;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$/;

/** `POST /v3/pay/transactions/native` (section 1.3). */
export function order(world: World, body: NativeBody): WechatReply {
  const problem = orderProblem(world, body);
  if (problem) return problem;

  const now = world.clock.now();
  const earlier = findTrade(world, body.out_trade_no);
  if (earlier) {
    if (isPaid(earlier)) return refused(400, "ORDERPAID", "该订单已支付");
    if (earlier.state === "CLOSED") return refused(400, "ORDER_CLOSED", "该订单已关闭，请更换单号");
    if (earlier.parameters !== canonical(body)) {
      return refused(400, "INVALID_REQUEST", "商户订单号重复，且请求参数与首次下单不一致");
    }
    return accepted({ code_url: issueCode(earlier, now) });
  }

  const trade = {
    number: body.out_trade_no,
    description: body.description,
    amountMinor: body.amount.total,
    notifyUrl: body.notify_url,
    parameters: canonical(body),
    createdAt: now,
    expiresAt: expiryOf(body.time_expire, now),
    state: "NOTPAY" as const,
    codes: [],
    refunds: [],
    ...(body.attach !== undefined && { attach: body.attach }),
  };
  world.wechat.trades.set(trade.number, trade);
  const codeUrl = issueCode(trade, now);
  const occasion = { gateway: "wechat", outTradeNo: trade.number, operation: "native" } as const;
  if (world.faults.take("system-error-after-creating", occasion)) return systemError();
  return accepted({ code_url: codeUrl });
}

export function query(world: World, outTradeNo: string): WechatReply {
  const trade = findTrade(world, outTradeNo);
  if (!trade) return refused(404, "ORDER_NOT_EXIST", "订单不存在");
  return accepted(transactionOf(world, trade));
}

/** `POST …/close` (section 1.11). */
export function close(world: World, outTradeNo: string): WechatReply {
  const trade = findTrade(world, outTradeNo);
  const occasion = { gateway: "wechat", outTradeNo, operation: "close" } as const;
  if (!trade) {
    if (world.faults.take("close-unknown-404", occasion)) {
      return refused(404, "ORDER_NOT_EXIST", "订单不存在");
    }
    world.wechat.burntNumbers.add(outTradeNo);
    return accepted();
  }
  if (trade.state === "NOTPAY" && world.faults.take("pay-during-close", occasion)) {
    recordPayment(world, trade);
  }
  if (isPaid(trade)) return refused(400, "ORDERPAID", "该订单已支付");
  trade.state = "CLOSED";
  return accepted();
}

function orderProblem(world: World, body: NativeBody): WechatReply | undefined {
  if (body.appid !== world.keys.wechat.appId) {
    return refused(400, "APPID_MCHID_NOT_MATCH", "appid 和 mchid 不匹配");
  }
  const badUrl = notifyUrlProblem(body.notify_url, NOTIFY_URL_LENGTH_MAX);
  if (badUrl) return parameterError("/notify_url", body.notify_url, badUrl);
  if (body.time_expire !== undefined && !isTime(body.time_expire)) {
    return parameterError("/time_expire", body.time_expire, "not an RFC 3339 time");
  }
  const occasion = { gateway: "wechat", outTradeNo: body.out_trade_no } as const;
  if (world.faults.take("text-refused", { ...occasion, operation: "native" }))
    return parameterError("/description", body.description, "has a word that is not allowed");
  if (world.wechat.burntNumbers.has(body.out_trade_no)) {
    return refused(400, "INVALID_REQUEST", "该商户订单号已不可用");
  }
  return undefined;
}

const isTime = (text: string): boolean => RFC_3339.test(text) && !Number.isNaN(Date.parse(text));

/** The same JSON whatever the order of members, because member order is irrelevant (section 1.1). */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
