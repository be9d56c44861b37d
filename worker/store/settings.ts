import type { ExplainKey } from "../domain/catalog/sale.ts";
import { FLAGS, type Flag, type FlagReading, readFlag } from "../domain/flags.ts";
import type { Language } from "../domain/language.ts";

/** How long a location may answer from its copy, the least KV allows. A change is live within 60 s (DESIGN, section 4). */
export const KV_CACHE_SECONDS = 30;

export type Flags = Record<Flag, FlagReading>;

/** Each text may have one of its own per language, under `<key>:en` and `<key>:jp`. */
const languageKeys = (key: ExplainKey): string[] => [key, `${key}:en`, `${key}:jp`];

/** Reads several keys as one KV operation. */
export async function readKeys(
  kv: KVNamespace,
  keys: string[],
): Promise<Map<string, string | null>> {
  return kv.get(keys, { type: "text", cacheTtl: KV_CACHE_SECONDS });
}

export const flagsFrom = (stored: Map<string, string | null>): Flags =>
  Object.fromEntries(FLAGS.map((flag) => [flag, readFlag(flag, stored.get(flag))])) as Flags;

export async function readFlags(kv: KVNamespace): Promise<Flags> {
  return flagsFrom(await readKeys(kv, FLAGS));
}

export const textKeys = languageKeys;

/** The language's own text, else the common one, else empty. Raw: sanitise before it leaves. */
export function textFrom(
  stored: Map<string, string | null>,
  key: ExplainKey,
  language: Language,
): string {
  return stored.get(`${key}:${language}`) ?? stored.get(key) ?? "";
}
