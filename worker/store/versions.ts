import { withVersion } from "../domain/credits/version.ts";
import { historyFrom, VERSION_HISTORY_KEY } from "./plans.ts";
import { readSettings } from "./settings.ts";

/**
 * Appends the version of the credit system to its history where that does not know it yet. `npm run credits -- switch` does so
 * at once; this is for a flag that was set by hand, whose time is then known to a few minutes.
 */
export async function noteVersion(kv: KVNamespace, nowMs: number): Promise<void> {
  const [settings, stored] = await Promise.all([readSettings(kv), kv.get(VERSION_HISTORY_KEY)]);
  const { value, source } = settings.credit_system_version;
  if (source === "malformed") return; // A typing error is no switch.
  const switches = historyFrom(stored) ?? [];
  const next = withVersion(switches, value, nowMs);
  if (next !== switches) await kv.put(VERSION_HISTORY_KEY, JSON.stringify(next));
}
