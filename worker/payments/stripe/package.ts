import type Stripe from "stripe";

/** What every answer is read as. The endpoint at Stripe may have another: of an event only ids are used. */
export const API_VERSION = "2026-10-28.endive";

/** One account in one mode. */
export interface StripeAccess {
  /** An origin, `https://api.stripe.com`: the package takes no path. */
  apiBase: URL;
  secretKey: string;
}

export interface StripePackage {
  stripe: Stripe;
  StripeError: typeof Stripe.errors.StripeError;
}

/**
 * Stripe's package, set up for one account. Loaded when it is first needed: requests that do not reach Stripe must not pay
 * for it.
 */
export async function loadStripe(
  { apiBase, secretKey }: StripeAccess,
  { fetch, timeoutMs }: { fetch: typeof globalThis.fetch; timeoutMs: number },
): Promise<StripePackage> {
  const { default: Package } = await import("stripe");
  const unredirected = (input: string | URL | Request, init?: RequestInit) =>
    fetch(input, { ...init, redirect: "manual" }); // The key is for one address only.
  const isPlain = apiBase.protocol === "http:";
  const stripe = new Package(secretKey, {
    apiVersion: API_VERSION,
    protocol: isPlain ? "http" : "https",
    host: apiBase.hostname,
    port: apiBase.port || (isPlain ? 80 : 443),
    httpClient: Package.createFetchHttpClient(unredirected as typeof globalThis.fetch),
    timeout: timeoutMs,
    maxNetworkRetries: 0, // The objects try again, at their own pace and under the same key.
    telemetry: false,
  });
  return { stripe, StripeError: Package.errors.StripeError };
}
