import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { isCustomerId } from "../../../domain/customer-id.ts";
import type { LedgerRefusal } from "../../../domain/ledger/operations.ts";
import type { AppEnv } from "../../core/app-env.ts";
import type { Caller } from "../../core/auth/api-key.ts";
import { NO_STORE } from "../../core/caching.ts";
import { BY_HOST } from "../../core/describe.ts";
import { refuse, refuseInsufficient } from "../../core/problem.ts";
import { type HostAnswer as Answer, HostAnswer } from "./schemas.ts";

/** What the calls of a host product have in common. */

export type HostContext = Context<AppEnv & { Variables: { caller: Caller } }>;

/** Longest Idempotency-Key taken, printable ASCII. */
const KEY_SHAPE = /^[\x21-\x7e]{1,150}$/;

const BALANCE = { "x-balance-available": "As `available` in the body" };

export const WRITES = {
  security: BY_HOST,
  headers: {
    "Idempotency-Key": "1 to 150 printable ASCII characters: the same answers the same, once",
  },
  answers: {
    200: {
      description: "Done, or done before under the same key",
      schema: HostAnswer,
      headers: BALANCE,
    },
  },
  refusals: [
    "UNAUTHENTICATED",
    "TOO_MANY_REQUESTS",
    "INSUFFICIENT_BALANCE",
    "HOLD_NOT_FOUND",
    "HOLD_ENDED",
    "IDEMPOTENCY_KEY_REUSED",
    "INVALID_REQUEST",
  ],
} as const;

export const aCustomer = createMiddleware<AppEnv>(async (c, next) => {
  if (!isCustomerId(c.req.param("customer")))
    return refuse(c, "INVALID_REQUEST", [{ field: "customer", message: "not a customer's id" }]);
  await next();
});

export const ownPrefix = (c: HostContext): string => `api:${c.get("caller").hostId}:`;

export function keyOf(c: HostContext): string | null {
  const key = c.req.header("idempotency-key") ?? "";
  return KEY_SHAPE.test(key) ? ownPrefix(c) + key : null;
}

export const keyMissing = (c: HostContext): Response =>
  refuse(c, "INVALID_REQUEST", [
    {
      field: "Idempotency-Key",
      message: "a header of 1 to 150 printable ASCII characters is needed",
    },
  ]);

/** Another host's hold answers not found. */
export const isOwn = (c: HostContext, hold: string): boolean => hold.startsWith(ownPrefix(c));

/** The balance after is in a header too, for hosts that log headers and not bodies. */
export const answer = (c: HostContext, body: Answer): Response =>
  c.json(body, 200, { ...NO_STORE, "x-balance-available": String(body.available) });

export function refused(c: HostContext, refusal: LedgerRefusal): Response {
  switch (refusal.reason) {
    case "insufficient":
      return refuseInsufficient(c, refusal.available);
    case "hold-ended":
      return refuse(c, "HOLD_ENDED");
    case "key-used-otherwise":
      return refuse(c, "IDEMPOTENCY_KEY_REUSED");
    case "hold-not-found":
    case "grant-not-found":
    case "not-enough-left":
      return refuse(c, "HOLD_NOT_FOUND");
  }
}
