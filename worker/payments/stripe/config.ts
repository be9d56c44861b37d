import {
  broken,
  type Configured,
  type ProductVariable,
  readAddress,
  readPublicBase,
  readText,
  type Variables,
} from "../../config/variables.ts";
import { ok } from "../../domain/result.ts";
import type { StripeAccess } from "./package.ts";

export type StripeVariable = "STRIPE_API_BASE" | "STRIPE_SECRET_KEY" | "STRIPE_WEBHOOK_SECRETS";

/** Access to one Stripe account in one mode. Validated by `readConfig`. */
export interface StripeConfig extends StripeAccess {
  /** Whether the key moves real money. What it is told in the other mode is not about it. */
  livemode: boolean;
  /** Signing secrets of the endpoint. Any one may verify, so that they can be rolled. */
  webhookSecrets: string[];
  /** The endpoint's address as it is to be set up at Stripe. */
  notifyUrl: string;
}

const KEY_SHAPE = "a secret or restricted key: sk_live_…, sk_test_…, rk_live_… or rk_test_…";
const SECRETS_SHAPE = "the endpoint's signing secrets, whsec_…, separated by commas";

/** What calls need, without what events need. */
export function readAccess(
  env: Variables<"STRIPE_API_BASE" | "STRIPE_SECRET_KEY">,
): Configured<StripeAccess> {
  const base = readApiBase(env);
  if (!base.ok) return base;
  const key = readText(env, "STRIPE_SECRET_KEY", /^[sr]k_(?:live|test)_\w+$/, KEY_SHAPE);
  return key.ok ? ok({ apiBase: base.value, secretKey: key.value }) : key;
}

export function readConfig(
  env: Variables<StripeVariable | ProductVariable>,
): Configured<StripeConfig> {
  const access = readAccess(env);
  if (!access.ok) return access;
  const one = String.raw`whsec_[^\s,]+`;
  const list = new RegExp(String.raw`^${one}(?:\s*,\s*${one})*$`);
  const secrets = readText(env, "STRIPE_WEBHOOK_SECRETS", list, SECRETS_SHAPE);
  if (!secrets.ok) return secrets;
  const own = readPublicBase(env);
  if (!own.ok) return own;
  return ok({
    ...access.value,
    livemode: /^[sr]k_live_/.test(access.value.secretKey),
    webhookSecrets: secrets.value.split(",").map((secret) => secret.trim()),
    notifyUrl: new URL("/api/pay/notify/stripe", own.value).href,
  });
}

function readApiBase(env: Variables<"STRIPE_API_BASE">): Configured<URL> {
  const address = readAddress(env, "STRIPE_API_BASE", "https://api.stripe.com");
  if (!address.ok) return address;
  const url = new URL(address.value);
  if (url.pathname === "/") return ok(url);
  const shape = "an address without a path such as https://api.stripe.com";
  return broken("STRIPE_API_BASE", `is malformed: it must be ${shape}`);
}
