import { beijingDay, parseBeijingTime } from "../clock.ts";
import type { PayProblem, TradeView } from "../payment.ts";
import { randomDigits } from "../signing.ts";
import type { World } from "../world.ts";
import { type AlipayTrade, isPaid, isScanned, type ScannedTrade } from "./trade.ts";

const MINUTE_MS = 60_000;

/** Section 2.4: default of face-to-face payment. */
const TRADE_LIFE_MS_DEFAULT = 180 * MINUTE_MS;
/** Section 2.4: a QR never lives longer, whatever is asked. */
const CODE_LIFE_MS_MAX = 120 * MINUTE_MS;

export const CODE_PREFIX = "https://qr.alipay.com/bax";

const UNITS_MS: Record<string, number> = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: 1440 * MINUTE_MS };
const DAYS_MAX = 15;

/** `90m`, `2h`, `15d`, and `1c` for the end of the Beijing day; undefined when malformed. */
export function parseDuration(text: string, now: number): number | undefined {
  if (text === "1c") {
    const midnight = parseBeijingTime(
      `${beijingDay(now).replace(/(....)(..)(..)/, "$1-$2-$3")} 00:00:00`,
    );
    return midnight === undefined ? undefined : midnight + 1440 * MINUTE_MS - now;
  }
  const match = /^([1-9]\d{0,4})([mhd])$/.exec(text);
  if (!match) return undefined;
  const lengthMs = Number(match[1]) * (UNITS_MS[match[2] ?? ""] ?? 0);
  return lengthMs <= DAYS_MAX * 1440 * MINUTE_MS ? lengthMs : undefined;
}

interface Deadlines {
  timeExpire?: number | undefined;
  timeoutMs?: number | undefined;
}

export const deadlineOf = ({ timeExpire, timeoutMs }: Deadlines, now: number): number =>
  timeExpire ?? now + (timeoutMs ?? TRADE_LIFE_MS_DEFAULT);

export function issueCode(trade: AlipayTrade, now: number, lifeMs = CODE_LIFE_MS_MAX): string {
  const codeUrl = `${CODE_PREFIX}${randomDigits(5)}${randomDigits(16)}`;
  trade.codes.push({ codeUrl, expiresAt: now + Math.min(lifeMs, CODE_LIFE_MS_MAX) });
  return codeUrl;
}

/** The trade of an out_trade_no, scanned or not; time has been applied. */
export function findRecord(world: World, outTradeNo: string): AlipayTrade | undefined {
  const trade = world.alipay.trades.get(outTradeNo);
  if (trade?.state === "WAIT_BUYER_PAY" && world.clock.now() >= trade.deadline) {
    trade.state = "TRADE_CLOSED";
  }
  return trade;
}

/** A trade the gateway admits to: before the scan there is none (section 2.7). */
export function findTrade(world: World, key: TradeKey): ScannedTrade | undefined {
  const outTradeNo = key.trade_no ? outTradeNoOf(world, key.trade_no) : key.out_trade_no;
  const trade = outTradeNo === undefined ? undefined : findRecord(world, outTradeNo);
  return trade && isScanned(trade) ? trade : undefined;
}

interface TradeKey {
  out_trade_no?: string;
  /** Wins over `out_trade_no`. */
  trade_no?: string;
}

const outTradeNoOf = (world: World, tradeNo: string): string | undefined =>
  [...world.alipay.trades.values()].find((trade) => trade.scanned?.tradeNo === tradeNo)?.number;

type Code = AlipayTrade["codes"][number];

export function codeProblem(trade: AlipayTrade, code: Code, now: number): PayProblem | undefined {
  if (isPaid(trade)) return "already-paid";
  if (trade.state === "TRADE_CLOSED") return "trade-closed";
  return now >= Math.min(code.expiresAt, trade.deadline) ? "code-expired" : undefined;
}

export function viewAlipayTrade(world: World, { number }: AlipayTrade): TradeView | undefined {
  const trade = findRecord(world, number);
  if (!trade) return undefined;
  const now = world.clock.now();
  return {
    gateway: "alipay",
    number,
    description: trade.subject,
    amountMinor: trade.amountMinor,
    currency: "CNY",
    state: trade.state,
    transactionId: trade.scanned?.tradeNo ?? null,
    notifyUrl: trade.notifyUrl ?? null,
    createdAt: new Date(trade.createdAt).toISOString(),
    codes: trade.codes.map((code) => {
      const problem = codeProblem(trade, code, now);
      return { codeUrl: code.codeUrl, alive: !problem, problem: problem ?? null };
    }),
    refunds: trade.refunds.map((refund) => ({
      number: refund.number,
      refundId: refund.number,
      amountMinor: refund.amountMinor,
      state: refund.done ? "REFUND_SUCCESS" : "PENDING",
    })),
  };
}
