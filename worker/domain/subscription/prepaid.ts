import type { Terms } from "../plan/catalog.ts";
import { endedNow, placedBehind, standingAgain, stillCounting } from "./brought-back.ts";
import { addMonths, MONTHS } from "./months.ts";
import type {
  ManualPlan,
  OrderRefusal,
  PaidOrder,
  ProvenPeriod,
  Purchase,
  RefusedOrder,
  SubscriptionRecord,
} from "./state.ts";

/** What the laying out of a purchase goes by beside the purchases themselves. */
export interface Surroundings {
  timeZone: string;
  nowMs: number;
  /** A subscription by card that goes on charging. */
  renews: boolean;
  /** Until when a subscription by card is paid. */
  cardPaidUntilMs: number | null;
}

/**
 * The purchases with what orders say now: each order once, and again when its money went back. A paid order that cannot be
 * honoured is refused, which refunds it; that verdict is never revised, since the money is on its way.
 */
export function takeOrders(
  held: Pick<SubscriptionRecord, "purchases" | "refusedOrders">,
  orders: readonly PaidOrder[],
  around: Surroundings,
): Pick<SubscriptionRecord, "purchases" | "refusedOrders"> {
  let { purchases, refusedOrders } = held;
  for (const order of [...orders].sort(byPayment)) {
    const { orderNo } = order;
    if (refusedOrders.some((refused) => refused.orderNo === orderNo)) {
      refusedOrders = withReturn(refusedOrders, order);
      continue;
    }
    if (purchases.some((purchase) => purchase.orderNo === orderNo)) {
      purchases = withStanding(purchases, order, around);
      continue;
    }
    const why = refusalOf(order, purchases, around);
    if (why) refusedOrders = [...refusedOrders, { orderNo, why, returned: isReturned(order) }];
    else purchases = withPurchase(purchases, order, around);
  }
  return { purchases, refusedOrders };
}

function withPurchase(purchases: Purchase[], order: PaidOrder, around: Surroundings): Purchase[] {
  const all = [...purchases, laidOut(order, purchases, around)];
  // A whole interval from now on may reach into what was to follow.
  return order.buys.kind === "instead" ? closedUp(all, around) : all;
}

const isReturned = ({ standing }: PaidOrder): boolean => standing === "taken";

const withReturn = (refused: RefusedOrder[], order: PaidOrder): RefusedOrder[] =>
  refused.map((each) =>
    each.orderNo === order.orderNo ? { ...each, returned: isReturned(order) } : each,
  );

const byPayment = (a: PaidOrder, b: PaidOrder): number =>
  a.paidAtMs - b.paidAtMs || (a.orderNo < b.orderNo ? -1 : 1);

/** Why a paid order cannot be honoured any more, or null. It was opened when it could be, and paid late. */
export function refusalOf(
  { terms, buys }: Pick<PaidOrder, "terms" | "buys">,
  purchases: readonly Purchase[],
  { nowMs, renews }: Surroundings,
): OrderRefusal | null {
  const live = ahead(purchases, nowMs);
  if (live.some(({ endMs, terms: { rank } }) => endMs === null && rank >= terms.rank))
    return "lifetime-held";
  if (buys.kind !== "period") {
    const bases = live.filter(({ orderNo }) => buys.of.includes(orderNo));
    const isSound = bases.length > 0 && (buys.kind === "rest" || bases.length === buys.of.length);
    const others = live.filter(({ orderNo }) => !buys.of.includes(orderNo));
    if (!isSound || bases.some((base) => isRaised(base, others))) return "base-is-over";
  }
  if (terms.interval === "once") return null;
  if (renews) return "renews-by-card";
  return buys.kind === "period" ? placeTaken(terms, live, nowMs) : null;
}

function placeTaken(terms: Terms, live: readonly Purchase[], nowMs: number): OrderRefusal | null {
  const timed = live.filter(({ endMs }) => endMs !== null);
  const running = topOf(timed.filter(({ startMs }) => startMs <= nowMs));
  if (running && running.terms.rank < terms.rank) return "another-plan-runs";
  const known = [terms.planId, running?.terms.planId];
  const isOther = (queued: Purchase) =>
    queued.startMs > nowMs && !known.includes(queued.terms.planId) && !isRaised(queued, timed);
  return timed.some(isOther) ? "another-plan-follows" : null;
}

/** Something was bought on top of it: the same rest cannot be counted twice. */
export const isRaised = ({ orderNo }: Purchase, live: readonly Purchase[]): boolean =>
  live.some(({ buys }) => buys.kind !== "period" && buys.of.includes(orderNo));

const topOf = (purchases: readonly Purchase[]): Purchase | null =>
  [...purchases].sort((a, b) => b.terms.rank - a.terms.rank)[0] ?? null;

/** Those with time left, each as it lies now. */
export const ahead = (purchases: readonly Purchase[], nowMs: number): Purchase[] =>
  asTheyLie(purchases).filter(
    ({ standing, startMs, endMs }) =>
      standing !== "taken" && (endMs === null || endMs > Math.max(startMs, nowMs)),
  );

/** With the end and the standing that follow from the others. */
const asTheyLie = (purchases: readonly Purchase[]): Purchase[] =>
  purchases.map((purchase) => ({
    ...purchase,
    endMs: endOf(purchase, purchases),
    ...standingOf(purchase, purchases),
  }));

/**
 * When a purchase ends. An upgrade for the rest lasts as long as what it was bought on top of; what was counted when
 * something else was bought instead ended then.
 */
function endOf(purchase: Purchase, purchases: readonly Purchase[]): number | null {
  const { orderNo, buys, startMs, endMs } = purchase;
  if (endMs === null) return null;
  if (buys.kind === "rest")
    return Math.max(
      startMs,
      ...basesOf(purchase, purchases)
        .filter(({ standing }) => standing !== "taken")
        .map((base) => endOf(base, purchases) ?? startMs),
    );
  const instead = purchases.find(
    (each) =>
      each.buys.kind === "instead" &&
      each.buys.of.includes(orderNo) &&
      standingOf(each, purchases).standing !== "taken",
  );
  return instead
    ? Math.max(startMs, Math.min(endMs, instead.countedAtMs ?? instead.startMs))
    : endMs;
}

const basesOf = ({ buys }: Purchase, purchases: readonly Purchase[]): Purchase[] =>
  buys.kind === "period" ? [] : purchases.filter(({ orderNo }) => buys.of.includes(orderNo));

/** Where a purchase lies in time: behind what runs of its plan, or now. */
function laidOut(
  order: PaidOrder,
  purchases: readonly Purchase[],
  { nowMs, timeZone, cardPaidUntilMs }: Surroundings,
): Purchase {
  const { interval } = order.terms;
  const live = ahead(purchases, nowMs);
  const at = (startMs: number, endMs: number | null, anchorMs = startMs, monthsBefore = 0) => {
    const placed = { ...order, startMs, endMs, anchorMs, monthsBefore, takenMs: 0 };
    const isGone = isReturned(order) && endMs !== null;
    return isGone ? { ...placed, endMs: startMs, takenMs: endMs - startMs } : placed;
  };
  if (order.buys.kind === "rest") {
    const of = order.buys.of;
    const ends = live
      .filter(({ orderNo }) => of.includes(orderNo))
      .map(({ endMs }) => endMs ?? nowMs);
    return at(nowMs, Math.max(nowMs, ...ends));
  }
  // Time is counted from when it can be used, so that nobody loses days to a slow notification; without an end there is none.
  if (interval === "once" || interval === "none") return at(Math.min(nowMs, order.paidAtMs), null);
  const months = MONTHS[interval];
  const before = order.buys.kind === "instead" ? null : lastOf(live);
  const fromMs = Math.max(nowMs, before?.endMs ?? nowMs, cardPaidUntilMs ?? nowMs);
  // Months go on being counted from the first day of a chain, so that the 31st comes back after February.
  const follows = before !== null && before.endMs === fromMs;
  const anchorMs = follows ? before.anchorMs : fromMs;
  const monthsBefore = follows ? before.monthsBefore + monthsOf(before) : 0;
  return at(fromMs, addMonths(anchorMs, monthsBefore + months, timeZone), anchorMs, monthsBefore);
}

const monthsOf = ({ terms: { interval } }: Purchase): number =>
  interval === "month" || interval === "year" ? MONTHS[interval] : 0;

/** What ends last. An upgrade for the rest ends with what it was bought on top of. */
const lastOf = (live: readonly Purchase[]): Purchase | null =>
  live
    .filter(({ endMs, buys }) => endMs !== null && buys.kind !== "rest")
    .sort((a, b) => (b.endMs ?? 0) - (a.endMs ?? 0) || monthsOf(b) - monthsOf(a))[0] ?? null;

/**
 * What a refund or a dispute does. A refund takes what is left of the order's own time and the others close up; a refund that
 * failed after all puts as much time behind what is there by then.
 */
function withStanding(
  purchases: Purchase[],
  { orderNo, standing, standingSinceMs }: PaidOrder,
  around: Surroundings,
): Purchase[] {
  const { nowMs } = around;
  const own = purchases.find((purchase) => purchase.orderNo === orderNo);
  if (!own || own.standing === standing) return purchases;
  const replaced = (change: Partial<Purchase>) =>
    purchases.map((each) =>
      each === own ? { ...each, standing, standingSinceMs, ...change } : each,
    );
  // Neither has a refund time left to take, nor does one that fails give any back.
  if (own.cutByOperator) return replaced({});
  if (standing === "taken") return closedUp(withFallen(purchases, replaced({}), nowMs), around);
  return own.standing === "taken" ? broughtBack(purchases, replaced({}), around) : replaced({});
}

const stands = (purchase: Purchase, all: readonly Purchase[]): boolean =>
  standingOf(purchase, all).standing !== "taken";

/** Ends what the refund takes: the order's own time, and a whole interval that it was counted against. */
const withFallen = (before: Purchase[], after: Purchase[], nowMs: number): Purchase[] =>
  after.map((each, at) => {
    const was = before[at];
    const falls = was !== undefined && stands(was, before) && !stands(each, after);
    if (!falls || each.endMs === null || each.buys.kind === "rest" || each.cutByOperator)
      return each;
    return endedNow(each, each.endMs, nowMs);
  });

/** What a failed refund gives back. What was bought meanwhile keeps its place. */
function broughtBack(before: Purchase[], after: Purchase[], around: Surroundings): Purchase[] {
  const { nowMs, cardPaidUntilMs } = around;
  const back = standingAgain(before, after, stands).map((each) =>
    stillCounting(withRest(each, before)),
  );
  const placed = (some: readonly Purchase[]) =>
    after.map((each) => some.find(({ orderNo }) => orderNo === each.orderNo) ?? each);
  const all = placed(back);
  const ends = ahead(all, nowMs)
    .filter(({ orderNo }) => !back.some((each) => each.orderNo === orderNo))
    .map(({ endMs }) => endMs ?? nowMs);
  const isCounted = ({ orderNo }: Purchase) =>
    all.some(
      (each) => each.buys.kind === "instead" && each.buys.of.includes(orderNo) && stands(each, all),
    );
  const freeMs = Math.max(nowMs, cardPaidUntilMs ?? nowMs, ...ends);
  return closedUp(placed(placedBehind(back, { freeMs, nowMs, monthsOf, isCounted })), around);
}

/** What was left of it when it fell, also where that was written down before it was kept. */
function withRest(purchase: Purchase, before: readonly Purchase[]): Purchase {
  const { orderNo, startMs, endMs, takenMs } = purchase;
  const was = before.find((each) => each.orderNo === orderNo);
  if (!was || endMs === null || takenMs > 0) return purchase;
  const { standingSinceMs } = standingOf(was, before);
  return endMs > Math.max(startMs, standingSinceMs)
    ? endedNow(purchase, endMs, standingSinceMs)
    : purchase;
}

/** What is to come begins when the last before it ends: a refund may have left a gap, or brought back what lay below. */
function closedUp(purchases: Purchase[], { nowMs, cardPaidUntilMs }: Surroundings): Purchase[] {
  const time = ahead(purchases, nowMs)
    .filter(({ endMs, buys }) => endMs !== null && buys.kind !== "rest")
    .sort((a, b) => a.startMs - b.startMs || byPayment(a, b));
  const places = new Map<string, number>();
  let freeMs = Math.max(nowMs, cardPaidUntilMs ?? nowMs);
  for (const [at, { orderNo, startMs, endMs }] of time.entries()) {
    // One runs. What has begun beside it lay below a purchase that fell, and has all of its time to come.
    const atMs = at === 0 && startMs <= nowMs ? startMs : freeMs;
    places.set(orderNo, atMs - startMs);
    freeMs = Math.max(freeMs, (endMs ?? nowMs) + atMs - startMs);
  }
  const closed = purchases.map((each) => moved(each, places.get(each.orderNo) ?? 0));
  return closed.map((each) => ({ ...each, startMs: beginOf(each, closed, nowMs) }));
}

/** An upgrade for the rest of what has not begun any more, or again, begins with it. */
function beginOf(purchase: Purchase, purchases: readonly Purchase[], nowMs: number): number {
  if (purchase.buys.kind !== "rest" || purchase.cutByOperator) return purchase.startMs;
  const begins = basesOf(purchase, ahead(purchases, nowMs)).map(({ startMs }) => startMs);
  const first = Math.min(...begins);
  return begins.length > 0 && first > nowMs ? first : purchase.startMs;
}

/**
 * An operator ends all that was paid in advance, what was to follow included, and what a refund under way may bring back. No
 * money moves: each stands as it stood, for no more time, so that a refund of it later finds nothing left to take.
 */
export const cutOff = (purchases: readonly Purchase[], nowMs: number): Purchase[] =>
  purchases.map((each) =>
    ranOut(each, purchases, nowMs)
      ? each
      : {
          ...each,
          // What was to follow ends now as well, not at its own beginning: an upgrade for the rest lasts until the last of its bases.
          startMs: Math.min(each.startMs, nowMs),
          endMs: Math.min(each.endMs ?? nowMs, nowMs),
          cutByOperator: true,
        },
  );

/** It ended by itself, or was given back with nothing left of it: no operator ends it any more. */
function ranOut(purchase: Purchase, purchases: readonly Purchase[], nowMs: number): boolean {
  const ends = [purchase.endMs, endOf(purchase, purchases)];
  return purchase.takenMs === 0 && ends.every((endMs) => endMs !== null && endMs <= nowMs);
}

const moved = (purchase: Purchase, byMs: number): Purchase => ({
  ...purchase,
  startMs: purchase.startMs + byMs,
  endMs: purchase.endMs === null ? null : purchase.endMs + byMs,
  anchorMs: purchase.anchorMs + byMs,
});

/** When what it was counted against got its money back, nobody paid for it. */
function standingOf(purchase: Purchase, purchases: readonly Purchase[]): Stands {
  const { buys, standing, standingSinceMs } = purchase;
  if (standing === "taken" || buys.kind === "period") return { standing, standingSinceMs };
  const bases = basesOf(purchase, purchases).map((base) => ({
    isTime: base.buys.kind !== "rest",
    ...standingOf(base, purchases),
  }));
  const taken = bases.filter((base) => base.standing === "taken");
  // An upgrade for the rest goes on with what is left of its time, when what raised that time before it stands.
  const isUnderpaid =
    buys.kind === "instead"
      ? taken.length > 0
      : taken.some(({ isTime }) => !isTime) || taken.length === bases.length;
  if (!isUnderpaid) return { standing, standingSinceMs };
  return {
    standing: "taken",
    standingSinceMs: Math.max(...taken.map((base) => base.standingSinceMs)),
  };
}

type Stands = Pick<ProvenPeriod, "standing" | "standingSinceMs">;

/** The periods that purchases prove, as they lie now. */
export const periodsOfPurchases = (purchases: readonly Purchase[]): ProvenPeriod[] =>
  asTheyLie(purchases).map(
    ({ orderNo, terms, buys, startMs, endMs, standing, standingSinceMs, cutByOperator }) => ({
      key: `order:${orderNo}`,
      terms,
      source: endMs === null ? "lifetime" : "prepaid",
      kind: buys.kind === "rest" ? "raise" : "paid",
      startMs,
      endMs,
      subscriptionId: null,
      invoiceId: null,
      standing,
      standingSinceMs,
      granted: false,
      turns: 0,
      ...(cutByOperator ? { cutByOperator } : {}),
    }),
  );

export const periodOfManual = ({
  id,
  terms,
  startMs,
  endMs,
  cutByOperator,
}: ManualPlan): ProvenPeriod => ({
  key: `manual:${id}`,
  terms,
  source: "manual",
  kind: "paid",
  startMs,
  endMs: endMs === null ? null : Math.max(startMs, endMs),
  subscriptionId: null,
  invoiceId: null,
  standing: "good",
  standingSinceMs: startMs,
  granted: false,
  turns: 0,
  ...(cutByOperator ? { cutByOperator } : {}),
});
