import { Hono } from "hono";
import { readEmbedOrigins } from "../../../config/embed.ts";
import { type NotConfigured, readPublicBase } from "../../../config/variables.ts";
import { faultText } from "../../../domain/fault.ts";
import { embedOrigin } from "../../../domain/portal/origin.ts";
import { PORTAL_TOKEN_SECONDS } from "../../../domain/portal/token.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { host } from "../../core/auth/api-key.ts";
import { endPortalTokens, signPortalToken } from "../../core/auth/portal.ts";
import { sessionSecrets } from "../../core/auth/session.ts";
import { NO_STORE } from "../../core/caching.ts";
import { BY_HOST, describe, valid } from "../../core/describe.ts";
import { refuse } from "../../core/problem.ts";
import { iso } from "../../core/time.ts";
import { aCustomer, type HostContext } from "./calls.ts";
import { PortalSession, PortalSessionWish } from "./portal-session-schemas.ts";

const TAG = "Host product";
const READS = ["UNAUTHENTICATED", "TOO_MANY_REQUESTS", "INVALID_REQUEST"] as const;

/** How a host product opens the portal in a frame of its own (docs/embed.md). */
export const hostPortal = new Hono<AppEnv>()
  .post(
    "/:customer/portal-session",
    describe({
      tag: TAG,
      summary: "A token for the portal in a frame of the host's, for one customer and some minutes",
      answers: { 200: { description: "The token and where it goes", schema: PortalSession } },
      refusals: [...READS, "BODY_TOO_LARGE", "EMBED_ORIGIN_REFUSED", "NOT_CONFIGURED"],
      security: BY_HOST,
    }),
    host,
    aCustomer,
    valid("json", PortalSessionWish),
    async (c) => {
      const [base, secrets, framing] = [
        readPublicBase(c.env),
        sessionSecrets(c.env),
        readEmbedOrigins(c.env),
      ];
      if (!base.ok) return notConfigured(c, base.error);
      if (!secrets.ok) return notConfigured(c, secrets.error);
      if (!framing.ok) return notConfigured(c, framing.error);
      const { origins, ...wish } = c.req.valid("json");
      const faults = originFaults(origins, framing.value);
      if (faults.length > 0) return refuse(c, "EMBED_ORIGIN_REFUSED", faults);
      const named = [...new Set(origins.flatMap((text) => embedOrigin(text) ?? []))];
      const expiresAtMs = Math.floor(Date.now() / 1_000 + PORTAL_TOKEN_SECONDS) * 1_000;
      const granted = { ...wish, customerId: c.req.param("customer"), origins: named };
      const token = await signPortalToken(granted, secrets.value[0] as Uint8Array);
      const body = { token, url: `${base.value}/embed`, expiresAt: iso(expiresAtMs) };
      return c.json(body, 200, NO_STORE);
    },
  )
  .delete(
    "/:customer/portal-session",
    describe({
      tag: TAG,
      summary: "Ends every portal token of a customer, everywhere within a minute",
      answers: { 204: { description: "Ended", schema: null } },
      refusals: [...READS, "UNAVAILABLE"],
      security: BY_HOST,
    }),
    host,
    aCustomer,
    async (c) => {
      try {
        await endPortalTokens(c.env, c.req.param("customer"), Date.now());
      } catch (error) {
        console.error("portal tokens were not ended", { error: faultText(error) });
        return refuse(c, "UNAVAILABLE");
      }
      return c.body(null, 204);
    },
  );

/** Each origin that is none, or that the operator did not name, with what to do about it. */
function originFaults(wanted: readonly string[], framing: readonly string[]) {
  return wanted.flatMap((text, index) => {
    const origin = embedOrigin(text);
    const message =
      origin === null
        ? "no origin such as https://app.example.com (http only for localhost)"
        : framing.includes(origin)
          ? null
          : "not among EMBED_ORIGINS, the origins that may frame the portal";
    return message === null ? [] : [{ field: `origins.${index}`, message }];
  });
}

function notConfigured(c: HostContext, fault: NotConfigured): Response {
  console.error("a portal session cannot be made", { variable: fault.variable, how: fault.how });
  return refuse(c, "NOT_CONFIGURED");
}
