import { beijingDay } from "../clock.ts";
import type { Bill, PayOutcome } from "../payment.ts";
import { randomDigits } from "../signing.ts";
import type { World } from "../world.ts";
import { sendPaid } from "./notification.ts";
import { type AlipayTrade, isScanned, type ScannedTrade } from "./trade.ts";
import { codeProblem, findRecord } from "./trades.ts";

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
  return { ok: true, transactionId: recordPayment(world, beginTrade(world, found.trade)) };
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
export function recordPayment(world: World, trade: ScannedTrade): string {
  const occasion = { gateway: "alipay", outTradeNo: trade.number } as const;
  trade.state = world.faults.take("trade-finished", occasion) ? "TRADE_FINISHED" : "TRADE_SUCCESS";
  trade.paidAt = world.clock.now();
  sendPaid(world, trade);
  return trade.scanned.tradeNo;
}

function findCode(world: World, codeUrl: string) {
  for (const outTradeNo of world.alipay.trades.keys()) {
    const trade = findRecord(world, outTradeNo);
    const code = trade?.codes.find((candidate) => candidate.codeUrl === codeUrl);
    if (trade && code) return { trade, problem: codeProblem(trade, code, world.clock.now()) };
  }
  return undefined;
}
