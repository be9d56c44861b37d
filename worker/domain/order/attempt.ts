import type { GatewayName } from "./payway.ts";

/** How long one shown code is offered beside its countdown. */
export const CODE_LIFE_MS = 120_000;

/** How long an order can be paid. Sent to the gateways as their own deadline too. */
export const ORDER_LIFE_MS = 30 * 60_000;

/**
 * A code is not shown when less than this is left: WeChat lifts shorter deadlines (WeChat Pay API v3: Native order,
 * `time_expire`).
 */
export const PAYABLE_LEFT_MS_MIN = 60_000;

/** Numbers of an order that can be paid at the same time: each is asked about until its end. */
export const LIVE_NUMBERS_MAX = 5;

/** Of one way to pay, so that the others have room: Alipay's unscanned codes cannot be closed. */
export const LIVE_NUMBERS_PER_WAY_MAX = 4;

/**
 * Codes that an order asks one way to pay for, failed ones included. A customer who refreshes whenever one ends needs 15
 * in the life of an order.
 */
export const CODES_PER_WAY_MAX = 20;

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
  /** What the gateway answered last: the code that pays this number. Null while an answer is awaited. */
  codeUrl: string | null;
  /** How often the gateway was asked to open this number, or to open it again. */
  openings: number;
}

/** Whether the gateway may still take money under this number. */
export const isLive = ({ state }: Pick<Attempt, "state">): boolean =>
  state === "open" || state === "opening";

type NextNumber = { kind: "next"; ordinal: number };

export interface CodePlan {
  /** Open numbers of the other ways to pay: closed before the new code is shown. */
  close: string[];
  /** `show-again`: the code that the number has. No gateway is asked for another. */
  trade: { kind: "re-enter" | "show-again"; tradeNo: string } | NextNumber;
}

export type CodeRefusal = "too-many-codes";

/**
 * Decides under which number the next code is shown. WeChat takes the same number again, so that the old code dies;
 * also after an opening whose answer was lost, since a fresh number could leave two alive. Alipay takes a new number
 * each time and the old one stays watched. Once there are enough, the last code is shown again: it is payable as long
 * as the order is. Refused is only who has none, and never on a way that has not been used up.
 */
export function planCode(
  attempts: readonly Attempt[],
  gateway: GatewayName,
  refresh: "same-number" | "new-number",
): CodePlan | CodeRefusal {
  const live = attempts.filter(isLive);
  const close = live.filter((a) => a.gateway !== gateway).map((a) => a.tradeNo);
  const mine = live.filter((a) => a.gateway === gateway).at(-1);

  const isSame = refresh === "same-number" || mine?.state === "opening";
  if (mine && isSame && !isUsedUp(attempts, gateway))
    return { close, trade: { kind: "re-enter", tradeNo: mine.tradeNo } };
  const next = nextNumber(attempts, gateway);
  if (next !== "too-many-codes") return { close, trade: next };
  return mine?.codeUrl
    ? { close, trade: { kind: "show-again", tradeNo: mine.tradeNo } }
    : "too-many-codes";
}

/** A number of its own for the next code, while the order and the way to pay have room for one. */
export function nextNumber(
  attempts: readonly Attempt[],
  gateway: GatewayName,
): NextNumber | CodeRefusal {
  const live = attempts.filter(isLive);
  const mine = live.filter((a) => a.gateway === gateway).length;
  // What the other ways have open must not keep this one from its first.
  const isFull = mine >= LIVE_NUMBERS_PER_WAY_MAX || (mine > 0 && live.length >= LIVE_NUMBERS_MAX);
  if (isFull || isUsedUp(attempts, gateway)) return "too-many-codes";
  return { kind: "next", ordinal: Math.max(0, ...attempts.map((a) => a.ordinal)) + 1 };
}

const isUsedUp = (attempts: readonly Attempt[], gateway: GatewayName): boolean =>
  attempts.filter((a) => a.gateway === gateway).reduce((sum, a) => sum + a.openings, 0) >=
  CODES_PER_WAY_MAX;
