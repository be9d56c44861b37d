import type { ExplainKey } from "../config/centres.ts";
import { FLAGS, type Flag, type FlagReading, readFlag } from "../config/flags.ts";
import { faultText } from "../domain/fault.ts";
import type { Language } from "../domain/language.ts";
import type { StoreBindings } from "./bindings.ts";

/** How long a location may answer from its copy, the least KV allows. A change is live within 60 s (DESIGN, section 4). */
export const KV_CACHE_SECONDS = 30;

export type Flags = Record<Flag, FlagReading>;

/** Each text may have one of its own per language, under `<key>:en` and `<key>:jp`. */
const languageKeys = (key: ExplainKey): string[] => [key, `${key}:en`, `${key}:jp`];

/** Reads several keys as one KV operation. */
export async function readKeys(kv: KVNamespace, keys: string[]): Promise<Stored> {
  const options = { type: "text", cacheTtl: KV_CACHE_SECONDS } as const;
  try {
    return await kv.get(keys, options);
  } catch (error) {
    // Values that are too large together are refused together: one by one, all but those that fail are still known.
    const one = async (key: string) => [key, await kv.get(key, options)] as const;
    const read = await Promise.allSettled(keys.map(one));
    const known = read.filter((each) => each.status === "fulfilled").map(({ value }) => value);
    if (known.length === 0) throw error;
    console.error("some KV values cannot be read", { error: faultText(error) });
    return new Map([...keys.map((key) => [key, null] as const), ...known]);
  }
}

/**
 * How long an isolate answers from what it read last, so that under load one read serves a second of requests. Added to
 * the location's copy it stays within the 60 s.
 */
export const MEMORY_MS = 1_000;

/** What was read under a set of keys. Whoever makes one of its values anew may put it in for the rest of the second. */
export type Stored = Map<string, string | null>;

/** By environment, which is the isolate's own; key sets are constants and told apart by identity. */
let memory = new WeakMap<object, Map<readonly string[], { stored: Stored; readAtMs: number }>>();

/** As `readKeys`, from the isolate's memory while it is a second young. Only for what may be that late. */
export async function recallKeys(
  env: Pick<StoreBindings, "CONFIG">,
  keys: string[],
  nowMs: number,
): Promise<Stored> {
  const known = memory.get(env) ?? new Map();
  const last = known.get(keys);
  if (last && nowMs - last.readAtMs < MEMORY_MS && last.readAtMs <= nowMs) return last.stored;
  const stored = await readKeys(env.CONFIG, keys);
  memory.set(env, known.set(keys, { stored, readAtMs: nowMs }));
  return stored;
}

/** What isolates do with time, for tests in which none passes. */
export function forgetKeys(): void {
  memory = new WeakMap();
}

export const flagsFrom = (stored: Stored): Flags =>
  Object.fromEntries(FLAGS.map((flag) => [flag, readFlag(flag, stored.get(flag))])) as Flags;

export async function readFlags(kv: KVNamespace): Promise<Flags> {
  return flagsFrom(await readKeys(kv, FLAGS));
}

/** The flags as a customer's request may see them. */
export const recallFlags = async (env: Pick<StoreBindings, "CONFIG">): Promise<Flags> =>
  flagsFrom(await recallKeys(env, FLAGS, Date.now()));

export const textKeys = languageKeys;

/** The language's own text, else the common one, else empty. Raw: sanitise before it leaves. */
export function textFrom(stored: Stored, key: ExplainKey, language: Language): string {
  return stored.get(`${key}:${language}`) ?? stored.get(key) ?? "";
}
