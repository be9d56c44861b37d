import { DAY_MS } from "../domain/time.ts";
import type { Env } from "../env.ts";
import { pruneAnomalies } from "../store/anomalies.ts";
import { pruneTries } from "../store/job-retries.ts";
import { pruneRefusals } from "../store/keys.ts";

/** How long what unknown callers sent stays counted. */
const COUNTED_MS = 90 * DAY_MS;

/** How long a genuine message that fits no order is kept: longer than a payment can be disputed. */
const GENUINE_KEPT_MS = 400 * DAY_MS;

/** How long a try that nobody repeated is known: far longer than the longest gap. */
const TRIES_KEPT_MS = 30 * DAY_MS;

/** Drops counts that nobody looks at any more. */
export async function pruneCounts(env: Env, nowMs: number): Promise<void> {
  await pruneAnomalies(env.DB, nowMs - COUNTED_MS, nowMs - GENUINE_KEPT_MS);
  await pruneRefusals(env.DB, nowMs - COUNTED_MS);
  await pruneTries(env.DB, nowMs - TRIES_KEPT_MS);
}
