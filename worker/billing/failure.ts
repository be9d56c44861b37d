import type Stripe from "stripe";
import { err, type Result } from "../domain/result.ts";
import type { BillingFailure, Refused, Unavailable } from "./calls.ts";

type StripeFault = InstanceType<typeof Stripe.errors.StripeError>;

export const refused = (code: string, detail: string): Result<never, Refused> =>
  err({ reason: "refused", code, detail });

export const unavailable = (detail: string): Result<never, Unavailable> =>
  err({ reason: "unavailable", detail });

const DETAIL_LENGTH_MAX = 160;

/** What a failed call means. Only a definite no is called one; everything else leaves the outcome open. */
export function failureOf(error: StripeFault): BillingFailure {
  const { statusCode: status, code, rawType, type } = error;
  if (status === undefined) return { reason: "unavailable", detail: "no answer from Stripe" };
  const name = code ?? rawType ?? type;
  if (isOpen(status) || code === "rate_limit")
    return { reason: "unavailable", detail: `${status} ${name}` };
  // The message about a key repeats a part of it.
  if (status === 401 || status === 403)
    return { reason: "refused", code: "key_not_accepted", detail: `${status} for the secret key` };
  const detail = error.message.slice(0, DETAIL_LENGTH_MAX);
  if (status === 404 || code === "resource_missing") return { reason: "gone", detail };
  return { reason: "refused", code: name, detail };
}

/** A conflict of two calls, a limit of the rate, an outage: nobody said no. */
const isOpen = (status: number): boolean => status === 409 || status === 429 || status >= 500;

/** Another request holds the object, or the same one is under way. Nothing was done by this one. */
export const isHeldByAnother = ({ statusCode }: StripeFault): boolean => statusCode === 409;

/** Stripe keeps an outage as the answer to its key, for a day at least (Stripe API: idempotent requests, errors). */
export const isKeptOutage = ({ statusCode, headers }: StripeFault): boolean =>
  (statusCode ?? 0) >= 500 && headers?.["idempotent-replayed"] === "true";
