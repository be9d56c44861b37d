import type Stripe from "stripe";
import { err, ok } from "../domain/result.ts";
import type { Answer } from "./calls.ts";
import { failureOf, isHeldByAnother, isKeptOutage } from "./failure.ts";

/** What every answer is read as. The endpoint at Stripe may have another: of an event only ids are used. */
export const API_VERSION = "2026-10-28.endive";

/** Longest time of one call, answer included. */
export const CALL_MS_MAX = 10_000;

export interface StripeAccess {
  /** An origin, `https://api.stripe.com`: the package takes no path. */
  apiBase: URL;
  secretKey: string;
}

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

/** The package is loaded with the first call: requests that do not reach Stripe must not pay for it. */
export function createClient(access: StripeAccess, tools: ClientTools = liveTools): StripeClient {
  let loading: ReturnType<typeof load> | undefined;

  /** The package's own errors are values here; anything else is a bug and is thrown on. */
  async function attempt<T>(call: (stripe: Stripe) => Promise<T>) {
    loading ??= load(access, tools);
    const { stripe, StripeError } = await loading;
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

async function load({ apiBase, secretKey }: StripeAccess, tools: ClientTools) {
  const { default: Package } = await import("stripe");
  const { fetch } = tools; // Called bare: workerd's own fetch refuses to be a method of another object.
  const unredirected = (input: string | URL | Request, init?: RequestInit) =>
    fetch(input, { ...init, redirect: "manual" }); // The key is for one address only.
  const isPlain = apiBase.protocol === "http:";
  const stripe = new Package(secretKey, {
    apiVersion: API_VERSION,
    protocol: isPlain ? "http" : "https",
    host: apiBase.hostname,
    port: apiBase.port || (isPlain ? 80 : 443),
    httpClient: Package.createFetchHttpClient(unredirected as typeof globalThis.fetch),
    timeout: tools.callMsMax ?? CALL_MS_MAX,
    maxNetworkRetries: 0, // The account's object tries again, at its own pace and under the same key.
    telemetry: false,
  });
  return { stripe, StripeError: Package.errors.StripeError };
}
