import { leadStripeEvents } from "../actions/takeElsewhere.ts";
import type { Env } from "../env.ts";
import { archiveOld } from "./archive.ts";
import { compareOrders } from "./compare.ts";
import { keepCredits } from "./credits.ts";
import { forgetUnopened } from "./forget.ts";
import { keepInvoices } from "./invoices.ts";
import { pruneCounts } from "./prune.ts";
import { retellCustomers } from "./retell.ts";
import { sweepOrders } from "./sweep.ts";

const JOBS: readonly ((env: Env) => Promise<unknown>)[] = [
  (env) => sweepOrders(env, () => Date.now()),
  (env) => compareOrders(env, () => Date.now()),
  (env) => leadStripeEvents(env, () => Date.now()),
  (env) => keepCredits(env, () => Date.now()),
  (env) => keepInvoices(env, () => Date.now()),
  (env) => forgetUnopened(env, () => Date.now()),
  (env) => pruneCounts(env, Date.now()),
  (env) => archiveOld(env, () => Date.now()),
  (env) => retellCustomers(env, () => Date.now()),
];

/** What the cron of wrangler.toml runs: one job after the other, and a job that fails keeps no other from running. */
export async function runJobs(env: Env): Promise<void> {
  const failures: unknown[] = [];
  for (const job of JOBS) await job(env).catch((error: unknown) => failures.push(error));
  // Thrown at last, so that the run shows as failed.
  if (failures.length > 0) throw failures[0];
}
