import { type Context, Hono } from "hono";
import { canonicalJson } from "../../../../domain/invoice/canonical.ts";
import type { Seller, SellerTaxes } from "../../../../domain/invoice/party.ts";
import { type KeptSeller, keepSeller, keptSeller } from "../../../../store/parties.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing, type WithOperator } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import { refuse } from "../../../core/problem.ts";
import { iso } from "../../../core/time.ts";
import { SellerChange, SellerNow } from "./schemas.ts";

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
    async (c) => c.json(present(await keptSeller(c.env.DB)), 200, NO_STORE),
  )
  .put(
    "/seller",
    describe({
      tag: "Console",
      summary: "Says who sells. What was issued stays as it is",
      answers: { 200: { description: "As it is from now on", schema: SellerNow } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH", "SELLER_CHANGED"],
    }),
    acting("seller.change", "invoices"),
    valid("json", SellerChange),
    async (c) => {
      const { version, ...input } = c.req.valid("json");
      const wanted = stored({ ...input, taxes: input.taxes as SellerTaxes });
      const seen = await keptSeller(c.env.DB);
      c.set("audit", { before: seen.seller, after: wanted });
      // The answer of the first time may have been lost.
      if (canonicalJson(seen.seller) === canonicalJson(wanted))
        return c.json(present(seen), 200, NO_STORE);
      if (version !== undefined && seen.version !== version) return changed(c, seen);
      const by = c.get("customer").id;
      const compared = version === undefined ? null : seen;
      const isKept = await keepSeller(c.env.DB, wanted, { seen: compared, by, nowMs: Date.now() });
      const now = await keptSeller(c.env.DB);
      return isKept ? c.json(present(now), 200, NO_STORE) : changed(c, now);
    },
  );

/** As it comes back from D1: a rate of -0 is 0. */
const stored = (seller: Seller): Seller => JSON.parse(JSON.stringify(seller)) as Seller;

const present = ({ seller, version, updatedAtMs }: KeptSeller): SellerNow => ({
  ...{ seller, version, updatedAt: updatedAtMs === null ? null : iso(updatedAtMs) },
});

/** What stands now is told with it. */
const changed = (c: Context<WithOperator>, now: KeptSeller): Response =>
  refuse(c, "SELLER_CHANGED", undefined, { current: present(now) });
