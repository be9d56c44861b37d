import { rfc3339 } from "../clock.ts";
import type { PayProblem, TradeView } from "../payment.ts";
import { randomText } from "../signing.ts";
import type { World } from "../world.ts";
import { isPaid, type WechatCode, type WechatTrade } from "./trade.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Section 1.3: fixed, whatever time_expire says. */
const CODE_LIFE_MS = 2 * 60 * MINUTE_MS;
const UNPAID_LIFE_MS = 7 * DAY_MS;

export const CODE_PREFIX = "weixin://wxpay/bizpayurl?pr=";

/** `time_expire` as the gateway applies it: at least a minute, at most 90 days, seven days when absent. */
export function expiryOf(timeExpire: string | undefined, now: number): number {
  if (timeExpire === undefined) return now + UNPAID_LIFE_MS;
  return Math.min(Math.max(Date.parse(timeExpire), now + MINUTE_MS), now + 90 * DAY_MS);
}

/** A new code; the one before stops working. */
export function issueCode(trade: WechatTrade, now: number): string {
  for (const code of trade.codes) code.replaced = true;
  const codeUrl = `${CODE_PREFIX}${randomText(9)}`;
  trade.codes.push({ codeUrl, createdAt: now, replaced: false });
  return codeUrl;
}

export function findTrade(world: World, outTradeNo: string): WechatTrade | undefined {
  const trade = world.wechat.trades.get(outTradeNo);
  if (trade) closeOverdue(trade, world.clock.now());
  return trade;
}

export function findByTransaction(world: World, id: string): WechatTrade | undefined {
  return [...world.wechat.trades.values()].find((trade) => trade.transactionId === id);
}

/** An order unpaid for seven days is closed by WeChat; the merchant is not notified. */
function closeOverdue(trade: WechatTrade, now: number): void {
  if (trade.state === "NOTPAY" && now >= trade.createdAt + UNPAID_LIFE_MS) trade.state = "CLOSED";
}

export function codeProblem(
  trade: WechatTrade,
  code: WechatCode,
  now: number,
): PayProblem | undefined {
  if (isPaid(trade)) return "already-paid";
  if (trade.state === "CLOSED") return "trade-closed";
  if (code.replaced) return "code-replaced";
  const dead = now >= Math.min(code.createdAt + CODE_LIFE_MS, trade.expiresAt);
  return dead ? "code-expired" : undefined;
}

const STATE_WORDS: Record<WechatTrade["state"], string> = {
  NOTPAY: "订单未支付",
  SUCCESS: "支付成功",
  REFUND: "转入退款",
  CLOSED: "订单已关闭",
};

/** The transaction object of section 1.8, as query and notification carry it. */
export function transactionOf(world: World, trade: WechatTrade): Record<string, unknown> {
  const common = {
    appid: world.keys.wechat.appId,
    mchid: world.keys.wechat.merchantId,
    out_trade_no: trade.number,
    trade_state: trade.state,
    trade_state_desc: STATE_WORDS[trade.state],
    promotion_detail: [],
    ...(trade.attach !== undefined && { attach: trade.attach }),
  };
  if (!isPaid(trade) || trade.paidAt === undefined) {
    return { ...common, amount: { total: trade.amountMinor, currency: "CNY" }, payer: {} };
  }
  return {
    ...common,
    transaction_id: trade.transactionId,
    trade_type: "NATIVE",
    bank_type: "OTHERS",
    success_time: rfc3339(trade.paidAt),
    payer: { openid: trade.payerOpenId },
    amount: {
      total: trade.amountMinor,
      payer_total: trade.amountMinor,
      currency: "CNY",
      payer_currency: "CNY",
    },
  };
}

export function viewWechatTrade(world: World, trade: WechatTrade): TradeView {
  const now = world.clock.now();
  closeOverdue(trade, now);
  return {
    gateway: "wechat",
    number: trade.number,
    description: trade.description,
    amountMinor: trade.amountMinor,
    currency: "CNY",
    state: trade.state,
    transactionId: trade.transactionId ?? null,
    notifyUrl: trade.notifyUrl,
    createdAt: new Date(trade.createdAt).toISOString(),
    codes: trade.codes.map((code) => {
      const problem = codeProblem(trade, code, now);
      return { codeUrl: code.codeUrl, alive: !problem, problem: problem ?? null };
    }),
    refunds: trade.refunds.map(({ number, refundId, amountMinor, state }) => ({
      number,
      refundId,
      amountMinor,
      state,
    })),
  };
}
