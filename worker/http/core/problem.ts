import type { Context } from "hono";
import type { AppEnv } from "./app-env.ts";
import { FAILURES, type FailureCode } from "./errors.ts";
import { LIMIT_PERIOD_SECONDS } from "./limits.ts";

export interface FieldError {
  field: string;
  message: string;
}

/** Answers a refusal as RFC 9457 problem+json, its title in the request's language. */
export function refuse<E extends AppEnv>(
  c: Context<E>,
  code: FailureCode,
  errors?: FieldError[],
  facts: Record<string, unknown> = {},
): Response {
  const { status, text } = FAILURES[code];
  (c as unknown as Context<AppEnv>).set("refusal", code);
  const body = {
    type: `${new URL(c.req.url).origin}/api/docs#${code}`,
    title: text[(c as unknown as Context<AppEnv>).get("language") ?? "zh"],
    status,
    code,
    ...(errors ? { errors } : {}),
    ...facts,
  };
  return c.json(body, status, {
    "content-type": "application/problem+json; charset=utf-8",
    "cache-control": "no-store",
    ...(code === "TOO_MANY_REQUESTS" ? { "retry-after": String(LIMIT_PERIOD_SECONDS) } : {}),
  });
}

/** A spending that was refused whole. What is there is in a header too, for hosts that log headers and not bodies. */
export function refuseInsufficient<E extends AppEnv>(c: Context<E>, available: number): Response {
  c.header("x-balance-available", String(available));
  return refuse(c, "INSUFFICIENT_BALANCE", undefined, { available });
}
