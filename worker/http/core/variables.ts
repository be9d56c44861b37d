import type { EmbedVariable } from "../../config/embed.ts";
import type { ProductVariable, Variables } from "../../config/variables.ts";

/** What http alone reads of the environment. It imports nothing from env.ts, which puts this together with the rest. */

/** Cookies: what signs them, and whether the product is served over https. */
export type SessionVariable = "SESSION_SECRETS" | ProductVariable;

/** The identity provider, and the host product's tokens. */
export type ProviderVariable =
  | "AUTH_ISSUER"
  | "AUTH_JWKS_URL"
  | "AUTH_CLIENT_ID"
  | "AUTH_CLIENT_SECRET"
  | "AUTH_AUDIENCE"
  | ProductVariable;

export type AnalyticsVariable = "POSTHOG_KEY" | "POSTHOG_HOST";

/** Without a limiter nobody is limited. */
export interface LimiterBindings {
  LIMITER?: RateLimit;
  PURCHASE_LIMITER?: RateLimit;
  STRANGER_LIMITER?: RateLimit;
  ADDRESS_LIMITER?: RateLimit;
  SELF_TEST_LIMITER?: RateLimit;
}

export interface HttpEnv
  extends LimiterBindings,
    Variables<
      | SessionVariable
      | ProviderVariable
      | AnalyticsVariable
      | EmbedVariable
      | "OPERATOR_SUBJECTS"
      | "CRON_SECRET"
    > {}
