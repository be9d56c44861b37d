import type { OrderDetail, PlanChanged, Plans, Prepaid, Subscription } from "../app.ts";
import { ORDER_LIFE_MS } from "../domain/order/attempt.ts";
import { hostWithCustomer, lastingCustomer, plansOnSale } from "./crediting.ts";
import { objectOf } from "./shop.ts";
import { bindings, type Customer, control, deliver, mailAbout, travel } from "./world.ts";

/** What tests of subscriptions do: choose a plan, pay for it by QR code, look at what there is. */

/** The seed's plans at the prices of the demo catalog. */
export async function plansAtTheirPrices(): Promise<void> {
  await plansOnSale();
  const prices = { pro_yearly: 54_900, lifetime: 99_900 };
  await bindings.DB.batch(
    Object.entries(prices).map(([id, minor]) =>
      bindings.DB.prepare("UPDATE plan_price SET amount_minor = ? WHERE plan_id = ?").bind(
        minor,
        id,
      ),
    ),
  );
}

/** Pays a code while our side hears nothing of it, until the order has ended: only then is it found. */
export async function payUnheard(orderId: string, code: string, gateway = "wechat"): Promise<void> {
  await control.pay(code);
  await mailAbout(`${orderId}_1`);
  await control.fault({ gateway, fault: "error-500", times: 1000 });
  await travel(ORDER_LIFE_MS + 6 * 60_000);
  await objectOf(orderId).attend();
  await control.clearFaults();
}

export const upgrade = (who: Customer, planId: string, payType = 1, more: object = {}) =>
  who.post<PlanChanged & { code: string; reason?: string }>("/api/portal/subscription/upgrade", {
    ...{ planId, payType },
    ...more,
  });

/** The order that a choice led to; throws when it led to none. */
export async function ordered(who: Customer, planId: string, payType = 1) {
  const { body, status } = await upgrade(who, planId, payType);
  if (body.outcome !== "order") throw new Error(`no order: ${status} ${JSON.stringify(body)}`);
  return body;
}

export async function codeOf(who: Customer, orderId: string, payType = 1): Promise<string> {
  const asked = { from: "subscription", orderId, payType };
  return (await who.post<Prepaid>("/api/pay/prepay", asked)).body.qrCode.code_url;
}

export async function payFor(who: Customer, orderId: string, payType = 1): Promise<void> {
  await control.pay(await codeOf(who, orderId, payType));
  await deliver(await mailAbout(`${orderId}_1`));
}

/** Chooses a plan and pays for it. */
export async function buyPlan(who: Customer, planId: string, payType = 1) {
  const order = await ordered(who, planId, payType);
  await payFor(who, order.orderId, payType);
  return order;
}

/** An operator's refund. Asked of the order itself: an operator's token is not taken decades after it was issued. */
export const refund = (orderId: string, clawBack: "full" | "what-is-left" = "what-is-left") =>
  objectOf(orderId).refund({ clawBack, reason: "", by: "operator" });

export const subscription = async (who: Customer): Promise<Subscription> =>
  (await who.get<Subscription>("/api/portal/subscription")).body;

export const plans = async (who: Customer): Promise<Plans["plans"]> =>
  (await who.get<Plans>("/api/portal/plans")).body.plans;

export const detail = async (who: Customer, orderId: string): Promise<OrderDetail> =>
  (await who.get<OrderDetail>(`/api/account/orders/${orderId}`)).body;

/** Available credits, and what the plan gave of them. */
export const credits = async (who: Customer) =>
  (
    await who.get<{ available: number; plan: { granted: number; left: number } | null }>(
      "/api/credits/balance",
    )
  ).body;

export { hostWithCustomer, lastingCustomer };
