import { Hono } from "hono";
import * as v from "valibot";
import { searchCustomers } from "../../../../store/console-customers.ts";
import { findOrders } from "../../../../store/console-orders.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, valid } from "../../../core/describe.ts";
import { presentCustomer } from "../customers/present.ts";
import { ConsoleCustomer } from "../customers/schemas.ts";
import { presentConsoleOrder } from "../orders/present.ts";
import { ConsoleOrder } from "../orders/schemas.ts";

/** Of each kind. */
const FOUND_MAX = 8;

const SearchQuery = v.object({
  q: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(2),
    v.maxLength(128),
    v.description(
      "A number of an order, ours or the gateway's; or how an id, an e-mail, a name begins",
    ),
  ),
});

const Found = v.object({
  orders: v.array(ConsoleOrder),
  customers: v.array(ConsoleCustomer),
  more: v.pipe(
    v.object({ orders: v.boolean(), customers: v.boolean() }),
    v.description(`Of which kind more than ${FOUND_MAX} were found, so that some are left out`),
  ),
});

/** From anywhere in the console. */
export const search = new Hono<AppEnv>().get(
  "/search",
  describe({
    tag: "Console",
    summary: `Orders and customers that a text leads to, at most ${FOUND_MAX} each`,
    answers: { 200: { description: "What was found", schema: Found } },
    refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
  }),
  viewing(),
  valid("query", SearchQuery),
  async (c) => {
    const { q } = c.req.valid("query");
    const [orders, customers] = await Promise.all([
      findOrders(c.env.DB, { search: q, limit: FOUND_MAX + 1 }),
      searchCustomers(c.env.DB, q, FOUND_MAX + 1),
    ]);
    const body = {
      orders: orders.slice(0, FOUND_MAX).map(presentConsoleOrder),
      customers: customers.slice(0, FOUND_MAX).map(presentCustomer),
      more: { orders: orders.length > FOUND_MAX, customers: customers.length > FOUND_MAX },
    };
    return c.json(body, 200, NO_STORE);
  },
);
