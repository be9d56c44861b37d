import { expect } from "vitest";
import type { OrderCreated, Prepaid } from "../app.ts";
import type { AccountObject } from "../objects/account/object.ts";
import { gatewayFor } from "../payments/registry.ts";
import { liveTools } from "../payments/tools.ts";
import { accountOf, objectOf, rowOf } from "./shop.ts";
import { bindings, type Customer, control, customer, deliver, mailAbout, travel } from "./world.ts";

/** What tests of refunds do: sell something, ask for it back as an operator, and read every book afterwards. */

export const GRANTED = 550;
export const PRICE_MINOR = 4500;

export interface Sold {
  who: Customer;
  orderId: string;
}

/** A customer who has recharged 500 + 50 power for 45.00. */
export async function soldPower(payType = 1, who?: Customer): Promise<Sold> {
  const buyer = who ?? (await customer());
  const id = `rule-${crypto.randomUUID()}`;
  await bindings.DB.prepare(
    "INSERT INTO recharge_rule (id, power, give_power, sell_price_minor) VALUES (?, 500, 50, ?)",
  )
    .bind(id, PRICE_MINOR)
    .run();
  const submitted = await buyer.post<OrderCreated>("/api/recharge/submitRecharge", { id, payType });
  const { orderId } = submitted.body;
  const wish = { from: "recharge", orderId, payType };
  const code = await buyer.post<Prepaid>("/api/pay/prepay", wish);
  await control.pay(code.body.qrCode.code_url);
  await deliver(await mailAbout(`${orderId}_1`));
  return { who: buyer, orderId };
}

export const operator = (name = `operator-${crypto.randomUUID()}`) =>
  customer({ sub: name, role: "operator" });

interface RefundAnswer {
  orderStatus: string;
  code: string;
  left: number;
  granted: number;
  unit: string;
  retried: string[];
  request: { clawBack: string; state: string; taken: object | null } | null;
  refunds: { number: string; state: string; amount: string; why: string }[];
  needsPerson: boolean;
}

export const ask = (by: Customer, orderId: string, clawBack: string, reason?: string) =>
  by.post<RefundAnswer>(`/api/console/orders/${orderId}/refund`, { clawBack, reason });

export const settledOutside = (by: Customer, orderId: string, note = "seen at the console") =>
  by.post<RefundAnswer>(`/api/console/orders/${orderId}/refund/settled`, { note });

export const retry = (by: Customer, orderId: string) =>
  by.post<RefundAnswer>(`/api/console/orders/${orderId}/refund/retry`, {});

/** Gives a trade back as an operator does in the gateway's own console. */
export async function refundedAtConsole(
  name: "wechat" | "alipay",
  tradeNumber: string,
  amountMinor = PRICE_MINOR,
) {
  const amount = { currency: "CNY" as const, amountMinor };
  const gateway = gatewayFor(name, bindings, liveTools);
  if (!gateway.ok) throw new Error("the gateway is not configured");
  await gateway.value.refund({
    refundNo: `CONSOLE${crypto.randomUUID().slice(0, 8)}`,
    tradeNo: tradeNumber,
    amount,
    tradeTotal: amount,
    reason: "console",
    notifyUrl: "https://example.com/elsewhere",
  });
}

/** Lets the alarm do its work, a minute apart. */
export async function goOn(orderId: string, turns = 4): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await travel(70_000);
    await objectOf(orderId).attend();
  }
}

/** The same with an hour between: every refund is due again by then. */
export async function goOnForHours(orderId: string, hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    await travel(3_601_000);
    await objectOf(orderId).attend();
  }
}

/** The refunds of an order as its object has them. */
export async function refundsOf(orderId: string) {
  const file = await objectOf(orderId).file();
  if (!file.ok) throw new Error("no such order");
  return file.value.refunds;
}

export async function stateOf(orderId: string): Promise<string | undefined> {
  const attended = await objectOf(orderId).attend();
  return attended.ok ? attended.value.orderStatus : undefined;
}

/** Refunds that the gateways' own books have for an order. */
export async function refundsAtGateway(orderId: string) {
  const { trades } = await control.books();
  return trades
    .filter((trade: { number: string }) => trade.number.startsWith(orderId))
    .flatMap((trade: { refunds?: object[] }) => trade.refunds ?? []) as {
    number: string;
    amountMinor: number;
    state?: string;
  }[];
}

export const historyOf = async (who: Customer) =>
  (await accountOf(who).history({ page: 1, pageSize: 100 })).items;

export const powerOf = async (who: Customer) =>
  (await accountOf(who).balances()).find(({ asset }) => asset === "power")?.available;

export const spendPower = (who: Customer, amount: number) =>
  (accountOf(who) as DurableObjectStub<AccountObject>).deduct({
    key: `spent ${crypto.randomUUID()}`,
    reference: "",
    asset: "power",
    amount,
  });

/** Refunds of an order as D1 lists them. */
export async function listed(by: Customer, orderId: string, query = "") {
  const { body } = await by.get<{ items: ({ orderNo: string } & Record<string, unknown>)[] }>(
    `/api/console/refunds?pageSize=100${query}`,
  );
  return body.items.filter((item) => item.orderNo === orderId);
}

/** Everything agrees that the money went back once, and the grant was taken back once. */
export async function assertRefundedOnce({ who, orderId }: Sold, amountMinor = PRICE_MINOR) {
  expect(await stateOf(orderId)).toBe("refunded");
  const moved = (await refundsAtGateway(orderId)).filter(({ state }) => state !== "CLOSED");
  expect(moved.map((refund) => refund.amountMinor)).toEqual([amountMinor]);
  expect(await rowOf(orderId)).toMatchObject({ state: "refunded" });
  expect(await listed(await operator(), orderId, "&state=done")).toHaveLength(1);
  const taken = (await historyOf(who)).filter(({ key }) => key.startsWith(`refund:${orderId}`));
  expect(taken).toHaveLength(1);
  expect((await accountOf(who).audit()).faults).toEqual([]);
}
