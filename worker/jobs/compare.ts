import { faultText } from "../domain/fault.ts";
import type { Env } from "../env.ts";
import {
  type ComparedOrder,
  dayToCompare,
  markScanned,
  type OrderToCompare,
  ordersToCompare,
  recordFirst,
  recordRetry,
  retriesDue,
} from "../store/reconciliation.ts";

/**
 * Orders compared in one run. At twelve runs an hour that is 72,000 a day; each takes one statement of the 1,000 that D1 allows
 * in a run, or three where something is found. Orders without a number at a gateway are not among them.
 */
export const ORDERS_PER_RUN_MAX = 250;

/** Of them, tries of unanswered numbers that come before any new order: a long history to compare must not starve them. */
const RETRIES_FIRST_MAX = 20;

/** Orders asked at the same time: a Worker waits for six connections at once. */
const ORDERS_AT_ONCE = 5;

/** A run ends before the next one begins. Two at once do no harm, and nothing is gained by it. */
const RUN_MS_MAX = 4 * 60_000;

/**
 * How long a day must be over: the last notification of a payment comes within 25 h (Alipay Open Platform, asynchronous
 * notification: eight deliveries; WeChat Pay API v3, payment notification: sixteen within 24 h 4 min).
 */
export const DAY_OVER_MS = 26 * 3_600_000;

/** How long after each unanswered try the next one waits. After the last, the numbers count as unanswered. */
const RETRY_GAPS_MS = [5, 20, 80, 320, 1_440, 1_440].map((minutes) => minutes * 60_000);

export const TRIES_MAX = RETRY_GAPS_MS.length + 1;

export interface CompareRun {
  compared: number;
  /** Whether the run ended early because no gateway answered, or its time was over. */
  cut: boolean;
}

/**
 * Compares every order with the gateways' books, once, when the day on which it was placed is over. Goes on where the last
 * run ended, whatever ended it; what a gateway does not answer about is asked again in later runs.
 */
export async function compareOrders(env: Env, now: () => number): Promise<CompareRun> {
  const untilMs = now() + RUN_MS_MAX;
  let left = ORDERS_PER_RUN_MAX;
  let cut = false;

  const take = async (orders: OrderToCompare[], record: Record): Promise<void> => {
    for (let at = 0; at < orders.length && !cut; at += ORDERS_AT_ONCE) {
      const group = orders.slice(at, at + ORDERS_AT_ONCE);
      const outcomes = await Promise.all(group.map((order) => compareOne(env, order)));
      // One after the other, as the cursor goes.
      for (const [index, order] of group.entries())
        await record(env, order, outcomes[index] as Outcome, now());
      left -= group.length;
      cut = outcomes.every(({ waited }) => waited) || now() >= untilMs;
    }
  };

  await take(await retriesDue(env.DB, now(), RETRIES_FIRST_MAX), again);
  while (left > 0 && !cut) {
    const day = await dayToCompare(env.DB, now() - DAY_OVER_MS, now());
    if (day === null) break;
    const wanted = left;
    const orders = await ordersToCompare(env.DB, day, wanted);
    await take(orders, first);
    if (orders.length < wanted && !cut) await markScanned(env.DB, day, now());
  }
  if (left > 0 && !cut) await take(await retriesDue(env.DB, now(), left), again);
  return { compared: ORDERS_PER_RUN_MAX - left, cut };
}

type Outcome = ComparedOrder & { waited: boolean };
type Record = (env: Env, order: OrderToCompare, outcome: Outcome, nowMs: number) => Promise<void>;

const gapAfter = (tries: number): number | undefined => RETRY_GAPS_MS[tries - 1];

const first: Record = (env, order, outcome, nowMs) =>
  recordFirst(env.DB, order, outcome, nowMs + (gapAfter(1) ?? 0), nowMs);

const again: Record = (env, order, outcome, nowMs) => {
  const gapMs = gapAfter(order.tries + 1);
  return recordRetry(env.DB, order, outcome, gapMs === undefined ? null : nowMs + gapMs, nowMs);
};

/** An order that fails is one that did not answer: it must not keep the others from being compared. */
async function compareOne(env: Env, order: OrderToCompare): Promise<Outcome> {
  const nothing = { trades: 0, matched: 0, recovered: 0, discrepancies: [], waited: false };
  try {
    const object = env.ORDERS.get(env.ORDERS.idFromName(order.orderNo));
    const compared = await object.compare(order.numbers, order.version);
    // Claimed and never opened: no gateway has heard of it.
    return compared.ok ? compared.value : { ...nothing, unanswered: [] };
  } catch (error) {
    console.error("an order could not be compared", {
      orderNo: order.orderNo,
      error: faultText(error),
    });
    return { ...nothing, unanswered: order.numbers };
  }
}
