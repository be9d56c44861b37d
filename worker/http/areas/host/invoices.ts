import { Hono } from "hono";
import type { AppEnv } from "../../core/app-env.ts";
import { host } from "../../core/auth/api-key.ts";
import { NO_STORE } from "../../core/caching.ts";
import { BY_HOST, describe, valid } from "../../core/describe.ts";
import { invoicePage } from "../../core/invoices/answers.ts";
import { InvoicePage, InvoicesQuery } from "../../core/invoices/schemas.ts";
import { aCustomer } from "./calls.ts";

/** What was invoiced to a customer, for the host product's own pages. */
export const hostInvoices = new Hono<AppEnv>().get(
  "/:customer/invoices",
  describe({
    tag: "Host product",
    summary: "A customer's invoices, the latest month first",
    answers: { 200: { description: "One page", schema: InvoicePage } },
    refusals: ["UNAUTHENTICATED", "TOO_MANY_REQUESTS", "INVALID_REQUEST"],
    security: BY_HOST,
  }),
  host,
  aCustomer,
  valid("query", InvoicesQuery),
  async (c) => {
    const own = { customerId: c.req.param("customer") };
    return c.json(await invoicePage(c, { ...c.req.valid("query"), ...own }), 200, NO_STORE);
  },
);
