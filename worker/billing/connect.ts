import type { Variables } from "../config/variables.ts";
import { readAccess } from "../payments/stripe/config.ts";
import type { StripeAccess } from "../payments/stripe/package.ts";
import { createBilling, type Surroundings } from "./billing.ts";
import type { StripeCalls } from "./calls.ts";
import { liveTools } from "./client.ts";
import type { Billing } from "./port.ts";
import { createStripeCalls } from "./stripe-calls.ts";

export type BillingVariables = Variables<"STRIPE_API_BASE" | "STRIPE_SECRET_KEY">;

/**
 * Stripe Billing as the environment sets it up. Null while it is not: then no card is offered, and what was to be done at
 * Stripe waits in the accounts.
 */
export function billingFor(env: BillingVariables, around: Surroundings): Billing | null {
  const access = readAccess(env);
  return access.ok ? createBilling(callsFor(access.value), around) : null;
}

/** One for the isolate: it remembers the package and the prices. */
let known: { of: string; calls: StripeCalls } | undefined;

/** As a new isolate. */
export function forgetStripe(): void {
  known = undefined;
}

function callsFor(access: StripeAccess): StripeCalls {
  const of = `${access.apiBase.href} ${access.secretKey}`;
  if (known?.of !== of)
    known = { of, calls: createStripeCalls(access, { ...liveTools, now: () => Date.now() }) };
  return known.calls;
}

/** What leads from an object of Stripe's to one of our customers. Null while Stripe is not set up. */
export function locatorFor(
  env: BillingVariables,
): Pick<StripeCalls, "customerOf" | "ownerOf"> | null {
  const access = readAccess(env);
  return access.ok ? callsFor(access.value) : null;
}
