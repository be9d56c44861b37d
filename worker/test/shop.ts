import { runDurableObjectAlarm } from "cloudflare:test";
import { expect, vi } from "vitest";
import type { CozeCenter, OrderCreated, OrderDetail, PayResult, Prepaid } from "../app.ts";
import * as stretch from "../domain/entitlement/stretch.ts";
import {
  bindings,
  type Customer,
  control,
  customer,
  deliver,
  mailAbout,
  packageOnSale,
  travel,
} from "./world.ts";

/** A customer's steps, as the page takes them. */

export const order = (who: Customer, id: string, payType = 1) =>
  who.post<OrderCreated>("/api/web/coze-package/order", { id, payType });

export const prepay = async (who: Customer, orderId: string, payType = 1) =>
  (await who.post<Prepaid>("/api/pay/prepay", { from: "coze", orderId, payType })).body;

export const payResult = async (who: Customer, orderId: string) =>
  (await who.get<PayResult>(`/api/pay/getPayResult?orderId=${orderId}&from=coze`)).body;

export const center = async (who: Customer) =>
  (await who.get<CozeCenter>("/api/web/coze-package/center")).body;

export const detail = async (who: Customer, orderId: string) =>
  (await who.get<OrderDetail>(`/api/web/coze-package/order/${orderId}`)).body;

/** Goes a minute ahead, by when D1 has heard of the customer's account. */
export async function heardByD1(who: Customer): Promise<void> {
  await travel(60_000);
  await runDurableObjectAlarm(accountOf(who));
  const row = bindings.DB.prepare("SELECT 1 FROM customer WHERE id = ?").bind(who.id);
  await vi.waitFor(async () => expect(await row.first()).not.toBeNull());
}

/** Asked of the account itself, so that it can be asked while D1 is down. */
export async function daysOf(who: Customer): Promise<number> {
  const nowMs = Date.now();
  const held = stretch.heldOf(await accountOf(who).entitlements(), nowMs);
  return held ? stretch.daysOf(held.expiresAtMs - nowMs) : 0;
}

export interface Shown {
  who: Customer;
  packageId: string;
  orderId: string;
  codeUrl: string;
}

/** A customer looking at a code to pay with. */
export async function shown(
  change: { payType?: number; stock?: number; days?: number } = {},
): Promise<Shown> {
  const who = await customer();
  const packageId = await packageOnSale(change);
  const { orderId } = (await order(who, packageId, change.payType)).body;
  const code = await prepay(who, orderId, change.payType);
  return { who, packageId, orderId, codeUrl: code.qrCode.code_url };
}

/** The same customer, having paid, with the notification delivered. */
export async function paid(change: { payType?: number; stock?: number } = {}): Promise<Shown> {
  const purchase = await shown(change);
  await control.pay(purchase.codeUrl);
  await deliver(await mailAbout(`${purchase.orderId}_1`));
  return purchase;
}

export const objectOf = (orderId: string) =>
  bindings.ORDERS.get(bindings.ORDERS.idFromName(orderId));
export const accountOf = (who: Customer) =>
  bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(who.id));

/** The operator's view of an order's events, with what is known of each. */
export async function timeline(orderId: string) {
  const file = await objectOf(orderId).file();
  if (!file.ok) throw new Error("no such order");
  return file.value.timeline.map(({ event, data }) => ({ event, ...data }));
}

export const rowOf = (orderId: string) =>
  bindings.DB.prepare("SELECT state, stock_held FROM orders WHERE order_no = ?")
    .bind(orderId)
    .first<{ state: string; stock_held: number }>();
