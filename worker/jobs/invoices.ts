import { creditRefunds } from "../actions/correctInvoice.ts";
import { generateInvoice, type IssueRules, issueOne, issueRules } from "../actions/invoices.ts";
import { faultText } from "../domain/fault.ts";
import { AFTER_MONTH_MS, boundsOf, monthsAfter, periodAt } from "../domain/invoice/period.ts";
import { DAY_MS } from "../domain/time.ts";
import type { Env } from "../env.ts";
import { endRun, knownPeriods, moveRun, runOf } from "../store/invoice-runs.ts";
import { salesToInvoice } from "../store/invoice-sales.ts";
import { forgottenDrafts } from "../store/invoices.ts";
import { beginTries, endTries, noteFault } from "../store/job-retries.ts";

/**
 * Customers whose month is invoiced in one run. Each takes about a dozen statements of the 1,000 that D1 allows in a run. At
 * twelve runs an hour that is 7,200 a day.
 */
export const CUSTOMERS_PER_RUN_MAX = 25;

/** Credit notes of one run. */
export const CREDITS_PER_RUN_MAX = 25;

/** Refunds that came through longer ago have their credit note, or an operator asks for it. */
const REFUND_AGE_MS_MAX = 120 * DAY_MS;

/** Drafts that somebody began and did not issue are gone on with after this time, so many of them in one run. */
const DRAFT_AGE_MS_MIN = 10 * 60_000;
export const DRAFTS_PER_RUN_MAX = 10;

/** A month is looked through again, since a payment may be told to D1 late, and is closed after a while. */
const AGAIN_MS = 6 * 3_600_000;
export const CLOSED_AFTER_MS = 32 * DAY_MS;

/** A month in which somebody's invoice failed is looked through again after this time; in between, others have their turn. */
const FAILED_AGAIN_MS = 30 * 60_000;

/** Months looked at in one run; a product that has sold for years catches up in the next ones. */
export const PERIODS_PER_RUN_MAX = 12;

const RUN_MS_MAX = 60_000;

export interface InvoiceRunOutcome {
  issued: number;
  credited: number;
  failed: number;
}

/** Issues last month's invoices, and credit notes for what was refunded since. Goes on where the last run ended. */
export async function keepInvoices(env: Env, now: () => number): Promise<InvoiceRunOutcome> {
  const outcome = { issued: 0, credited: 0, failed: 0 };
  const rules = await issueRules(env);
  if (!rules.ok) return outcome;
  const untilMs = now() + RUN_MS_MAX;
  const since = { sinceMs: now() - REFUND_AGE_MS_MAX, nowMs: now(), limit: CREDITS_PER_RUN_MAX };
  const credits = await creditRefunds(env, since, rules.value.timeZone);
  outcome.credited = credits.issued.length;
  outcome.failed = credits.failed;
  outcome.issued += await issueForgotten(env, rules.value, now);
  let left = CUSTOMERS_PER_RUN_MAX;
  for (const period of await periodsDue(env, rules.value, now())) {
    if (left <= 0 || now() >= untilMs) break;
    left -= await walk(env, period, left, rules.value, now, outcome);
  }
  return outcome;
}

/** Goes on with drafts that nobody issued; answers how many are issued now. */
async function issueForgotten(env: Env, rules: IssueRules, now: () => number): Promise<number> {
  const drafts = await forgottenDrafts(env.DB, {
    ...{ beforeMs: now() - DRAFT_AGE_MS_MIN, nowMs: now(), limit: DRAFTS_PER_RUN_MAX },
  });
  const ids = drafts.map(({ id }) => id);
  await beginTries(env.DB, "draft", ids, now());
  const issued: string[] = [];
  for (const { id, ...draft } of drafts) {
    const failed = (fault: string) => noteFault(env.DB, "draft", id, fault);
    if (await attempt(() => issueOne(env, { id, ...draft }, rules, now()), failed)) issued.push(id);
  }
  await endTries(env.DB, "draft", issued);
  return issued.length;
}

/**
 * Months that are over, from the first that the seller wants invoiced: those that were never looked at, the oldest first,
 * then those that have waited longest. Neither the closed ones nor those that are to be looked at later.
 */
async function periodsDue(
  env: Env,
  { seller, timeZone }: IssueRules,
  nowMs: number,
): Promise<string[]> {
  const known = await knownPeriods(env.DB, seller.sincePeriod);
  const current = periodAt(nowMs - AFTER_MONTH_MS, timeZone);
  const due: { period: string; dueAtMs: number }[] = [];
  for (let period = seller.sincePeriod; period < current; period = monthsAfter(period, 1)) {
    const { closed = false, dueAtMs = 0 } = known.get(period) ?? {};
    if (!closed && dueAtMs <= nowMs) due.push({ period, dueAtMs });
  }
  due.sort((a, b) => a.dueAtMs - b.dueAtMs);
  return due.slice(0, PERIODS_PER_RUN_MAX).map(({ period }) => period);
}

/** Invoices up to `most` customers of a month; answers how many it met. */
async function walk(
  env: Env,
  period: string,
  most: number,
  rules: IssueRules,
  now: () => number,
  outcome: InvoiceRunOutcome,
): Promise<number> {
  const run = await runOf(env.DB, period, now());
  if (run.dueAtMs > now()) return 0;
  const bounds = boundsOf(period, rules.timeZone);
  const sales = await salesToInvoice(env.DB, bounds, run.cursor, most);
  const customers = [...new Set(sales.map(({ customerId }) => customerId))];
  let failed = 0;
  for (const customerId of customers) {
    const issued = await attempt(() => generateInvoice(env, customerId, period, rules, now()));
    outcome.issued += issued?.length ?? 0;
    if (!issued) failed++;
  }
  outcome.failed += failed;
  const last = sales.at(-1);
  if (last) await moveRun(env.DB, run, last, failed);
  else {
    // What failed is met again soon; what comes late, in some hours.
    const closed = run.failed === 0 && now() >= bounds.endMs + CLOSED_AFTER_MS;
    const gapMs = run.failed > 0 ? FAILED_AGAIN_MS : AGAIN_MS;
    await endRun(env.DB, run, { dueAtMs: now() + gapMs, closed });
  }
  return customers.length;
}

/** Null for what failed: one customer must not keep the others from their invoices. */
async function attempt<T>(
  work: () => Promise<T>,
  failed?: (fault: string) => Promise<void>,
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    const fault = faultText(error);
    console.error("a customer's month could not be invoiced", { error: fault });
    await failed?.(fault);
    return null;
  }
}
