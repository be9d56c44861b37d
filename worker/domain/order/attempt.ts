import type { GatewayName } from "./payway.ts";

/** How long one shown code is offered (seed 001: 120 s). */
export const CODE_LIFE_MS = 120_000;

/** How long an order can be paid. Sent to the gateways as their own deadline too. */
export const ORDER_LIFE_MS = 30 * 60_000;

/** A code is not shown when less than this is left: WeChat lifts shorter deadlines (payment-protocols 1.3). */
export const PAYABLE_LEFT_MS_MIN = 60_000;

/** Most numbers one order may open. A customer refreshing without end is not paying. */
export const NUMBERS_PER_ORDER_MAX = 50;

/**
 * One gateway number of an order. `opening`: sent, answer not heard, so it may exist. `open`: it can be paid. `closed`:
 * the gateway said that it cannot be paid any more. `paid`: it was. `refunded`: it was, and the money was given back past us.
 */
export type AttemptState = "opening" | "open" | "closed" | "paid" | "refunded";

export interface Attempt {
  tradeNo: string;
  ordinal: number;
  gateway: GatewayName;
  state: AttemptState;
}

export interface CodePlan {
  /** Open numbers of the other ways to pay: closed before the new code is shown. */
  close: string[];
  trade: { kind: "re-enter"; tradeNo: string } | { kind: "next"; ordinal: number };
}

export type CodeRefusal = "too-many-attempts";

/**
 * Decides under which number the next code is shown. WeChat takes the same number again, so that the old code dies;
 * also after an opening whose answer was lost, since a fresh number could leave two alive (payment-protocols 5.17).
 * Alipay takes a new number each time and the old one stays watched.
 */
export function planCode(
  attempts: readonly Attempt[],
  gateway: GatewayName,
  refresh: "same-number" | "new-number",
): CodePlan | CodeRefusal {
  const live = attempts.filter((a) => a.state === "open" || a.state === "opening");
  const close = live.filter((a) => a.gateway !== gateway).map((a) => a.tradeNo);
  const mine = live.filter((a) => a.gateway === gateway).at(-1);

  if (mine && (refresh === "same-number" || mine.state === "opening"))
    return { close, trade: { kind: "re-enter", tradeNo: mine.tradeNo } };
  const ordinal = Math.max(0, ...attempts.map((a) => a.ordinal)) + 1;
  return ordinal > NUMBERS_PER_ORDER_MAX
    ? "too-many-attempts"
    : { close, trade: { kind: "next", ordinal } };
}
