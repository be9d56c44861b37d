import { type Customer, newCustomers, post } from "./customers.ts";
import { type Burst, type Call, each } from "./load.ts";
import type { Mail } from "./mailbox.ts";
import type { World } from "./world.ts";

/** A customer's order, and its code once it is shown. */
export interface Purchase {
  who: Customer;
  orderId: string;
  codeUrl: string;
}

export type Kind = "coze" | "recharge";

const ORDER_PATHS: Record<Kind, string> = {
  coze: "/api/web/coze-package/order",
  recharge: "/api/recharge/submitRecharge",
};

const WECHAT = 1;

/** Payments that the sandbox takes at a time. */
const PAYERS = 8;

/** One order for each customer. */
export async function placeOrders(
  world: World,
  customers: Customer[],
  { kind, item, concurrency }: { kind: Kind; item: string; concurrency: number },
): Promise<{ burst: Burst; purchases: Purchase[] }> {
  const purchases: Purchase[] = [];
  const calls = customers.map((who) =>
    post(ORDER_PATHS[kind], who.headers, { id: item, payType: WECHAT }, (_status, body) =>
      purchases.push({ who, orderId: JSON.parse(body).orderId, codeUrl: "" }),
    ),
  );
  return { burst: await each(world.productUrl, calls, concurrency), purchases };
}

/** Shows a code for each order, and keeps it with the order. */
export function showCodes(
  world: World,
  purchases: Purchase[],
  { kind, concurrency }: { kind: Kind; concurrency: number },
): Promise<Burst> {
  const calls = purchases.map((purchase) => {
    const request = { from: kind, orderId: purchase.orderId, payType: WECHAT };
    return post("/api/pay/prepay", purchase.who.headers, request, (_status, body) => {
      purchase.codeUrl = JSON.parse(body).qrCode.code_url;
    });
  });
  return each(world.productUrl, calls, concurrency);
}

/** Has the customers pay, and answers the notifications, none of which the product has seen. */
export async function payAll(world: World, purchases: Purchase[]): Promise<Mail[]> {
  if (!world.mailbox) throw new Error("this world has no mailbox");
  for (let from = 0; from < purchases.length; from += PAYERS)
    await Promise.all(
      purchases.slice(from, from + PAYERS).map(({ codeUrl }) => pay(world, codeUrl)),
    );
  return world.mailbox.take(purchases.length);
}

export async function pay(world: World, codeUrl: string): Promise<void> {
  const paid = await world.outside<{ ok: boolean; reason?: string }>("/control/pay", { codeUrl });
  if (!paid.ok) throw new Error(`the sandbox refused a payment: ${paid.reason}`);
}

/** The order itself says what the account granted; nothing that is asked here needs D1. */
export async function assertGranted(world: World, { orderId, who }: Purchase): Promise<void> {
  const address = new URL(`/api/web/coze-package/order/${orderId}`, world.productUrl);
  const response = await fetch(address, { headers: who.headers });
  const { entitlement } = (await response.json()) as { entitlement?: object | null };
  if (!entitlement) throw new Error("an order was called paid before the account had the grant");
}

export const delivery = ({ path, headers, body }: Mail): Call => ({
  method: "POST",
  path,
  headers,
  body,
});

/** Customers who have bought `item`, unmeasured. */
export async function buyers(
  world: World,
  count: number,
  kind: Kind,
  item: string,
): Promise<Customer[]> {
  const customers = await newCustomers(world, count);
  const { purchases } = await placeOrders(world, customers, { kind, item, concurrency: PAYERS });
  await showCodes(world, purchases, { kind, concurrency: PAYERS });
  const mails = await payAll(world, purchases);
  await each(world.productUrl, mails.map(delivery), PAYERS);
  return customers;
}
