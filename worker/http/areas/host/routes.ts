import { type Context, Hono } from "hono";
import { createMiddleware } from "hono/factory";
import { accountObject } from "../../../actions/objects.ts";
import { isCustomerId } from "../../../domain/customer-id.ts";
import type { LedgerRefusal } from "../../../domain/ledger/operations.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { type Caller, host } from "../../core/auth/api-key.ts";
import { NO_STORE } from "../../core/caching.ts";
import { BY_HOST, describe, valid } from "../../core/describe.ts";
import { presentBalances, presentEntitlement } from "../../core/holdings/present.ts";
import { refuse } from "../../core/problem.ts";
import { iso } from "../../core/time.ts";
import {
  type HostAnswer as Answer,
  Deduct,
  Hold,
  HostAnswer,
  HostBalance,
  Release,
  Settle,
} from "./schemas.ts";

type HostContext = Context<AppEnv & { Variables: { caller: Caller } }>;

/** Longest Idempotency-Key taken, printable ASCII. */
const KEY_SHAPE = /^[\x21-\x7e]{1,150}$/;

const BALANCE = { "x-balance-available": "As `available` in the body" };

const WRITES = {
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

const aCustomer = createMiddleware<AppEnv>(async (c, next) => {
  if (!isCustomerId(c.req.param("customer")))
    return refuse(c, "INVALID_REQUEST", [{ field: "customer", message: "not a customer's id" }]);
  await next();
});

/** What a host product's backend does with its customers' balances. Each write needs an `Idempotency-Key` header. */
export const hostRoutes = new Hono<AppEnv>()
  .get(
    "/:customer/balance",
    describe({
      tag: "Host product",
      summary: "What a customer has",
      answers: { 200: { description: "Balances and entitlements", schema: HostBalance } },
      refusals: ["UNAUTHENTICATED", "TOO_MANY_REQUESTS", "INVALID_REQUEST"],
      security: BY_HOST,
    }),
    host,
    aCustomer,
    async (c) => {
      const customer = c.req.param("customer");
      const { balances, entitlements } = await accountObject(c.env, customer).holdings();
      const { power, credits } = presentBalances(balances);
      const language = c.get("language");
      const cozePackage = presentEntitlement(entitlements, "coze", Date.now(), language);
      const holdings = { customerId: customer, power, credits, entitlements: { cozePackage } };
      return c.json(holdings, 200, NO_STORE);
    },
  )
  .post(
    "/:customer/deduct",
    describe({ tag: "Host product", summary: "Takes units that were used", ...WRITES }),
    host,
    aCustomer,
    valid("json", Deduct),
    async (c) => {
      const key = keyOf(c);
      if (!key) return keyMissing(c);
      const done = await accountObject(c.env, c.req.param("customer")).deduct({
        key,
        ...c.req.valid("json"),
      });
      return done.ok ? answer(c, done.value) : refused(c, done.error);
    },
  )
  .post(
    "/:customer/hold",
    describe({
      tag: "Host product",
      summary: "Reserves units before a call whose cost is not known yet",
      ...WRITES,
    }),
    host,
    aCustomer,
    valid("json", Hold),
    async (c) => {
      const key = keyOf(c);
      if (!key) return keyMissing(c);
      const done = await accountObject(c.env, c.req.param("customer")).hold({
        key,
        ...c.req.valid("json"),
      });
      if (!done.ok) return refused(c, done.error);
      const { deadlineMs, ...rest } = done.value;
      return answer(c, { ...rest, deadline: iso(deadlineMs) });
    },
  )
  .post(
    "/:customer/settle",
    describe({
      tag: "Host product",
      summary: "Takes what a held call really used and gives the rest back",
      ...WRITES,
    }),
    host,
    aCustomer,
    valid("json", Settle),
    async (c) => {
      const key = keyOf(c);
      if (!key) return keyMissing(c);
      const { hold, amount } = c.req.valid("json");
      if (!isOwn(c, hold)) return refuse(c, "HOLD_NOT_FOUND");
      const done = await accountObject(c.env, c.req.param("customer")).settle({
        key,
        hold,
        amount,
      });
      return done.ok ? answer(c, done.value) : refused(c, done.error);
    },
  )
  .post(
    "/:customer/release",
    describe({ tag: "Host product", summary: "Gives everything back that was held", ...WRITES }),
    host,
    aCustomer,
    valid("json", Release),
    async (c) => {
      const key = keyOf(c);
      if (!key) return keyMissing(c);
      const { hold } = c.req.valid("json");
      if (!isOwn(c, hold)) return refuse(c, "HOLD_NOT_FOUND");
      const done = await accountObject(c.env, c.req.param("customer")).release({ key, hold });
      return done.ok ? answer(c, done.value) : refused(c, done.error);
    },
  );

const ownPrefix = (c: HostContext): string => `api:${c.get("caller").hostId}:`;

function keyOf(c: HostContext): string | null {
  const key = c.req.header("idempotency-key") ?? "";
  return KEY_SHAPE.test(key) ? ownPrefix(c) + key : null;
}

const keyMissing = (c: HostContext): Response =>
  refuse(c, "INVALID_REQUEST", [
    {
      field: "Idempotency-Key",
      message: "a header of 1 to 150 printable ASCII characters is needed",
    },
  ]);

/** Another host's hold answers not found. */
const isOwn = (c: HostContext, hold: string): boolean => hold.startsWith(ownPrefix(c));

/** The balance after is in a header too, for hosts that log headers and not bodies. */
const answer = (c: HostContext, body: Answer): Response =>
  c.json(body, 200, { ...NO_STORE, "x-balance-available": String(body.available) });

function refused(c: HostContext, refusal: LedgerRefusal): Response {
  switch (refusal.reason) {
    case "insufficient":
      c.header("x-balance-available", String(refusal.available));
      return refuse(c, "INSUFFICIENT_BALANCE", undefined, { available: refusal.available });
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
