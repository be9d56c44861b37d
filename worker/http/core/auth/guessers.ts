import { LIMIT_PERIOD_SECONDS, networkOf } from "../limits.ts";

/** Addresses that an isolate remembers. */
const GUESSERS_MAX = 1_000;

/** When a key that does not hold came from an address last; by environment, which is the isolate's own. */
const memory = new WeakMap<object, Map<string, number>>();

/** From now on the limiter is asked before D1 about what comes from there. */
export function noteGuess(env: object, address: string | undefined, nowMs: number): void {
  if (address === undefined) return;
  const known = memory.get(env) ?? new Map<string, number>();
  memory.set(env, known);
  if (known.size >= GUESSERS_MAX) known.clear();
  known.set(networkOf(address), nowMs);
}

/** Whether a key that does not hold came from there within the limiter's period: who never guesses is not counted. */
export function isGuesser(env: object, address: string | undefined, nowMs: number): boolean {
  if (address === undefined) return false;
  const sinceMs = nowMs - (memory.get(env)?.get(networkOf(address)) ?? Number.NEGATIVE_INFINITY);
  return sinceMs >= 0 && sinceMs < LIMIT_PERIOD_SECONDS * 1_000;
}
