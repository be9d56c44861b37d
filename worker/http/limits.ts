import { faultText } from "../domain/fault.ts";
import type { Env } from "../env.ts";

/** The period over which wrangler.toml has LIMITER count. */
export const LIMIT_PERIOD_SECONDS = 60;

/** Counts one use under `key`; approximate, per location, for abuse only. A limiter that fails stops nobody from paying. */
export async function isAllowed(env: Env, key: string): Promise<boolean> {
  try {
    return (await env.LIMITER?.limit({ key }))?.success ?? true;
  } catch (error) {
    console.error("the rate limiter does not answer", { error: faultText(error) });
    return true;
  }
}
