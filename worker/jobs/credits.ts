import { resetCredits } from "../actions/resetCredits.ts";
import type { Env } from "../env.ts";
import { readSettings } from "../store/settings.ts";
import { noteVersion } from "../store/versions.ts";

/**
 * Writes a switch of the credit system down that somebody made by hand, and carries on with the month's walk. By
 * anniversary every customer's month turns at another time: there the first touch alone grants.
 */
export async function keepCredits(env: Env, now: () => number): Promise<void> {
  await noteVersion(env.CONFIG, now());
  const { credit_period: period } = await readSettings(env.CONFIG);
  if (period.value !== "anniversary") await resetCredits(env, now);
}
