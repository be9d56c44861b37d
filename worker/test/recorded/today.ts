import { vi } from "vitest";
import { breakD1 } from "../breaking.ts";
import { control, travel } from "../world.ts";
import {
  grantUnits,
  type HostCall,
  hear,
  hostCall,
  RECORDED_AT,
  refund,
  wakeAccount,
  withoutAccount,
} from "./product.ts";
import { ALIPAY, nextCode, type Stage, WECHAT } from "./stage.ts";

/** The last minutes: what waits for a customer, for the account, for D1 or for a gateway. */
export async function playToday(stage: Stage): Promise<void> {
  await waitingForPayment(stage);
  await waitingForUs(stage);
  await waitingForTheGateway(stage);
}

async function waitingForPayment(stage: Stage) {
  await stage.placed("pending, no code", "yang", "coze-30", WECHAT);
  await stage.shown("pending, WeChat code", "zhu", "coze-7", WECHAT);
  const codes = await stage.shown("pending, three Alipay codes", "qin", "coze-30", ALIPAY);
  await nextCode(codes);
  await nextCode(codes);
  const changed = await stage.shown("pending, way changed", "you", "power-500", ALIPAY);
  await nextCode(changed, WECHAT);
}

async function waitingForUs(stage: Stage) {
  const ungranted = await stage.shown("paid, not granted", "xu", "power-500", WECHAT);
  await control.pay(ungranted.codeUrl);
  await withoutAccount("xu", () => hear(`${ungranted.orderNo}_1`));

  const asked = await stage.paid("refund asked", "he", "power-500", WECHAT);
  await withoutAccount("he", () => refund(asked.orderNo, { clawBack: "full" }));

  const untold = await stage.shown("completed, D1 behind", "lv", "coze-7", ALIPAY);
  await control.pay(untold.codeUrl);
  breakD1("before");
  await hear(`${untold.orderNo}_1`);
  vi.restoreAllMocks();
}

async function waitingForTheGateway(stage: Stage) {
  const due = await stage.paid("refund not sent", "shi", "coze-30", ALIPAY);
  await control.fault({ gateway: "alipay", fault: "error-500", times: 100 });
  await refund(due.orderNo, { clawBack: "full" });
  await control.clearFaults();

  const accepted = await stage.paid("refund under way", "zhang", "power-500", WECHAT);
  await control.pace(0.001);
  await refund(accepted.orderNo, { clawBack: "full" });
}

const power = (amount: number) => ({ asset: "power", amount });

export interface AnsweredCall extends HostCall {
  answer: { status: number; body: Record<string, unknown> };
}

/** What a host product asks, each a second after the one before, and what it is answered. */
export class Host {
  readonly calls: AnsweredCall[] = [];
  readonly #customer: string;

  constructor(customer: string) {
    this.#customer = customer;
  }

  /** Answers the hold that was made or ended. */
  async call(action: string, key: string, body: object): Promise<string> {
    await travel(1_000);
    const asked = { customer: this.#customer, action, key, body };
    const answer = await hostCall(asked);
    this.calls.push({ ...asked, answer });
    return answer.body.hold as string;
  }
}

/** Accounts that a host product uses, and what it was answered. */
export async function playHost(): Promise<AnsweredCall[]> {
  const host = new Host("ledger");
  const hold = (key: string, amount: number, ttlSeconds = 6 * 3_600) =>
    host.call("hold", key, { ...power(amount), ttlSeconds });

  await grantUnits("ledger", "short", 40, Date.now() + 60_000);
  await host.call("deduct", "first", power(25));
  await host.call("deduct", "too-much", power(10_000));
  await host.call("settle", "settled", { hold: await hold("hold-settled", 30), amount: 12 });
  await host.call("release", "released", { hold: await hold("hold-released", 30) });
  await hold("hold-lapsed", 20, 30);
  await travel(70_000);
  await wakeAccount("ledger"); // The hold lapsed, and what was left of 40 ended.
  await hold("hold-open", 100);
  await host.call("deduct", "last", power(7));
  return host.calls;
}

/** Just before the end: units and a hold that end by RECORDED_AT, with nobody looking. */
export async function playUnseen(): Promise<void> {
  await travel(RECORDED_AT - 60_000 - Date.now());
  await grantUnits("unseen", "ended", 30, RECORDED_AT - 5_000);
  await grantUnits("unseen", "stays", 20, RECORDED_AT + 30 * 86_400_000);
  const body = { ...power(10), ttlSeconds: 50 };
  await hostCall({ customer: "unseen", action: "hold", key: "lapses-unseen", body });
}
