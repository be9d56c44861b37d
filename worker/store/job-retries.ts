import { faultText } from "../domain/fault.ts";
import { DAY_MS } from "../domain/time.ts";

/**
 * What jobs of the cron try, and when they try again what failed. Jobs take a limited number of the oldest in each run: without
 * this, as many that always fail would be taken by every run, and nothing else ever.
 */
export type RetriedJob = "credit-note" | "draft" | "forget-order";

/** The gap before the next try doubles from here, two runs, to a day. */
const GAP_MS_MIN = 10 * 60_000;
const DOUBLINGS_MAX = 8;
const GAP_MS_MAX = DAY_MS;

/** Of a query over rows whose name in the job is `id`: each with its tries so far. */
export const withTries = (job: RetriedJob, id: string): string =>
  `LEFT JOIN job_retry AS t ON t.job = '${job}' AND t.id = ${id}`;

/** However many fail, what is new goes before them. Such a query sorts all its rows. */
export const FEWEST_TRIES_FIRST = "coalesce(t.tries, 0)";

/** `now` is a parameter of the query, such as `?2`. */
export const isDue = (now: string): string => `(t.due_at IS NULL OR t.due_at <= ${now})`;

/** Counts a try and puts off the next one, before anything is done: what ends the whole run must not be met first again. */
export async function beginTries(
  db: D1Database,
  job: RetriedJob,
  ids: readonly string[],
  nowMs: number,
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .prepare(
      `INSERT INTO job_retry (job, id, tries, due_at) SELECT ?1, value, 1, ?3 + ${GAP_MS_MIN} FROM json_each(?2) WHERE true
       ON CONFLICT (job, id) DO UPDATE SET tries = tries + 1, fault = NULL,
         due_at = ?3 + min(${GAP_MS_MIN} << min(tries, ${DOUBLINGS_MAX}), ${GAP_MS_MAX})`,
    )
    .bind(job, JSON.stringify(ids), nowMs)
    .run();
}

/** Characters of why a try failed that are kept. */
const FAULT_LENGTH_MAX = 300;

/** Why the try failed, for an operator to read. Never throws: a note that is missing must not end the run of all others. */
export async function noteFault(
  db: D1Database,
  job: RetriedJob,
  id: string,
  fault: string,
): Promise<void> {
  try {
    await db
      .prepare("UPDATE job_retry SET fault = ? WHERE job = ? AND id = ?")
      .bind(fault.slice(0, FAULT_LENGTH_MAX), job, id)
      .run();
  } catch (error) {
    console.error("a fault could not be noted", { job, id, fault, error: faultText(error) });
  }
}

/** These are done. */
export async function endTries(
  db: D1Database,
  job: RetriedJob,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await db
    .prepare("DELETE FROM job_retry WHERE job = ? AND id IN (SELECT value FROM json_each(?))")
    .bind(job, JSON.stringify(ids))
    .run();
}

/** Drops what nobody tried since before `beforeMs`: a run that was cut off did it, or it came to be done otherwise. */
export async function pruneTries(db: D1Database, beforeMs: number): Promise<void> {
  await db.prepare("DELETE FROM job_retry WHERE due_at < ?").bind(beforeMs).run();
}
