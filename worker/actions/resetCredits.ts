import type { CreditRules } from "../domain/credits/allowance.ts";
import { calendarPeriod } from "../domain/credits/period.ts";
import { faultText } from "../domain/fault.ts";
import { retryAt } from "../domain/retry.ts";
import { withTimeout } from "../durable/timeout.ts";
import type { Env } from "../env.ts";
import {
  countGroup,
  countReached,
  countTry,
  customersAfter,
  type FailedCustomer,
  failuresDue,
  finishReset,
  type Reset,
  type ResetProgress,
  resetOf,
} from "../store/credit-resets.ts";
import { creditSystem } from "../store/plans.ts";
import { accountObject } from "./objects.ts";

/**
 * Customers met in one run. Each is one call of the 1,000 that an invocation may make, and a group of them three statements
 * of the 1,000 that D1 allows. At twelve runs an hour that is 6,000 an hour, and `POST` goes on at once.
 */
export const CUSTOMERS_PER_RUN_MAX = 500;

/** Customers after whom the cursor moves: so many are met again when a run is cut off, which does no harm. */
export const CUSTOMERS_PER_GROUP = 25;

/** Customers met at the same time: a Worker waits for six connections at once. */
const CUSTOMERS_AT_ONCE = 5;

/** A run ends before the next one begins. */
const RUN_MS_MAX = 60_000;

/** Most time one customer is waited for. */
const TOUCH_MS_MAX = 10_000;

/** The period that the calendar shows now, after which a walk is named. */
export const walkedPeriod = ({ timeZone }: CreditRules, nowMs: number): string =>
  calendarPeriod(nowMs, timeZone).name;

/**
 * Touches the customers' accounts one after the other, so that lists and host products hear of a new period without waiting
 * for each customer's first call. Goes on where the last run ended, whatever ended it. It grants nothing by itself: each
 * account decides by its own marks, so running it twice, or beside customers' calls, grants nothing twice.
 */
export async function resetCredits(env: Env, now: () => number): Promise<ResetProgress> {
  const untilMs = now() + RUN_MS_MAX;
  const rules = await rulesNow(env, now());
  const period = walkedPeriod(rules, now());
  let left = CUSTOMERS_PER_RUN_MAX;
  let reset = await resetOf(env.DB, period, now());

  while (left > 0 && reset.finishedAtMs === null && now() < untilMs) {
    const ids = await customersAfter(env.DB, reset.cursor, Math.min(CUSTOMERS_PER_GROUP, left));
    if (ids.length === 0) await finishReset(env.DB, reset, now());
    else await meet(env, reset, ids, rules, now);
    left -= ids.length;
    reset = await resetOf(env.DB, period, now());
  }
  if (left > 0 && reset.finishedAtMs !== null) {
    for (const failure of await failuresDue(env.DB, period, now(), left))
      if (now() < untilMs) await tryAgain(env, period, failure, rules, now);
    reset = await resetOf(env.DB, period, now());
  }
  const { cursor: _cursor, ...progress } = reset;
  return progress;
}

/** Touches one customer; false when the account could not be reached. */
export async function resetCustomer(env: Env, customerId: string, nowMs: number): Promise<boolean> {
  return touch(env, customerId, await rulesNow(env, nowMs));
}

async function rulesNow(env: Env, nowMs: number): Promise<CreditRules> {
  const behind: Promise<unknown>[] = [];
  const { rules } = await creditSystem(env, { nowMs, later: (work) => behind.push(work) });
  await Promise.all(behind);
  return rules;
}

async function meet(
  env: Env,
  { period, cursor }: Reset,
  ids: string[],
  rules: CreditRules,
  now: () => number,
): Promise<void> {
  const failed: string[] = [];
  for (let at = 0; at < ids.length; at += CUSTOMERS_AT_ONCE)
    await Promise.all(
      ids.slice(at, at + CUSTOMERS_AT_ONCE).map(async (id) => {
        if (!(await touch(env, id, rules))) failed.push(id);
      }),
    );
  await countGroup(env.DB, {
    period,
    from: cursor,
    to: ids.at(-1) as string,
    done: ids.length - failed.length,
    failed,
    dueAtMs: retryAt(0, now()),
  });
}

async function tryAgain(
  env: Env,
  period: string,
  failure: FailedCustomer,
  rules: CreditRules,
  now: () => number,
): Promise<void> {
  if (await touch(env, failure.customerId, rules))
    return countReached(env.DB, period, failure.customerId);
  return countTry(env.DB, period, failure, retryAt(failure.tries, now()));
}

async function touch(env: Env, customerId: string, rules: CreditRules): Promise<boolean> {
  try {
    const work = accountObject(env, customerId).touchCredits(rules);
    if (await withTimeout(TOUCH_MS_MAX, work)) return true;
    throw new Error(`no answer within ${TOUCH_MS_MAX} ms`);
  } catch (error) {
    console.error("a customer's credits could not be reset", { error: faultText(error) });
    return false;
  }
}
