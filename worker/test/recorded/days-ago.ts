import { refundedAtConsole } from "../refunding.ts";
import { control, crafted, deliver, mailAbout, travel } from "../world.ts";
import {
  allowNegative,
  cancel,
  cron,
  DAY_MS,
  hear,
  hostCall,
  person,
  RECORDED_AT,
  refund,
  wake,
} from "./product.ts";
import { ALIPAY, nextCode, type Shown, type Stage, WECHAT } from "./stage.ts";

/** Past the end of an order, and of the time for which a silent gateway is waited for. */
const ORDER_OVER_MS = 36 * 60_000;

/** Three days ago: orders that are over by now, and compared with the gateways' books. */
export async function playDaysAgo(stage: Stage): Promise<void> {
  await completed(stage);
  await unpaid(stage);
  await late(stage);
  await paidTwice(stage);
  await refunded(stage);
  await refundFailed(stage);
  await turnedAway(stage);
  await compared(stage);
}

async function completed(stage: Stage) {
  await stage.paid("completed coze", "lin", "coze-30", WECHAT);
  await stage.paid("completed coze again", "lin", "coze-7", ALIPAY);
  await stage.paid("completed recharge", "wang", "power-500", ALIPAY);
  await stage.paid("completed recharge of the host's customer", "ledger", "power-500", WECHAT);
}

async function unpaid(stage: Stage) {
  const wished = await stage.shown("cancelled", "zhao", "coze-7", WECHAT);
  await cancel(wished.who, wished.kind, wished.orderNo);
  const forgotten = await stage.shown("expired", "zhao", "coze-7", ALIPAY);
  await wake(forgotten.orderNo, 1, ORDER_OVER_MS);
}

/** Paid while the gateway could not be asked, and told of after the order's end. */
async function paidLate(stage: Stage, name: string, customer: string, item: string) {
  const shown = await stage.shown(name, customer, item, ALIPAY);
  await control.pay(shown.codeUrl);
  const mail = await mailAbout(`${shown.orderNo}_1`);
  await control.fault({ gateway: "alipay", fault: "error-500", times: 1000 });
  await wake(shown.orderNo, 1, ORDER_OVER_MS);
  await control.clearFaults();
  return { ...shown, mail };
}

async function late(stage: Stage) {
  const honoured = await paidLate(stage, "expired, then paid", "qian", "coze-7");
  await deliver(honoured.mail);
  const soldOut = await paidLate(stage, "sold out, refunded", "sun", "coze-last");
  await stage.paid("last unit", "li", "coze-last", WECHAT);
  await deliver(soldOut.mail);
  await wake(soldOut.orderNo, 4);
}

async function paidTwice(stage: Stage) {
  const twice = await stage.shown("surplus refunded", "zhou", "coze-30", ALIPAY);
  const second = await nextCode(twice);
  await control.pay(second);
  await control.pay(twice.codeUrl);
  await hear(`${twice.orderNo}_2`);
  await hear(`${twice.orderNo}_1`);
  await wake(twice.orderNo, 3);
}

async function refunded(stage: Stage) {
  const power = await stage.paid("refunded", "wu", "power-500", WECHAT);
  await refund(power.orderNo, { clawBack: "full", reason: "不需要了" });
  await wake(power.orderNo, 4);
  const days = await stage.paid("refunded, what was left", "zheng", "coze-30", ALIPAY);
  await travel(3 * 3_600_000);
  await refund(days.orderNo, { clawBack: "what-is-left" });
  await wake(days.orderNo, 4);

  const spent = await stage.paid("refund refused", "feng", "power-500", WECHAT);
  await spend(spent, 500);
  await refund(spent.orderNo, { clawBack: "full" });

  const owing = await stage.paid("refunded, owed", "chen", "power-500", ALIPAY);
  await spend(owing, 200);
  await allowNegative("chen");
  await refund(owing.orderNo, { clawBack: "full" });
  await wake(owing.orderNo, 4);
}

const spend = ({ customer }: Shown, amount: number) =>
  hostCall({
    customer,
    action: "deduct",
    key: `spent-${customer}`,
    body: { asset: "power", amount },
  });

/** Closed by the gateway, so that another number can refund; and refused by the bank, so that only a person can. */
async function refundFailed(stage: Stage) {
  for (const [name, customer, fault] of [
    ["refund failed, number closed", "chu", "refund-closed"],
    ["refund failed, bank refuses", "wei", "refund-abnormal"],
  ] as const) {
    const sold = await stage.paid(name, customer, "power-500", WECHAT);
    await control.fault({ gateway: "wechat", fault, number: `${sold.orderNo}_1` });
    await refund(sold.orderNo, { clawBack: "full" });
    await wake(sold.orderNo, 3);
  }
}

async function turnedAway(stage: Stage) {
  const shown = await stage.shown("lied about", "jiang", "coze-30", WECHAT);
  const number = `${shown.orderNo}_1`;
  const notification = (variant: string) => crafted({ gateway: "wechat", number, variant });
  await deliver(await notification("wrong-amount"));
  const forged = await notification("tampered-signature");
  await deliver(forged);
  const unreadable = forged.body.replace(/"ciphertext":"..../, '"ciphertext":"AAAA');
  await deliver({ ...forged, body: unreadable });
  await deliver(await notification("unknown-number"));
  await wake(shown.orderNo, 1, ORDER_OVER_MS);
  await (await person("nobody")).call("/api/customers/lin/balance");
}

/** The cron: one order was refunded at the gateway's console, about another the gateway does not answer. */
async function compared(stage: Stage) {
  const outside = await stage.paid("refunded outside", "shen", "power-500", ALIPAY);
  await refundedAtConsole("alipay", `${outside.orderNo}_1`);
  const silent = await stage.paid("gateway silent", "han", "power-500", ALIPAY);
  const fault = { gateway: "alipay", fault: "error-500", number: `${silent.orderNo}_1` };
  await travel(RECORDED_AT - DAY_MS / 24 - Date.now());
  await control.fault({ ...fault, times: 100 });
  await cron();
  await control.clearFaults();
}
