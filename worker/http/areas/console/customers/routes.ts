import { Hono } from "hono";
import { accountObject } from "../../../../actions/objects.ts";
import { faultText } from "../../../../domain/fault.ts";
import type { Standing } from "../../../../objects/account/object.ts";
import { endSessions } from "../../../../store/sessions.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import { refuse } from "../../../core/problem.ts";
import { iso } from "../../../core/time.ts";
import { AccountStanding, Allowance, OfCustomer, SessionsEnded } from "./schemas.ts";

/** Whether a customer's balance may go below zero, and the end of a customer's sessions. */
export const customers = new Hono<AppEnv>()
  .get(
    "/customers/:customer/allow-negative",
    describe({
      tag: "Console",
      summary: "Whether a customer may owe units, and how many are owed",
      answers: { 200: { description: "As it is", schema: AccountStanding } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    viewing(),
    valid("param", OfCustomer),
    async (c) => {
      const customerId = c.req.valid("param").customer;
      const standing = await accountObject(c.env, customerId).standing();
      return c.json(presentStanding(customerId, standing), 200, NO_STORE);
    },
  )
  .put(
    "/customers/:customer/allow-negative",
    describe({
      tag: "Console",
      summary: "Lets a full claw-back leave a customer owing what was spent, or ends that",
      answers: { 200: { description: "As it is from now on", schema: AccountStanding } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    acting("customer.let-owe", "money", "customer"),
    valid("param", OfCustomer),
    valid("json", Allowance),
    async (c) => {
      const customerId = c.req.valid("param").customer;
      const { allow } = c.req.valid("json");
      const account = accountObject(c.env, customerId);
      const before = await account.standing();
      const standing = await account.allowNegative(allow, c.get("customer").id);
      c.set("audit", {
        before: { allow: before.allowNegative },
        after: { allow: standing.allowNegative },
      });
      return c.json(presentStanding(customerId, standing), 200, NO_STORE);
    },
  )
  .post(
    "/customers/:customer/sessions/end",
    describe({
      tag: "Console",
      summary: "Signs a customer, or another operator, out of every browser",
      answers: { 200: { description: "Written down", schema: SessionsEnded } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    acting("customer.end-sessions", "sessions", "customer"),
    valid("param", OfCustomer),
    async (c) => {
      const customerId = c.req.valid("param").customer;
      const nowMs = Date.now();
      try {
        await endSessions(c.env, customerId, nowMs);
      } catch (error) {
        console.error("the end of a customer's sessions was not written", {
          error: faultText(error),
        });
        return refuse(c, "UNAVAILABLE");
      }
      return c.json({ customerId, endedUntil: iso(nowMs) }, 200, NO_STORE);
    },
  );

const presentStanding = (customerId: string, standing: Standing) => ({
  customerId,
  allowNegative: standing.allowNegative,
  owed: standing.owed,
  changes: standing.changes.map(({ atMs, by, allow }) => ({ at: iso(atMs), by, allow })),
  changesTotal: standing.changesTotal,
});
