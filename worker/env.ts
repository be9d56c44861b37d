import { err, ok, type Result } from "./domain/result.ts";
import type { AccountObject } from "./objects/account/object.ts";
import type { OrderObject } from "./objects/order/object.ts";

/** Bindings and variables as wrangler hands them over. Names are the product's contract (DESIGN, section 4). */
export interface Env {
  DB: D1Database;
  CONFIG: KVNamespace;
  ORDERS: DurableObjectNamespace<OrderObject>;
  ACCOUNTS: DurableObjectNamespace<AccountObject>;
  LIMITER?: RateLimit;
  ADDRESS_LIMITER?: RateLimit;
  SELF_TEST_LIMITER?: RateLimit;

  PUBLIC_BASE_URL?: string;
  SESSION_SECRETS?: string;
  AUTH_ISSUER?: string;
  AUTH_JWKS_URL?: string;
  AUTH_CLIENT_ID?: string;
  AUTH_CLIENT_SECRET?: string;
  AUTH_AUDIENCE?: string;
  OPERATOR_SUBJECTS?: string;
  WECHAT_BASE_URL?: string;
  WECHAT_APPID?: string;
  WECHAT_MCHID?: string;
  WECHAT_MCH_SERIAL?: string;
  WECHAT_MCH_PRIVATE_KEY?: string;
  WECHAT_APIV3_KEY?: string;
  WECHAT_PLATFORM_KEYS?: string;
  ALIPAY_GATEWAY_URL?: string;
  ALIPAY_APP_ID?: string;
  ALIPAY_SELLER_ID?: string;
  ALIPAY_APP_PRIVATE_KEY?: string;
  ALIPAY_PUBLIC_KEYS?: string;
  STRIPE_API_BASE?: string;
  STRIPE_SECRET_KEY?: string;
  STRIPE_WEBHOOK_SECRETS?: string;
  POSTHOG_KEY?: string;
  POSTHOG_HOST?: string;
}

/** A variable that is missing or malformed. `how` names it and says how to mend it; neither part holds its content. */
export interface NotConfigured {
  reason: "not-configured";
  variable: string;
  how: string;
}

export type Configured<T> = Result<T, NotConfigured>;

export type Variable = {
  [Name in keyof Env]-?: Env[Name] extends string | undefined ? Name : never;
}[keyof Env];

/** A variable matching `pattern`; surrounding blanks are a habit of secret stores and are dropped. */
export function readText(
  env: Env,
  variable: Variable,
  pattern: RegExp,
  shape: string,
): Configured<string> {
  const value = env[variable]?.trim() ?? "";
  if (value === "") return broken(variable, `is missing: set it to ${shape}`);
  return pattern.test(value) ? ok(value) : broken(variable, `is malformed: it must be ${shape}`);
}

/** An absolute http(s) address without credentials, query or fragment; no trailing slash in the answer. */
export function readAddress(env: Env, variable: Variable, example: string): Configured<string> {
  const value = readText(env, variable, /^https?:\/\/[^\s?#@]+$/, `an address such as ${example}`);
  if (!value.ok || URL.canParse(value.value))
    return value.ok ? ok(value.value.replace(/\/+$/, "")) : value;
  return broken(variable, `is malformed: it must be an address such as ${example}`);
}

/** Variables are secrets or settings in production and lines of `.dev.vars` on one machine. */
export function broken(variable: Variable, fault: string): { ok: false; error: NotConfigured } {
  const how = `${variable} ${fault}. Set it with \`npx wrangler secret put ${variable}\`, locally in .dev.vars.`;
  return err({ reason: "not-configured", variable, how });
}
