import { type VersionHistory, withVersion } from "../domain/credits/version.ts";
import type { CreditSystemVersion } from "../domain/plan/plan.ts";
import { historyFrom, VERSION_HISTORY_KEY } from "./plans.ts";
import { readSettings } from "./settings.ts";

/** Two values in KV are seen at different times, each within 60 s: a flag that is older than the history is no switch. */
const SETTLED_MS = 2 * 60_000;

/**
 * Appends the version of the credit system to its history where that does not know it yet. `npm run credits -- switch` does so
 * at once; this is for a flag that was set by hand, whose time is then known to a few minutes.
 */
export async function noteVersion(kv: KVNamespace, nowMs: number): Promise<void> {
  const [settings, stored] = await Promise.all([readSettings(kv), kv.get(VERSION_HISTORY_KEY)]);
  const { value, source } = settings.credit_system_version;
  if (source === "malformed") return; // A typing error is no switch.
  const switches = historyFrom(stored) ?? [];
  const last = switches.at(-1);
  if (last && nowMs - last.atMs < SETTLED_MS) return;
  const next = withVersion(switches, value, nowMs);
  if (next !== switches) await kv.put(VERSION_HISTORY_KEY, JSON.stringify(next));
}

/**
 * Switches the credit system: the history first, so that a switch that is cut off in between is none, and the job above
 * takes its line back. The flag is what packs go by, and is live within a minute.
 */
export async function switchVersion(
  kv: KVNamespace,
  to: CreditSystemVersion,
  nowMs: number,
  by: string,
): Promise<VersionHistory["switches"]> {
  await noteVersion(kv, nowMs); // What a hand set before has its place too.
  const switches = historyFrom(await kv.get(VERSION_HISTORY_KEY)) ?? [];
  const next = withVersion(switches, to, nowMs, by);
  if (next !== switches) await kv.put(VERSION_HISTORY_KEY, JSON.stringify(next));
  await kv.put("credit_system_version", to);
  return next;
}
