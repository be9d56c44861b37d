import { EXPLAIN_KEYS, type ExplainKey } from "../config/centres.ts";
import { FLAGS, type Flag, type FlagReading, readFlag } from "../config/flags.ts";
import { readSetting, SETTING_NAMES, type Settings } from "../config/settings.ts";
import { faultText } from "../domain/fault.ts";
import { LANGUAGES, type Language, writtenIn } from "../domain/language.ts";
import type { StoreBindings } from "./bindings.ts";

/**
 * How long a location may answer from its copy, the least KV allows. A change is live within 60 s
 * (docs/storage-schema.md).
 */
export const KV_CACHE_SECONDS = 30;

export type Flags = Record<Flag, FlagReading>;

/** Each text may have one of its own per language, under `<key>:en` and `<key>:jp`. */
const languageKeys = (key: ExplainKey): string[] => [key, `${key}:en`, `${key}:jp`];

/**
 * Reads several keys as one KV operation. Throws when one cannot be read: what nobody could read is not what nobody has set.
 */
export const readKeys = (kv: KVNamespace, keys: string[]): Promise<Stored> =>
  readBut(() => false, kv, keys);

/** Reads them all, but those that may be missing when KV refuses to give them: these read as null then. */
async function readBut(
  mayMiss: (key: string) => boolean,
  kv: KVNamespace,
  keys: string[],
): Promise<Stored> {
  const options = { type: "text", cacheTtl: KV_CACHE_SECONDS } as const;
  try {
    return await kv.get(keys, options);
  } catch {
    // Values that are too large together are refused together.
    const one = async (key: string) => {
      const value = kv.get(key, options);
      return [key, await (mayMiss(key) ? value.catch(withoutIt) : value)] as const;
    };
    return new Map(await Promise.all(keys.map(one)));
  }
}

/** Texts, which a customer's page does without, and copies of what D1 has. */
const isDispensable = (key: string): boolean =>
  key.startsWith("cache:") || EXPLAIN_KEYS.some((name) => languageKeys(name).includes(key));

function withoutIt(error: unknown): null {
  console.error("a text or a copy cannot be read from KV", { error: faultText(error) });
  return null;
}

/**
 * How long an isolate answers from what it read last, so that under load one read serves a second of requests. Added to
 * the location's copy it stays within the 60 s.
 */
export const MEMORY_MS = 1_000;

/** Within this time after it was written, a value counts in every request anywhere. */
export const LIVE_WITHIN_SECONDS = KV_CACHE_SECONDS + MEMORY_MS / 1_000;

/** What was read under a set of keys. Whoever makes one of its values anew may put it in for the rest of the second. */
export type Stored = Map<string, string | null>;

/** By environment, which is the isolate's own; key sets are constants and told apart by identity. */
let memory = new WeakMap<object, Map<readonly string[], { stored: Stored; readAtMs: number }>>();

/**
 * As `readKeys`, from the isolate's memory while it is a second young, and without texts and copies that KV refuses to give. Only
 * for what customers are shown.
 */
export async function recallKeys(
  env: Pick<StoreBindings, "CONFIG">,
  keys: string[],
  nowMs: number,
): Promise<Stored> {
  const known = memory.get(env) ?? new Map();
  const last = known.get(keys);
  if (last && nowMs - last.readAtMs < MEMORY_MS && last.readAtMs <= nowMs) return last.stored;
  const stored = await readBut(isDispensable, env.CONFIG, keys);
  memory.set(env, known.set(keys, { stored, readAtMs: nowMs }));
  return stored;
}

/** KV takes one write a second of a key: whoever comes too soon waits so long, and tries once more. */
const NEXT_WRITE_MS = 1_100;

/** Puts a value that must not be lost to somebody else's write of the same second. */
export async function putSoon(
  kv: KVNamespace,
  key: string,
  value: string,
  keptSeconds?: number,
): Promise<void> {
  const options = keptSeconds === undefined ? {} : { expirationTtl: keptSeconds };
  try {
    await kv.put(key, value, options);
  } catch {
    await new Promise((resolve) => setTimeout(resolve, NEXT_WRITE_MS));
    await kv.put(key, value, options);
  }
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

export const settingsFrom = (stored: Stored): Settings =>
  Object.fromEntries(
    SETTING_NAMES.map((name) => [name, readSetting(name, stored.get(name))]),
  ) as Settings;

export const readSettings = async (kv: KVNamespace): Promise<Settings> =>
  settingsFrom(await readKeys(kv, SETTING_NAMES));

export const textKeys = languageKeys;

/**
 * The language's own text, else the common one where its readers can read it, else empty: then the page has a text of its
 * own in their language. Raw: sanitise before it leaves.
 */
export function textFrom(stored: Stored, key: ExplainKey, language: Language): string {
  const own = stored.get(`${key}:${language}`);
  return own ?? (isReadable(stored.get(key) ?? "", language) ? (stored.get(key) ?? "") : "");
}

/** Latin letters are read by all, which Chinese characters are not. */
const isReadable = (text: string, language: Language): boolean =>
  ["en", language].includes(writtenIn(text));

/** The texts that some readers do not see because only another language has them, a sentence for the operator each. */
export async function untranslatedTexts(kv: KVNamespace): Promise<{ key: string; how: string }[]> {
  const stored = await readKeys(kv, EXPLAIN_KEYS.flatMap(languageKeys));
  return EXPLAIN_KEYS.flatMap((key) => {
    const common = stored.get(key) ?? "";
    const without = LANGUAGES.filter(
      (language) => stored.get(`${key}:${language}`) == null && !isReadable(common, language),
    );
    if (without.length === 0) return [];
    const missing = without.map((language) => `${key}:${language}`).join(" and ");
    return [{ key, how: `Set ${missing}: until then their readers see the page's own text.` }];
  });
}
