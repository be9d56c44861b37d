import type { Context } from "hono";
import type { Reading } from "../store/catalog.ts";
import type { AppEnv } from "./app-env.ts";
import { isAllowed } from "./limits.ts";

/** How a centre request reads the catalog. Looks past the cache cost D1 a query each, so they are limited. */
export async function readingOf(c: Context<AppEnv>): Promise<Reading> {
  const who = c.get("identity")?.id ?? c.req.header("cf-connecting-ip") ?? "unknown";
  const fresh = c.req.query("fresh") === "1" && (await isAllowed(c.env, `fresh:${who}`));
  return { nowMs: Date.now(), fresh, later: (work) => c.executionCtx.waitUntil(work) };
}
