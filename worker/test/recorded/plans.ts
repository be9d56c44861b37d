import { setClocks, travel } from "../world.ts";
import { openPlans } from "./catalog.ts";
import { DAY_MS, hostCall, RECORDED_AT, refund, wake, wakeAccount } from "./product.ts";
import { asOperator, sayAccount } from "./product-plans.ts";
import { ALIPAY, openShop, type Stage, WECHAT } from "./stage.ts";
import { type AnsweredCall, Host } from "./today.ts";

/** Plans that were paid for by code, their credits, packs, and what is counted of a plan's quotas. */

const CREDITS_OVER_MS = 6 * 3_600_000;

/** Customers of this part. The last two have bought nothing. */
export const PLAN_CUSTOMERS = ["mei", "dou", "gao", "bai", "metered", "over"];

const credits = (amount: number) => ({ asset: "credits", amount });

/** The month before, under the first credit system, whose allowances and packs are others; then the switch to the second. */
export async function playMonthBefore(stage: Stage, byCard: () => Promise<void>): Promise<void> {
  await setClocks(RECORDED_AT - 59 * DAY_MS);
  await openShop(Date.now());
  await openPlans(Date.now());
  await asOperator("POST", "/api/console/credits/switch", { version: "v1" });
  await setClocks(RECORDED_AT - 32 * DAY_MS);
  await stage.paid("prepaid month", "mei", "pro_monthly", WECHAT);
  await stage.paid("pack under v1", "mei", "credits-100", WECHAT);
  await hostCall({ customer: "mei", action: "deduct", key: "october", body: credits(40) });
  await stage.paid("prepaid month, refunded", "dou", "pro_monthly", ALIPAY);
  await byCard();
  await told("mei", "dou");
  await setClocks(RECORDED_AT - 29 * DAY_MS);
  await asOperator("POST", "/api/console/credits/switch", { version: "v2" });
}

/** D1 hears of these accounts. */
async function told(...customers: string[]): Promise<void> {
  await travel(12_000);
  for (const each of customers) await wakeAccount(each);
}

/** Three days ago: extended before its end, given back, and begun. `invoiced` comes before what was sold is given back. */
export async function playPlansDaysAgo(
  stage: Stage,
  invoiced: () => Promise<unknown>,
): Promise<void> {
  await stage.paid("prepaid month, extended", "mei", "pro_monthly", WECHAT);
  await stage.paid("prepaid month of one who extends", "bai", "pro_monthly", WECHAT);
  await stage.paid("prepaid month, upgraded", "gao", "pro_monthly", WECHAT);
  const topUp = await stage.paid("fapiao, red letter due", "tao", "power-500", WECHAT);
  await invoiced();
  for (const given of [stage.cast["prepaid month, refunded"]?.orderNo ?? "", topUp.orderNo]) {
    await refund(given, { clawBack: "what-is-left", reason: "不需要了" });
    await wake(given, 4);
  }
  await sayAccount("mei", {
    ...{ company: "甲公司", contact: "梅", email: "mei@example.com", country: "CN" },
    taxIds: [{ kind: "cn", value: "91350100M000100Y43" }],
  });
  await meteredDaysAgo();
  await told(...PLAN_CUSTOMERS);
}

const used = (customer: string, event: { id: string } & Record<string, unknown>) =>
  hostCall({ customer, action: "usage", key: event.id, body: event });

/** A plan by hand, so that it has no end, and events of some days. */
async function meteredDaysAgo(): Promise<void> {
  const plan = { planId: "pro_monthly", reference: "contract 7" };
  await hostCall({ customer: "metered", action: "subscription", key: "plan", body: plan });
  await used("metered", { id: "chat-1", product: "ai_chat", count: 120 });
  await used("metered", { id: "email-1", product: "email", count: 55 });
  await used("metered", { id: "tokens-1", product: "text_tokens", count: 12_400 });
  const dayBefore = new Date(Date.now() - DAY_MS).toISOString();
  await used("metered", { id: "chat-earlier", product: "ai_chat", count: 9, at: dayBefore });
  await used("over", { id: "over-1", product: "ai_chat", count: 40 });
}

/** The last minutes. Answers what the host asked of credits. */
export async function playPlansToday(stage: Stage): Promise<AnsweredCall[]> {
  await used("metered", { id: "seats", product: "agent_seats", count: 3 });
  await used("metered", { id: "email-2", product: "email", count: 15 }); // Over a soft limit.
  await used("metered", { id: "chat-back", product: "ai_chat", count: -20, corrects: "chat-1" });
  await used("metered", { id: "tokens-2", product: "text_tokens", count: 700 }); // Carries 100.
  await used("over", { id: "over-2", product: "ai_chat", count: 25 }); // Over a hard one.
  await used("over", { id: "over-3", product: "ai_chat", count: 1, mode: "enforce" });

  await stage.paid("upgrade", "gao", "pro_yearly", ALIPAY);
  await stage.shown("prepaid month, pending", "bai", "pro_monthly", WECHAT);

  const host = new Host("mei");
  await host.call("deduct", "spent", credits(30));
  await host.call("hold", "credits-open", {
    ...credits(15),
    ttlSeconds: CREDITS_OVER_MS / 1_000,
  });
  await host.call("deduct", "credits-too-many", credits(1_000));
  return host.calls;
}
