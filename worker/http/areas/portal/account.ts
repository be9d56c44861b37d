import { type Context, Hono } from "hono";
import { buyerOf, firstSeen, keepBuyer } from "../../../store/parties.ts";
import type { AppEnv } from "../../core/app-env.ts";
import type { Identity } from "../../core/auth/identity.ts";
import { customer, limited } from "../../core/auth/middleware.ts";
import { PRIVATE } from "../../core/caching.ts";
import { BY_CUSTOMER, describe, FOR_CALLERS, FOR_WRITES, valid } from "../../core/describe.ts";
import { buyerFrom, presentAccount } from "../../core/invoices/present.ts";
import { Account, AccountInput } from "../../core/invoices/schemas.ts";
import { open } from "./open.ts";

/** What a customer says of itself: it goes on invoices that are issued from then on. */
export const portalAccount = new Hono<AppEnv>()
  .get(
    "/account",
    describe({
      tag: "Portal",
      summary: "What the customer has said of itself, as invoices show it",
      answers: { 200: { description: "As it is", schema: Account } },
      refusals: [...FOR_CALLERS, "CENTER_CLOSED"],
      security: BY_CUSTOMER,
    }),
    customer,
    open,
    (c) => answerAccount(c),
  )
  .put(
    "/account",
    describe({
      tag: "Portal",
      summary:
        "Replaces it. Invoices that were issued stay as they are until a revision is asked for",
      answers: { 200: { description: "As it is from now on", schema: Account } },
      refusals: [...FOR_WRITES, "CENTER_CLOSED", "TOO_MANY_REQUESTS"],
      security: BY_CUSTOMER,
    }),
    customer,
    open,
    limited("account"),
    valid("json", AccountInput),
    async (c) => {
      const { id } = c.get("customer");
      const buyer = buyerFrom(c.req.valid("json"));
      await keepBuyer(c.env.DB, id, buyer, { by: id, nowMs: Date.now() });
      return answerAccount(c);
    },
  );

async function answerAccount(
  c: Context<AppEnv & { Variables: { customer: Identity } }>,
): Promise<Response> {
  const { id, email } = c.get("customer");
  const [kept, createdAtMs] = await Promise.all([buyerOf(c.env.DB, id), firstSeen(c.env.DB, id)]);
  return c.json(presentAccount(id, kept, { email, createdAtMs }), 200, PRIVATE);
}
