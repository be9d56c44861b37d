import { payAlipay, scanAlipay } from "./alipay/paying.ts";
import { CODE_PREFIX as ALIPAY_PREFIX } from "./alipay/trades.ts";
import type { Bill, PayOutcome } from "./payment.ts";
import { payWechat, wechatBill } from "./wechat/paying.ts";
import type { World } from "./world.ts";

const isAlipay = (codeUrl: string): boolean => codeUrl.startsWith(ALIPAY_PREFIX);

/** Scans a code. With Alipay this alone begins the trade; with WeChat it changes nothing. */
export function scan(world: World, codeUrl: string): Bill | undefined {
  const bill = isAlipay(codeUrl) ? scanAlipay(world, codeUrl) : wechatBill(world, codeUrl);
  world.tradeFile.save();
  return bill;
}

/** Pays as a payer does: cashier and control API alike come through here. */
export function pay(world: World, codeUrl: string): PayOutcome {
  const outcome = isAlipay(codeUrl) ? payAlipay(world, codeUrl) : payWechat(world, codeUrl);
  world.tradeFile.save();
  return outcome;
}
