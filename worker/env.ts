import { err, ok, type Result } from "./domain/result.ts";
import type { AccountObject } from "./objects/account.ts";
import type { OrderObject } from "./objects/order.ts";

/** Bindings and variables as wrangler hands them over. Names are the product's contract (DESIGN, section 4). */
export interface Env {
  DB: D1Database;
  CONFIG: KVNamespace;
  ORDERS: DurableObjectNamespace<OrderObject>;
  ACCOUNTS: DurableObjectNamespace<AccountObject>;
  LIMITER?: RateLimit;

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

/** A variable that is missing or malformed: named, with how to mend it, and never its content. */
export interface NotConfigured {
  reason: "not-configured";
  variable: keyof Env;
  how: string;
}

export type Configured<T> = Result<T, NotConfigured>;

/** Reads a variable through `parse`, which answers null for what it cannot use. */
export function required<T>(
  env: Env,
  variable: keyof Env,
  shape: string,
  parse: (text: string) => T | null,
): Configured<T> {
  const text = env[variable];
  if (typeof text !== "string" || text.trim() === "")
    return err({ reason: "not-configured", variable, how: `is not set; it must be ${shape}` });
  const value = parse(text.trim());
  return value === null
    ? err({ reason: "not-configured", variable, how: `is malformed; it must be ${shape}` })
    : ok(value);
}

const httpUrl = (text: string): string | null => {
  const url = URL.parse(text);
  return url && (url.protocol === "https:" || url.protocol === "http:")
    ? text.replace(/\/$/, "")
    : null;
};

/** An absolute http(s) address, without a closing slash. */
export const requiredUrl = (env: Env, variable: keyof Env): Configured<string> =>
  required(env, variable, "an absolute http(s) address", httpUrl);

export const requiredText = (env: Env, variable: keyof Env): Configured<string> =>
  required(env, variable, "a non-empty text", (text) => text);
