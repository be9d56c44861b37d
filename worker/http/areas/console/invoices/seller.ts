import { Hono } from "hono";
import type { SellerTaxes } from "../../../../domain/invoice/party.ts";
import { keepSeller, sellerNow } from "../../../../store/parties.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import { SellerInput, SellerNow } from "./schemas.ts";

/** Who sells, as it stands on every document that is issued from then on. */
export const seller = new Hono<AppEnv>()
  .get(
    "/seller",
    describe({
      tag: "Console",
      summary: "Who sells, as invoices show it",
      answers: { 200: { description: "As it is", schema: SellerNow } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    viewing(),
    async (c) => c.json({ seller: await sellerNow(c.env.DB) }, 200, NO_STORE),
  )
  .put(
    "/seller",
    describe({
      tag: "Console",
      summary: "Says who sells. What was issued stays as it is",
      answers: { 200: { description: "As it is from now on", schema: SellerNow } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    acting("seller.change", "invoices"),
    valid("json", SellerInput),
    async (c) => {
      const input = c.req.valid("json");
      const before = await sellerNow(c.env.DB);
      c.set("audit", { before, after: input });
      const kept = { ...input, taxes: input.taxes as SellerTaxes };
      await keepSeller(c.env.DB, kept, { by: c.get("customer").id, nowMs: Date.now() });
      return c.json({ seller: await sellerNow(c.env.DB) }, 200, NO_STORE);
    },
  );
