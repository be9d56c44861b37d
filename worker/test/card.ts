import Stripe from "stripe";
import type { PrepaidRedirect } from "../app.ts";
import { objectOf, order } from "./shop.ts";
import {
  bindings,
  type Customer,
  control,
  customer,
  deliver,
  mailAbout,
  packageOnSale,
} from "./world.ts";

/** What tests of card payment do: buy on Stripe's page, and look at Stripe's own books by the public package. */

const address = new URL(bindings.STRIPE_API_BASE ?? "");

export const stripe = new Stripe(bindings.STRIPE_SECRET_KEY ?? "", {
  ...{ host: address.hostname, port: address.port, protocol: "http" },
  ...{ telemetry: false, maxNetworkRetries: 0 },
});

/** A header as Stripe signs, for a body that it never sent. */
export const signed = async (
  body: string,
  { secret = bindings.STRIPE_WEBHOOK_SECRETS ?? "", atMs = Date.now() } = {},
): Promise<string> =>
  stripe.webhooks.generateTestHeaderStringAsync({
    payload: body,
    secret,
    timestamp: Math.floor(atMs / 1000),
  });

export interface AtPage {
  who: Customer;
  packageId: string;
  orderId: string;
  /** Our number. */
  number: string;
  session: string;
  url: string;
}

export const offerCards = () => bindings.CONFIG.put("payway_3_status", "true");

export const prepayByCard = async (who: Customer, orderId: string, from = "coze") =>
  who.post<PrepaidRedirect>("/api/pay/prepay", { from, orderId, payType: 3 });

/** The session of an attempt, as the order's object keeps it. */
export async function attemptsOf(orderId: string) {
  const file = await objectOf(orderId).file();
  if (!file.ok) throw new Error("no such order");
  return file.value.attempts;
}

/** A customer looking at Stripe's page. */
export async function atPage(
  change: { stock?: number; priceMinor?: number } = {},
): Promise<AtPage> {
  const who = await customer();
  const packageId = await packageOnSale(change);
  const { orderId } = (await order(who, packageId, 3)).body;
  const { body } = await prepayByCard(who, orderId);
  const attempt = (await attemptsOf(orderId)).at(-1);
  const session = attempt?.gatewayId ?? "";
  return {
    who,
    packageId,
    orderId,
    number: attempt?.tradeNo ?? "",
    session,
    url: body.redirect.url,
  };
}

/** The same, having paid; Stripe's word is still on its way. */
export async function paidAtPage(change: { stock?: number; priceMinor?: number } = {}) {
  const purchase = await atPage(change);
  await control.checkout(purchase.session, "pay");
  const { payment_intent } = await stripe.checkout.sessions.retrieve(purchase.session);
  return { ...purchase, intent: String(payment_intent) };
}

export const tell = async (number: string, what = "checkout.session.completed") =>
  deliver(await mailAbout(number, what));
