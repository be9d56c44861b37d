import { type Context, Hono } from "hono";
import * as v from "valibot";
import {
  documentToChange,
  type FoundDocument,
  findDocument,
} from "../../../actions/archivedInvoice.ts";
import { reviseInvoice } from "../../../actions/correctInvoice.ts";
import { newId } from "../../../actions/invoices.ts";
import { stripeInvoice, stripeInvoiceNow } from "../../../actions/listInvoices.ts";
import type { StripeDocument } from "../../../domain/invoice/stripe-document.ts";
import { requestFapiao } from "../../../store/fapiao.ts";
import type { InvoiceRow } from "../../../store/invoice-rows.ts";
import { latestRevision } from "../../../store/invoices.ts";
import type { AppEnv } from "../../core/app-env.ts";
import type { Identity } from "../../core/auth/identity.ts";
import { customer, limited } from "../../core/auth/middleware.ts";
import { PRIVATE } from "../../core/caching.ts";
import { creditSystemOf } from "../../core/credits/system.ts";
import { BY_CUSTOMER, describe, FOR_CALLERS, FOR_WRITES, valid } from "../../core/describe.ts";
import {
  answerPdf,
  answerPrint,
  documentBody,
  invoiceBody,
  invoicePage,
  isReference,
} from "../../core/invoices/answers.ts";
import { presentStripeInvoice } from "../../core/invoices/present-stripe.ts";
import { FapiaoRequest, Invoice, InvoicePage, InvoicesQuery } from "../../core/invoices/schemas.ts";
import { refuse } from "../../core/problem.ts";
import { open } from "./open.ts";

type OfCustomer = Context<AppEnv & { Variables: { customer: Identity } }>;

const READS = [...FOR_CALLERS, "CENTER_CLOSED", "INVOICE_NOT_FOUND"] as const;

const parameters = {
  id: { in: "path", description: "The invoice's id or its number; whatever is none is not found" },
} as const;

const StripeAddress = v.object({
  url: v.pipe(v.string(), v.description("Stripe's address, to be opened in a window of its own")),
});

const AT_STRIPE = {
  description: "It is one of Stripe's, and to be read there. To a frame this is said with 200",
  schema: null,
  headers: { location: "Stripe's address, within a day of when it was given" },
} as const;

/** The customer's own invoices (docs/decisions/0022-invoices.md). Another's answers not found. */
export const portalInvoices = new Hono<AppEnv>()
  .get(
    "/invoices",
    describe({
      tag: "Portal",
      summary: "The customer's invoices, ours and Stripe's, the latest month first",
      answers: { 200: { description: "One page", schema: InvoicePage } },
      refusals: [...FOR_CALLERS, "CENTER_CLOSED", "INVALID_REQUEST"],
      security: BY_CUSTOMER,
    }),
    customer,
    open,
    valid("query", InvoicesQuery),
    async (c) => {
      const own = { customerId: c.get("customer").id };
      return c.json(await invoicePage(c, { ...c.req.valid("query"), ...own }), 200, PRIVATE);
    },
  )
  .get(
    "/invoices/:id",
    describe({
      tag: "Portal",
      summary: "An invoice or a credit note, as it was issued",
      answers: { 200: { description: "With all that it says", schema: Invoice } },
      refusals: READS,
      security: BY_CUSTOMER,
      parameters,
    }),
    customer,
    open,
    async (c) => {
      const found = await ownInvoice(c);
      if (found) return c.json(await documentBody(c, found), 200, PRIVATE);
      const { id } = c.get("customer");
      const listed = await stripeInvoice(c.env, id, c.req.param("id"));
      if (!listed) return refuse(c, "INVOICE_NOT_FOUND");
      return c.json(presentStripeInvoice(listed, id), 200, PRIVATE);
    },
  )
  .get(
    "/invoices/:id/pdf",
    describe({
      tag: "Portal",
      summary: "The same as PDF, named after its number",
      answers: {
        200: {
          description:
            "In the language of the account, or in `lang`. Of a document of Stripe's, a frame is told the address",
          schema: null,
          type: "application/pdf",
          inFrame: StripeAddress,
          headers: { "content-disposition": "The file's name" },
        },
        303: AT_STRIPE,
      },
      refusals: [...READS, "FONT_MISSING", "TOO_MANY_REQUESTS"],
      security: BY_CUSTOMER,
      parameters,
    }),
    customer,
    open,
    limited("pdf"),
    async (c) => {
      const found = await ownInvoice(c);
      return found ? answerPdf(c, found.row) : toStripe(c, ({ pdfUrl }) => pdfUrl);
    },
  )
  .get(
    "/invoices/:id/print",
    describe({
      tag: "Portal",
      summary: "The same as a page to print, which needs no font of ours",
      answers: {
        200: {
          description:
            "A page that runs and loads nothing. Of a document of Stripe's, a frame is told the address",
          schema: null,
          type: "text/html",
          inFrame: StripeAddress,
          headers: { "content-security-policy": "Allows its own style alone" },
        },
        303: AT_STRIPE,
      },
      refusals: READS,
      security: BY_CUSTOMER,
      parameters,
    }),
    customer,
    open,
    async (c) => {
      const found = await ownInvoice(c);
      return found ? answerPrint(c, found.row) : toStripe(c, ({ url }) => url);
    },
  )
  .post(
    "/invoices/:id/revision",
    describe({
      tag: "Portal",
      summary: "Issues the invoice anew with what the account says now; the number stays",
      answers: { 200: { description: "The one that holds", schema: Invoice } },
      refusals: [...READS, "INVOICE_CHANGE_NOT_POSSIBLE", "TOO_MANY_REQUESTS"],
      security: BY_CUSTOMER,
      parameters,
    }),
    customer,
    open,
    limited("invoice"),
    async (c) => {
      const row = await ownToChange(c);
      if (!row) return refuse(c, "INVOICE_NOT_FOUND");
      const revised = await reviseInvoice(c.env, row.firstId, Date.now());
      if (!revised.ok) return refuse(c, "INVOICE_CHANGE_NOT_POSSIBLE");
      return c.json(await invoiceBody(c, revised.value), 200, PRIVATE);
    },
  )
  .post(
    "/invoices/:id/fapiao",
    describe({
      tag: "Portal",
      summary: "Asks for a fapiao over what is left of a paid invoice. Asked again, it is refused",
      answers: { 201: { description: "The invoice with its request", schema: Invoice } },
      refusals: [
        ...FOR_WRITES,
        "CENTER_CLOSED",
        "INVOICE_NOT_FOUND",
        "FAPIAO_NOT_POSSIBLE",
        "TOO_MANY_REQUESTS",
      ],
      security: BY_CUSTOMER,
      parameters,
    }),
    customer,
    open,
    limited("invoice"),
    valid("json", FapiaoRequest),
    async (c) => {
      const row = await ownToChange(c);
      if (!row) return refuse(c, "INVOICE_NOT_FOUND");
      const latest = await latestRevision(c.env.DB, row.firstId);
      const { title, type, email } = c.req.valid("json");
      // 专票 are for businesses, which deduct their tax.
      if (!latest || (type === "special" && title.type === "person"))
        return refuse(c, "FAPIAO_NOT_POSSIBLE");
      const asked = await requestFapiao(c.env.DB, {
        id: newId(),
        ...{ latestId: latest.id, firstId: row.firstId, customerId: c.get("customer").id },
        ...{ title, type, email: email || title.email, nowMs: Date.now() },
      });
      if (!asked) return refuse(c, "FAPIAO_NOT_POSSIBLE");
      return c.json(await invoiceBody(c, latest), 201, PRIVATE);
    },
  );

/** Leads to what Stripe issued. A frame's policy lets no request of its follow, so it is told where to open a window. */
async function toStripe(
  c: OfCustomer,
  addressOf: (document: StripeDocument) => string | null,
): Promise<Response> {
  const [system, language] = [await creditSystemOf(c), c.get("language")];
  const { id } = c.get("customer");
  const listed = await stripeInvoiceNow(c.env, id, c.req.param("id") ?? "", { system, language });
  const address = listed && addressOf(listed.document);
  if (!address) return refuse(c, "INVOICE_NOT_FOUND");
  if (c.get("portal")) return c.json({ url: address }, 200, PRIVATE);
  return c.body(null, 303, { ...PRIVATE, location: address });
}

async function ownInvoice(c: OfCustomer): Promise<FoundDocument | null> {
  const reference = c.req.param("id") ?? "";
  return isReference(reference) ? findDocument(c.env, reference, c.get("customer").id) : null;
}

async function ownToChange(c: OfCustomer): Promise<InvoiceRow | null> {
  const reference = c.req.param("id") ?? "";
  return isReference(reference)
    ? documentToChange(c.env, reference, c.get("customer").id, Date.now())
    : null;
}
