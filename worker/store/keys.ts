import { eq, getTableColumns, lt } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { faultText } from "../domain/fault.ts";
import type { StoreBindings } from "./bindings.ts";
import { apiKey, apiKeyUse, apiRefusal } from "./schema.ts";
import { KV_CACHE_SECONDS } from "./settings.ts";
import { dayOf, Tally } from "./tally.ts";

export type KeyRow = typeof apiKey.$inferSelect & {
  /** When its use was noted last; null for a key that nobody has used. */
  usedAt: number | null;
};

/** A key that held is taken from the isolate's memory for this long: one that is revoked is refused everywhere by then. */
export const KEY_MEMORY_MS = 10_000;

/** From this age on it is read again behind an answer, so that a busy host never waits for D1. */
export const KEY_REFRESH_MS = 5_000;

/** Keys that an isolate remembers. */
const KEYS_REMEMBERED_MAX = 1_000;

/** How long D1 is waited for before the copy in KV counts. */
const D1_MS_MAX = 2_000;

/** KV drops a copy after this time: so old a key may be when D1 does not answer. */
const COPY_KEPT_SECONDS = 3_600;

/** How long after writing a copy an isolate writes it again. */
const COPY_RENEWED_MS = 20 * 60_000;

interface Remembered {
  row: KeyRow;
  /** The secret that the row's hash was found to be of, so that it is hashed once and not with every call. */
  secret: string;
  /** When D1 was asked. */
  readAtMs: number;
  askedAgain: boolean;
}

/** By environment, which is the isolate's own. Only keys that held are in it, so guesses do not fill it. */
const memory = new WeakMap<object, Map<string, Remembered>>();
const copied = new WeakMap<object, Map<string, number>>();

const mapOf = <T>(maps: WeakMap<object, Map<string, T>>, env: object): Map<string, T> => {
  const known = maps.get(env) ?? new Map<string, T>();
  maps.set(env, known);
  if (known.size >= KEYS_REMEMBERED_MAX) known.clear();
  return known;
};

/** A key that held a moment ago; `refresh` when this caller is the one to have it read again. */
export function recallKey(
  env: StoreBindings,
  prefix: string,
  nowMs: number,
): { row: KeyRow; secret: string; refresh: boolean } | null {
  const known = memory.get(env)?.get(prefix);
  const ageMs = nowMs - (known?.readAtMs ?? 0);
  if (!known || ageMs < 0 || ageMs >= KEY_MEMORY_MS) return null;
  const refresh = ageMs >= KEY_REFRESH_MS && !known.askedAgain;
  known.askedAgain ||= refresh;
  return { row: known.row, secret: known.secret, refresh };
}

/** `secret` is the one that the row holds for. */
export function rememberKey(
  env: StoreBindings,
  row: KeyRow,
  secret: string,
  readAtMs: number,
): void {
  mapOf(memory, env).set(row.prefix, { row, secret, readAtMs, askedAgain: false });
}

/** Reads a remembered key again. One that was revoked, or has another secret now, is forgotten. */
export async function refreshKey(env: StoreBindings, prefix: string, nowMs: number): Promise<void> {
  const row = await keyRow(env, prefix);
  const known = memory.get(env)?.get(prefix);
  if (!known) return;
  if (row?.revokedAt === null && row.secretHash === known.row.secretHash)
    rememberKey(env, row, known.secret, nowMs);
  else memory.get(env)?.delete(prefix);
}

/**
 * The key's row, revoked or not: one read of D1, by primary key. While D1 does not answer, the copy that KV holds of a key that
 * was used within the hour: D1 that is down must not end every host's calls. A copy of before keys had scopes and an end says
 * nothing of either, and might let a narrowed key do everything: it does not count.
 */
export async function keyRow(env: StoreBindings, prefix: string): Promise<KeyRow | null> {
  try {
    return await inTime(rowInD1(env.DB, prefix));
  } catch (error) {
    const copy = await env.CONFIG.get<KeyRow>(copyKey(prefix), {
      type: "json",
      cacheTtl: KV_CACHE_SECONDS,
    }).catch(() => null);
    if (copy?.scopes === undefined || copy.expiresAt === undefined) throw error;
    console.error("an API key is checked against its copy", { error: faultText(error) });
    return copy;
  }
}

async function rowInD1(db: D1Database, prefix: string): Promise<KeyRow | null> {
  const [row] = await drizzle(db)
    .select({ ...getTableColumns(apiKey), usedAt: apiKeyUse.usedAt })
    .from(apiKey)
    .leftJoin(apiKeyUse, eq(apiKeyUse.prefix, apiKey.prefix))
    .where(eq(apiKey.prefix, prefix));
  return row ?? null;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`D1: no answer within ${D1_MS_MAX} ms`)), D1_MS_MAX);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Where its copy is in KV. */
export const copyKey = (prefix: string): string => `cache:api-key:${prefix}`;

/** Puts a copy into KV for the time when D1 does not answer; seldom, since it is only for then. */
export async function copyKeyRow(env: StoreBindings, row: KeyRow, nowMs: number): Promise<void> {
  const times = mapOf(copied, env);
  const sinceMs = nowMs - (times.get(row.prefix) ?? Number.NEGATIVE_INFINITY);
  if (sinceMs >= 0 && sinceMs < COPY_RENEWED_MS) return;
  times.set(row.prefix, nowMs);
  await env.CONFIG.put(copyKey(row.prefix), JSON.stringify(row), {
    expirationTtl: COPY_KEPT_SECONDS,
  });
}

export type KeyRefusal =
  | "malformed"
  | "unknown-prefix"
  | "wrong-secret"
  | "revoked"
  | "expired"
  | "scope-missing";

/** Of a key that there is not: whose prefix anybody can make up. */
const OF_NO_KEY: readonly KeyRefusal[] = ["malformed", "unknown-prefix"];

/** Refused calls by `<prefix> <reason>`. An unknown prefix counts under the empty one, so that keys stay few. */
export const keyRefusals = new Tally();

export function countRefusal(prefix: string, reason: KeyRefusal, nowMs: number): void {
  keyRefusals.add(`${OF_NO_KEY.includes(reason) ? "" : prefix} ${reason}`, nowMs);
}

/** Writes what has been counted, by day. */
export async function writeRefusals(db: D1Database, nowMs: number): Promise<void> {
  const due = keyRefusals.take(nowMs);
  if (due.length === 0) return;
  await db.batch(
    due.map(([key, { count, lastMs }]) => {
      const [prefix, reason] = key.split(" ");
      return db.prepare(ADD_REFUSALS).bind(dayOf(lastMs), prefix, reason, count);
    }),
  );
}

const ADD_REFUSALS = `INSERT INTO api_refusal (day, prefix, reason, count) VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT (day, prefix, reason) DO UPDATE SET count = count + ?4`;

export async function pruneRefusals(db: D1Database, fromMs: number): Promise<void> {
  await drizzle(db)
    .delete(apiRefusal)
    .where(lt(apiRefusal.day, dayOf(fromMs)));
}
