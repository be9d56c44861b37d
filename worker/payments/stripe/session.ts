import type Stripe from "stripe";
import type { TradeRequest } from "../port.ts";
import { bytesOf, cutToBytes } from "../text.ts";

/** A session lives between 30 minutes and 24 hours from when it is made (Stripe API: Checkout Sessions). */
const LIFE_MS_MIN = 30 * 60_000;

/** Our clock may be behind Stripe's, and the request may be sent again a moment later with the same end. */
const LIFE_MARGIN_MS = 2 * 60_000;

/** Of a product's name. */
const NAME_BYTES_MAX = 250;

/** Under this key a number has one session, however often it is asked for. */
export const sessionKey = (tradeNo: string): string => `checkout-${tradeNo}`;

/**
 * The end that a session is given: never before Stripe's least. With the order it is closed by us; one that Stripe does not
 * let us close can be paid for half an hour longer, and such a payment is honoured or refunded as any late one.
 */
export const sessionEndSeconds = ({ payableUntilMs, openedAtMs }: TradeRequest): number =>
  Math.ceil(Math.max(payableUntilMs, openedAtMs + LIFE_MS_MIN + LIFE_MARGIN_MS) / 1000);

/** The same for every request about one number: Stripe refuses a key that comes with other parameters. */
export function sessionParams(trade: TradeRequest): Stripe.Checkout.SessionCreateParams {
  const metadata = { trade_no: trade.tradeNo, customer_id: trade.customerId };
  return {
    mode: "payment",
    client_reference_id: trade.tradeNo,
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: trade.amount.currency.toLowerCase(),
          unit_amount: trade.amount.amountMinor,
          product_data: { name: nameOf(trade) },
        },
      },
    ],
    metadata,
    // A session's metadata is not copied to its payment (Stripe API: Checkout Sessions).
    payment_intent_data: { metadata, description: trade.tradeNo },
    success_url: trade.returnTo.paid,
    cancel_url: trade.returnTo.unpaid,
    expires_at: sessionEndSeconds(trade),
  };
}

function nameOf({ description, tradeNo }: TradeRequest): string {
  const name = cutToBytes(description.replace(/\p{Cc}|\p{Cs}/gu, " ").trim(), NAME_BYTES_MAX);
  return bytesOf(name) === 0 ? tradeNo : name;
}
