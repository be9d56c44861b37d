import {
  broken,
  type Configured,
  readAddress,
  readText,
  type Variables,
} from "../config/variables.ts";
import { ok } from "../domain/result.ts";
import type { StripeAccess } from "./client.ts";
import type { EventChecks } from "./events.ts";

export type BillingVariable = "STRIPE_API_BASE" | "STRIPE_SECRET_KEY" | "STRIPE_WEBHOOK_SECRETS";

/** Access to one Stripe account in one mode, and what its events are verified with. */
export type BillingConfig = StripeAccess & EventChecks;

const KEY_SHAPE = "a secret or restricted key: sk_live_…, sk_test_…, rk_live_… or rk_test_…";
const SECRETS_SHAPE = "the endpoint's signing secrets, whsec_…, separated by commas";
const SECRETS = /^whsec_[^\s,]+(?:\s*,\s*whsec_[^\s,]+)*$/;

export function readConfig(env: Variables<BillingVariable>): Configured<BillingConfig> {
  const access = readAccess(env);
  if (!access.ok) return access;
  const secrets = readText(env, "STRIPE_WEBHOOK_SECRETS", SECRETS, SECRETS_SHAPE);
  if (!secrets.ok) return secrets;
  return ok({
    ...access.value,
    livemode: /^[sr]k_live_/.test(access.value.secretKey),
    secrets: secrets.value.split(",").map((secret) => secret.trim()),
  });
}

export function readAccess(
  env: Variables<"STRIPE_API_BASE" | "STRIPE_SECRET_KEY">,
): Configured<StripeAccess> {
  const address = readAddress(env, "STRIPE_API_BASE", "https://api.stripe.com");
  if (!address.ok) return address;
  const apiBase = new URL(address.value);
  const shape = "an address without a path such as https://api.stripe.com";
  if (apiBase.pathname !== "/")
    return broken("STRIPE_API_BASE", `is malformed: it must be ${shape}`);
  const key = readText(env, "STRIPE_SECRET_KEY", /^[sr]k_(?:live|test)_\w+$/, KEY_SHAPE);
  return key.ok ? ok({ apiBase, secretKey: key.value }) : key;
}
