import type { StoreBindings } from "./bindings.ts";
import { readKeys } from "./settings.ts";

/**
 * Sessions that were ended before their time. A session is a signed cookie, and no request of a customer may wait for D1,
 * so what ends one stands in KV: a key for one session, and a key for all of a customer's that began by a time.
 */

/** Longest life of a session. What ended one is kept as long. */
export const SESSION_LIFE_SECONDS = 7 * 86_400;

/** How long an isolate believes what it read. With the location's copy (KV_CACHE_SECONDS) it stays within the minute. */
export const SESSION_MEMORY_MS = 15_000;

/** Keys an isolate remembers at most, two for a session; the oldest makes room. */
const REMEMBERED_MAX = 2_000;

export interface SessionRef {
  customerId: string;
  /** Tells it from the customer's others. */
  sessionId: string;
  signedInAtMs: number;
}

type ConfigEnv = Pick<StoreBindings, "CONFIG">;

interface End {
  /** Sessions that began by then are over; 0 when nothing was ended. */
  untilMs: number;
  readAtMs: number;
}

/** By environment, which is the isolate's own. */
const memory = new WeakMap<object, Map<string, End>>();

const ofSession = ({ customerId, sessionId }: SessionRef): string => `${sessionId} ${customerId}`;
const ofCustomer = (customerId: string): string => ` ${customerId}`;

/** Whether the session was ended, alone or with all others of its customer. Throws when KV does not answer. */
export async function isEnded(
  env: ConfigEnv,
  session: SessionRef,
  nowMs: number,
): Promise<boolean> {
  const names = [ofSession(session), ofCustomer(session.customerId)];
  const known = names.map((name) => memory.get(env)?.get(name));
  const ends = known.every((end) => end && isFresh(end, nowMs))
    ? known.map((end) => end?.untilMs ?? 0)
    : await readEnds(env, names, nowMs);
  return session.signedInAtMs <= Math.max(...ends);
}

/** Ends this session: here at once, everywhere within a minute. */
export const endSession = (env: ConfigEnv, session: SessionRef, nowMs: number): Promise<void> =>
  writeEnd(env, ofSession(session), nowMs);

/** Ends every session of a customer that began by now. */
export const endSessions = (env: ConfigEnv, customerId: string, nowMs: number): Promise<void> =>
  writeEnd(env, ofCustomer(customerId), nowMs);

const isFresh = ({ readAtMs }: End, nowMs: number): boolean =>
  readAtMs <= nowMs && nowMs - readAtMs < SESSION_MEMORY_MS;

/** Both keys in one operation. */
async function readEnds(env: ConfigEnv, names: string[], nowMs: number): Promise<number[]> {
  const keys = await Promise.all(names.map(keyOf));
  const stored = await readKeys(env.CONFIG, keys);
  return names.map((name, index) => {
    const untilMs = Number(stored.get(keys[index] ?? "") ?? 0);
    return remember(env, name, {
      untilMs: Number.isFinite(untilMs) ? untilMs : 0,
      readAtMs: nowMs,
    });
  });
}

async function writeEnd(env: ConfigEnv, name: string, nowMs: number): Promise<void> {
  const options = { expirationTtl: SESSION_LIFE_SECONDS };
  await env.CONFIG.put(await keyOf(name), String(nowMs), options);
  remember(env, name, { untilMs: nowMs, readAtMs: nowMs });
}

/** An end never moves back: the location's copy may be older than what this isolate wrote. */
function remember(env: ConfigEnv, name: string, read: End): number {
  const known = memory.get(env) ?? new Map<string, End>();
  const untilMs = Math.max(read.untilMs, known.get(name)?.untilMs ?? 0);
  const oldest = known.keys().next().value;
  if (known.size >= REMEMBERED_MAX && oldest !== undefined) known.delete(oldest);
  known.delete(name);
  memory.set(env, known.set(name, { ...read, untilMs }));
  return untilMs;
}

/** A KV key has at most 512 bytes, and an id of 255 characters can have more; a hash also names nobody. */
async function keyOf(name: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(name));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `session_end:${hex.join("")}`;
}
