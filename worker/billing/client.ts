import type Stripe from "stripe";
import { err, ok } from "../domain/result.ts";
import { loadStripe, type StripeAccess, type StripePackage } from "../payments/stripe/package.ts";
import type { Answer } from "./calls.ts";
import { failureOf, isHeldByAnother, isKeptOutage } from "./failure.ts";

/** Longest time of one call, answer included. */
export const CALL_MS_MAX = 10_000;

/** What the client needs from outside, so that tests own the network and time. */
export interface ClientTools {
  fetch: typeof fetch;
  sleep(ms: number): Promise<void>;
  /** `CALL_MS_MAX` unless told. */
  callMsMax?: number;
}

export const liveTools: ClientTools = {
  fetch: (input, init) => fetch(input, init),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

export interface Keyed {
  idempotencyKey: string;
}

export interface StripeClient {
  /** One call. What the network or Stripe can do is answered, never thrown. */
  ask<T>(call: (stripe: Stripe) => Promise<T>): Answer<T>;
  /**
   * A write that Stripe carries out once per key. The caller has looked before that it is not done. When Stripe keeps an
   * outage under the key, `find` looks once more whether the write took place all the same; else another key is taken.
   */
  write<T>(
    key: string,
    call: (stripe: Stripe, keyed: Keyed) => Promise<T>,
    find?: () => Answer<T | null>,
  ): Answer<T>;
}

/** How often an object that another request holds is asked for, and how long between, doubling. */
const HELD_TRIES_MAX = 5;
const HELD_WAIT_MS = 100;

/** Keys of one act, when Stripe keeps an outage under each. */
const KEYS_MAX = 3;

export function createClient(access: StripeAccess, tools: ClientTools = liveTools): StripeClient {
  const { fetch, callMsMax: timeoutMs = CALL_MS_MAX } = tools;
  // Never a promise: one request may not wait for what another began.
  let loaded: StripePackage | undefined;

  /** The package's own errors are values here; anything else is a bug and is thrown on. */
  async function attempt<T>(call: (stripe: Stripe) => Promise<T>) {
    loaded ??= await loadStripe(access, { fetch, timeoutMs });
    const { stripe, StripeError } = loaded;
    for (let tries = 1; ; tries += 1) {
      try {
        return ok(await call(stripe));
      } catch (error) {
        if (!(error instanceof StripeError)) throw error;
        if (!isHeldByAnother(error) || tries === HELD_TRIES_MAX) return err(error);
        await tools.sleep(HELD_WAIT_MS * 2 ** (tries - 1));
      }
    }
  }

  return {
    async ask(call) {
      const answer = await attempt(call);
      return answer.ok ? answer : err(failureOf(answer.error));
    },
    async write(key, call, find) {
      for (let count = 1; ; count += 1) {
        const idempotencyKey = count === 1 ? key : `${key}:${count}`;
        const answer = await attempt((stripe) => call(stripe, { idempotencyKey }));
        if (answer.ok) return answer;
        if (!isKeptOutage(answer.error) || count === KEYS_MAX) return err(failureOf(answer.error));
        const found = await find?.();
        if (found && !found.ok) return found;
        if (found && found.value !== null) return ok(found.value);
      }
    },
  };
}
