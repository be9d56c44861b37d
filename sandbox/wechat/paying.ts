import { beijingDay } from "../clock.ts";
import type { Bill, PayOutcome } from "../payment.ts";
import { randomDigits, randomText } from "../signing.ts";
import type { World } from "../world.ts";
import { sendPaid } from "./notification.ts";
import type { WechatTrade } from "./trade.ts";
import { codeProblem, findTrade } from "./trades.ts";

export function wechatBill(world: World, codeUrl: string): Bill | undefined {
  const found = findCode(world, codeUrl);
  if (!found) return undefined;
  const { number, description, amountMinor } = found.trade;
  const bill: Bill = { gateway: "wechat", number, description, amountMinor };
  return found.problem ? { ...bill, problem: found.problem } : bill;
}

export function payWechat(world: World, codeUrl: string): PayOutcome {
  const found = findCode(world, codeUrl);
  if (!found) return { ok: false, reason: "unknown-code" };
  if (found.problem) return { ok: false, reason: found.problem };
  return { ok: true, transactionId: recordPayment(world, found.trade) };
}

/** The payer's confirmation arrives: state first, notification after. */
export function recordPayment(world: World, trade: WechatTrade): string {
  const now = world.clock.now();
  const transactionId = `4200${beijingDay(now)}${randomDigits(16)}`;
  Object.assign(trade, { state: "SUCCESS", transactionId, paidAt: now });
  trade.payerOpenId = `o${randomText(27)}`;
  sendPaid(world, trade);
  return transactionId;
}

function findCode(world: World, codeUrl: string) {
  for (const outTradeNo of world.wechat.trades.keys()) {
    const trade = findTrade(world, outTradeNo);
    const code = trade?.codes.find((candidate) => candidate.codeUrl === codeUrl);
    if (trade && code) return { trade, problem: codeProblem(trade, code, world.clock.now()) };
  }
  return undefined;
}
