import type { Context } from "hono";
import type { Reading } from "../../../store/catalog.ts";
import type { AppEnv } from "../app-env.ts";
import { isAddressAllowed, isAllowed } from "../limits.ts";

/** How a centre request reads the catalog. Looks past the cache cost D1 a query each, so they are limited. */
export async function readingOf(c: Context<AppEnv>): Promise<Reading> {
  const fresh = c.req.query("fresh") === "1" && (await mayReadFresh(c));
  return { nowMs: Date.now(), fresh, later: (work) => c.executionCtx.waitUntil(work) };
}

function mayReadFresh(c: Context<AppEnv>): Promise<boolean> {
  const id = c.get("identity")?.id;
  return id === undefined
    ? isAddressAllowed(c.env, "fresh", c.req.header("cf-connecting-ip"))
    : isAllowed(c.env, `fresh:${id}`);
}
