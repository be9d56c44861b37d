import type { Currency, Money } from "../money.ts";
import { priceIn } from "../plan/catalog.ts";
import type { Plan } from "../plan/plan.ts";
import { err, ok, type Result } from "../result.ts";
import { DAY_MS } from "../time.ts";
import { ahead, isRaised } from "./prepaid.ts";
import type { Purchase, PurchaseKind, SubscriptionRecord } from "./state.ts";

/** What an order for a higher plan costs somebody who paid a period in advance. */
export interface Quote {
  buys: PurchaseKind;
  due: Money;
  lines: QuoteLine[];
}

/** Its amounts add up to what is due. */
export interface QuoteLine {
  code: "interval" | "rest" | "days-left";
  planId: string;
  /** Whole days; null for a whole interval. */
  days: number | null;
  amountMinor: number;
}

export type QuoteRefusal =
  /** What was paid before was paid in another currency. */
  | { reason: "other-currency"; currency: Currency }
  /** What is left of the present plan is worth as much as the new one; nothing is paid out. */
  | { reason: "worth-more"; leftMinor: number }
  | { reason: "not-offered" };

/**
 * An upgrade pays the difference by whole days left: a day that has begun counts neither as left of the old plan nor as to be
 * paid of the new one. To a plan of the same interval the end stays, and the new price is due for the days left; to another
 * interval a whole one begins now. What was paid for the days left is counted against it. The sum is rounded once, down to a
 * whole minor unit.
 */
export function quoteUpgrade(
  { purchases }: Pick<SubscriptionRecord, "purchases">,
  plan: Plan,
  currency: Currency,
  nowMs: number,
): Result<Quote, QuoteRefusal> {
  const price = priceIn(plan, currency);
  if (!price) return err({ reason: "not-offered" });
  const live = ahead(purchases, nowMs);
  const lower = live.filter(({ endMs, terms: { rank } }) => endMs !== null && rank < plan.rank);
  const foreign = lower.find(({ paid }) => paid.currency !== currency);
  if (foreign) return err({ reason: "other-currency", currency: foreign.paid.currency });
  const running = lower.filter((each) => !isQueuedOther(each, live, nowMs));
  const isRest = canKeepEnd(running, plan, nowMs);
  // A lower plan that follows stays where it is; with a whole interval from now on it would never come, so it counts too.
  const bases = isRest ? running : lower;
  const time = bases.filter(({ buys }) => buys.kind !== "rest").map((base) => daysOf(base, nowMs));
  const left = sum(bases.map((base) => valueLeft(base, nowMs)));
  const asked: BigFraction = isRest
    ? sum(time.map((each): Fraction => [price.amountMinor * each.left, each.total]))
    : [BigInt(price.amountMinor), 1n];
  const dueMinor = floor(minus(asked, left));
  const leftMinor = ceil(left);
  if (dueMinor <= 0) return err({ reason: "worth-more", leftMinor });
  const days = time.reduce((total, each) => total + each.left, 0);
  const bought = isRest
    ? { code: "rest" as const, planId: plan.id, days }
    : { code: "interval" as const, planId: plan.id, days: null };
  return ok({
    buys: buysOf(isRest, bases),
    due: { currency, amountMinor: dueMinor },
    lines: [
      { ...bought, amountMinor: dueMinor + leftMinor },
      ...(leftMinor > 0 ? [credit(bases, days, leftMinor)] : []),
    ],
  });
}

function buysOf(isRest: boolean, bases: Purchase[]): PurchaseKind {
  if (bases.length === 0) return { kind: "period" };
  return { kind: isRest ? "rest" : "instead", of: bases.map(({ orderNo }) => orderNo) };
}

/** Bought for the time after what runs, as a downgrade. */
function isQueuedOther(purchase: Purchase, live: readonly Purchase[], nowMs: number): boolean {
  if (purchase.startMs <= nowMs || isRaised(purchase, live)) return false;
  return !live.some(
    ({ startMs, terms }) => startMs <= nowMs && terms.planId === purchase.terms.planId,
  );
}

const credit = (bases: Purchase[], days: number, leftMinor: number): QuoteLine => ({
  code: "days-left",
  planId: bases.at(-1)?.terms.planId ?? "",
  days,
  amountMinor: -leftMinor,
});

function canKeepEnd(running: Purchase[], { interval }: Plan, nowMs: number): boolean {
  const isSame = running.every(({ terms }) => terms.interval === interval);
  return interval !== "once" && isSame && running.some((base) => daysOf(base, nowMs).left > 0);
}

/** Whole days of a purchase, and how many of them have not begun. */
function daysOf(
  { startMs, endMs, usedMs = 0 }: Purchase,
  nowMs: number,
): { total: number; left: number } {
  const until = endMs ?? nowMs;
  const total = Math.max(1, Math.round((until - startMs + usedMs) / DAY_MS));
  const left = Math.floor((until - Math.max(startMs, nowMs)) / DAY_MS);
  return { total, left: Math.min(total, Math.max(0, left)) };
}

/** What was paid for the days left. */
function valueLeft(base: Purchase, nowMs: number): Fraction {
  const { total, left } = daysOf(base, nowMs);
  return [worthOf(base) * left, total];
}

/** What a purchase stands for: with `instead`, what was counted against its price was paid before. */
const worthOf = ({ buys, paid, terms: { price } }: Purchase): number =>
  buys.kind === "instead" && price?.currency === paid.currency
    ? price.amountMinor
    : paid.amountMinor;

/** Numerator and denominator: days of months of 28 to 31 days do not add up in floating point. */
type Fraction = readonly [number, number];
type BigFraction = readonly [bigint, bigint];

const sum = (parts: Fraction[]): BigFraction =>
  parts.reduce<BigFraction>(
    ([n, d], [m, e]) => [n * BigInt(e) + BigInt(m) * d, d * BigInt(e)],
    [0n, 1n],
  );

const minus = ([n, d]: BigFraction, [m, e]: BigFraction): BigFraction => [n * e - m * d, d * e];

function floor([n, d]: BigFraction): number {
  const whole = n / d;
  return Number(n % d < 0n ? whole - 1n : whole);
}

const ceil = ([n, d]: BigFraction): number => -floor([-n, d]);
