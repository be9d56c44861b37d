import type Stripe from "stripe";
import { err, ok, type Result } from "../../domain/result.ts";
import type { Unavailable } from "../port.ts";
import { GATEWAY_TIMEOUT_MS, type GatewayTools, unavailable } from "../tools.ts";
import { loadStripe, type StripeAccess, type StripePackage } from "./package.ts";

/** A definite no of Stripe's. */
export interface Refused {
  reason: "refused";
  status: number;
  /** Stripe's own, such as `resource_missing`; its kind of error where it has none. */
  code: string;
  param: string | null;
  detail: string;
}

/** In place of a code: a fault of Stripe's that it repeats to whoever asks under the same key. */
export const REPLAYED = "replayed_fault";

export interface StripeClient {
  /** One call of the API. What the network or Stripe can do is answered, never thrown. */
  call<T>(ask: (stripe: Stripe) => Promise<T>): Promise<Result<T, Unavailable | Refused>>;
}

export function createStripeClient(access: StripeAccess, { fetch }: GatewayTools): StripeClient {
  let loaded: Promise<StripePackage> | undefined;
  return {
    async call(ask) {
      loaded ??= loadStripe(access, { fetch, timeoutMs: GATEWAY_TIMEOUT_MS });
      const { stripe, StripeError } = await loaded;
      try {
        return ok(await ask(stripe));
      } catch (error) {
        if (error instanceof StripeError) return failureOf(error);
        throw error;
      }
    },
  };
}

type StripeFault = InstanceType<typeof Stripe.errors.StripeError>;

/**
 * No answer, a conflict of two calls, a limit of the rate, an outage: the outcome is unknown (Stripe API: idempotent
 * requests, errors).
 */
const isOpen = (status: number): boolean => status === 409 || status === 429 || status >= 500;

function failureOf(error: StripeFault) {
  const { statusCode: status, param = null } = error;
  const code = error.code ?? error.rawType ?? error.type;
  if (status === undefined) return unavailable("no answer from Stripe");
  // A fault that Stripe keeps under our key: for a day it answers nothing else.
  if (status >= 500 && error.headers?.["idempotent-replayed"] === "true")
    return err<Refused>({ reason: "refused", status, code: REPLAYED, param, detail: code });
  if (isOpen(status) || code === "rate_limit") return unavailable(`${status} ${code}`);
  // The message about a key repeats a part of it.
  const detail = status === 401 ? "the key is not accepted" : error.message.slice(0, 160);
  return err<Refused>({ reason: "refused", status, code, param, detail });
}
