import { beijingDay, parseBeijingTime } from "../clock.ts";
import type { Bill, PayOutcome, PayProblem, TradeView } from "../payment.ts";
import { randomDigits } from "../signing.ts";
import type { World } from "../world.ts";
import { sendPaid } from "./notification.ts";

/** A number the merchant took a QR for. The trade itself begins with the first scan (section 2.7). */
export interface AlipayTrade {
  number: string;
  subject: string;
  body?: string;
  passbackParams?: string;
  amountMinor: number;
  notifyUrl?: string;
  createdAt: number;
  /** `time_expire`, or what `timeout_express` comes to. */
  deadline: number;
  codes: { codeUrl: string; expiresAt: number }[];
  scanned?: { tradeNo: string; at: number; buyerId: string };
  state: AlipayState;
  paidAt?: number;
  refunds: AlipayRefund[];
}

export type AlipayState =
  | "UNSCANNED"
  | "WAIT_BUYER_PAY"
  | "TRADE_SUCCESS"
  | "TRADE_FINISHED"
  | "TRADE_CLOSED";

export interface AlipayRefund {
  number: string;
  amountMinor: number;
  at: number;
  /** False while the bank keeps it: fund_change N, and the query shows no refund_status. */
  done: boolean;
}

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

export interface Deadlines {
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

/** The trade of a number, scanned or not; time has been applied. */
export function findRecord(world: World, number: string): AlipayTrade | undefined {
  const trade = world.alipay.trades.get(number);
  if (trade?.state === "WAIT_BUYER_PAY" && world.clock.now() >= trade.deadline) {
    trade.state = "TRADE_CLOSED";
  }
  return trade;
}

/** A trade the gateway admits to: before the scan there is none (section 2.7). */
export function findTrade(world: World, key: TradeKey): ScannedTrade | undefined {
  const number = key.trade_no ? numberOf(world, key.trade_no) : key.out_trade_no;
  const trade = number === undefined ? undefined : findRecord(world, number);
  return trade && isScanned(trade) ? trade : undefined;
}

export interface TradeKey {
  out_trade_no?: string;
  /** Wins over the merchant's number. */
  trade_no?: string;
}

export type ScannedTrade = AlipayTrade & {
  scanned: { tradeNo: string; at: number; buyerId: string };
};

const isScanned = (trade: AlipayTrade): trade is ScannedTrade => trade.scanned !== undefined;

const numberOf = (world: World, tradeNo: string): string | undefined =>
  [...world.alipay.trades.values()].find((trade) => trade.scanned?.tradeNo === tradeNo)?.number;

export const isPaid = (trade: AlipayTrade): boolean => trade.paidAt !== undefined;

export const refundedMinor = (trade: AlipayTrade): number =>
  trade.refunds.reduce((sum, refund) => sum + refund.amountMinor, 0);

type Code = AlipayTrade["codes"][number];

function codeProblem(trade: AlipayTrade, code: Code, now: number): PayProblem | undefined {
  if (isPaid(trade)) return "already-paid";
  if (trade.state === "TRADE_CLOSED") return "trade-closed";
  return now >= Math.min(code.expiresAt, trade.deadline) ? "code-expired" : undefined;
}

function findCode(world: World, codeUrl: string) {
  for (const number of world.alipay.trades.keys()) {
    const trade = findRecord(world, number);
    const code = trade?.codes.find((candidate) => candidate.codeUrl === codeUrl);
    if (trade && code) return { trade, problem: codeProblem(trade, code, world.clock.now()) };
  }
  return undefined;
}

/** What opening the code does: the trade comes into being, waiting for its buyer. */
export function scanAlipay(world: World, codeUrl: string): Bill | undefined {
  const found = findCode(world, codeUrl);
  if (!found) return undefined;
  const { trade, problem } = found;
  if (!problem) beginTrade(world, trade);
  const { number, subject: description, amountMinor } = trade;
  const bill: Bill = { gateway: "alipay", number, description, amountMinor };
  return problem ? { ...bill, problem } : bill;
}

export function payAlipay(world: World, codeUrl: string): PayOutcome {
  const found = findCode(world, codeUrl);
  if (!found) return { ok: false, reason: "unknown-code" };
  if (found.problem) return { ok: false, reason: found.problem };
  return { ok: true, transactionId: settlePayment(world, beginTrade(world, found.trade)) };
}

/** The first scan. */
export function beginTrade(world: World, trade: AlipayTrade): ScannedTrade {
  const now = world.clock.now();
  if (!isScanned(trade)) {
    trade.state = "WAIT_BUYER_PAY";
    const tradeNo = `${beijingDay(now)}22001${randomDigits(15)}`;
    trade.scanned = { tradeNo, at: now, buyerId: `2088${randomDigits(12)}` };
  }
  return trade as ScannedTrade;
}

/** The buyer confirms: state first, notification after. */
export function settlePayment(world: World, trade: ScannedTrade): string {
  const occasion = { gateway: "alipay", number: trade.number } as const;
  trade.state = world.faults.take("trade-finished", occasion) ? "TRADE_FINISHED" : "TRADE_SUCCESS";
  trade.paidAt = world.clock.now();
  sendPaid(world, trade);
  return trade.scanned.tradeNo;
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
