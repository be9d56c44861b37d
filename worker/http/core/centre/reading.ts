import type { Context } from "hono";
import { GUEST_SNAPSHOT_MS, type Reading } from "../../../store/catalog.ts";
import type { AppEnv } from "../app-env.ts";
import { countsOf, isAllowed } from "../limits.ts";

/** How a centre request reads the catalog. Looks past the cache cost D1 a query each, so they are limited. */
export async function readingOf(c: Context<AppEnv>): Promise<Reading> {
  const reading: Reading = {
    nowMs: Date.now(),
    later: (work) => c.executionCtx.waitUntil(work),
  };
  if (c.req.query("fresh") !== "1" || !(await mayReadFresh(c))) return reading;
  return { ...reading, ageMsMax: c.get("identity") ? 0 : GUEST_SNAPSHOT_MS };
}

/** A customer's looks count as theirs alone, wherever they are. */
async function mayReadFresh(c: Context<AppEnv>): Promise<boolean> {
  const id = c.get("identity")?.id;
  const from = id === undefined ? c.req.header("cf-connecting-ip") : undefined;
  for (const [limiter, key] of countsOf("fresh", id, from))
    if (!(await isAllowed(c.env, key, limiter))) return false;
  return true;
}
