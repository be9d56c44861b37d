import { type Context, Hono } from "hono";
import {
  documentToChange,
  type FoundDocument,
  findDocument,
} from "../../../../actions/archivedInvoice.ts";
import { creditRefunds, reviseInvoice } from "../../../../actions/correctInvoice.ts";
import { generateInvoice, issueRules } from "../../../../actions/invoices.ts";
import { findInvoices } from "../../../../actions/listInvoices.ts";
import { newestInvoiceMonth } from "../../../../store/archived-invoices.ts";
import type { InvoiceRow } from "../../../../store/invoice-rows.ts";
import { markPaid, markVoid } from "../../../../store/invoice-writing.ts";
import { creditedSales, findInvoice, latestRevision } from "../../../../store/invoices.ts";
import { buyerOf, firstSeen, keepBuyer } from "../../../../store/parties.ts";
import { readSettings } from "../../../../store/settings.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing, type WithOperator } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import {
  answerPdf,
  answerPrint,
  documentBody,
  invoiceBody,
  isReference,
} from "../../../core/invoices/answers.ts";
import { buyerFrom, presentAccount, presentSummary } from "../../../core/invoices/present.ts";
import { Account, Invoice } from "../../../core/invoices/schemas.ts";
import { refuse } from "../../../core/problem.ts";
import { OfCustomer } from "../customers/schemas.ts";
import { answerFile, describeFile, FILE_PAGE } from "../file.ts";
import { Reasoned } from "../schemas.ts";
import { archiveNote } from "./archive.ts";
import { audited, INVOICE_COLUMNS, presentRow } from "./present.ts";
import {
  AccountForCustomer,
  ConsoleInvoice,
  ConsoleInvoicePage,
  ConsoleInvoicesFileQuery,
  ConsoleInvoicesQuery,
  Issued,
  IssueInvoice,
} from "./schemas.ts";

const OPERATORS = [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH"] as const;
const WRITERS = [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH"] as const;
const CHANGES = [...WRITERS, "INVOICE_NOT_FOUND", "INVOICE_CHANGE_NOT_POSSIBLE"] as const;
const parameters = {
  id: { in: "path", description: "The document's id or its number" },
} as const;

/** Credit notes that one call issues of an invoice. */
const CREDITS_PER_CALL_MAX = 100;

/** Invoices of all customers. */
export const invoices = new Hono<AppEnv>()
  .get(
    "/invoices",
    describe({
      tag: "Console",
      summary: "Invoices, credit notes and drafts of all customers, the latest month first",
      answers: { 200: { description: "One page", schema: ConsoleInvoicePage } },
      refusals: [...OPERATORS, "INVALID_REQUEST"],
    }),
    viewing(),
    valid("query", ConsoleInvoicesQuery),
    async (c) => {
      const { customer: customerId, ...query } = c.req.valid("query");
      const { page, pageSize } = query;
      const [{ rows, ...found }, archivedMonth] = await Promise.all([
        findInvoices(c.env, { ...query, customerId }),
        newestInvoiceMonth(c.env.DB, customerId ?? null),
      ]);
      const items = rows.map(presentRow);
      return c.json({ items, ...found, page, pageSize, archivedMonth }, 200, NO_STORE);
    },
  )
  .get(
    "/invoices.csv",
    describeFile("Invoices, credit notes and drafts of all customers"),
    acting("invoice.export", "read"),
    valid("query", ConsoleInvoicesFileQuery),
    async (c) =>
      answerFile(c, c.req.valid("query"), async ({ customer: customerId, ...sought }) => {
        const [{ rows }, archivedMonth] = await Promise.all([
          findInvoices(c.env, { ...sought, customerId, ...FILE_PAGE }),
          newestInvoiceMonth(c.env.DB, customerId ?? null),
        ]);
        const isWhole = archivedMonth === null || (sought.period ?? "") > archivedMonth;
        const notes = isWhole ? [] : [archiveNote(archivedMonth, c.get("language"))];
        return { name: "invoices.csv", columns: INVOICE_COLUMNS, rows, cells: presentRow, notes };
      }),
  )
  .post(
    "/invoices",
    describe({
      tag: "Console",
      summary: "Issues what a customer paid in a month and no invoice says yet",
      answers: { 200: { description: "Issued", schema: Issued } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH", "SELLER_MISSING"],
    }),
    acting("invoice.issue", "invoices"),
    valid("json", IssueInvoice),
    async (c) => {
      const { customerId, period, reason: why } = c.req.valid("json");
      c.set("audit", { why, after: { customerId, period }, customer: customerId });
      const rules = await issueRules(c.env);
      if (!rules.ok) return refuse(c, "SELLER_MISSING");
      const rows = await generateInvoice(c.env, customerId, period, rules.value, Date.now());
      const after = { customerId, period, issued: rows.map(audited) };
      c.set("audit", { why, after, customer: customerId });
      return c.json({ items: rows.map((row) => presentSummary(row, [])) }, 200, NO_STORE);
    },
  )
  .get(
    "/invoices/:id",
    describe({
      tag: "Console",
      summary: "A document as it was issued",
      answers: { 200: { description: "With all that it says", schema: Invoice } },
      refusals: [...OPERATORS, "INVOICE_NOT_FOUND"],
      parameters,
    }),
    viewing(),
    async (c) => {
      const found = await issuedDocument(c);
      if (!found) return refuse(c, "INVOICE_NOT_FOUND");
      return c.json(await documentBody(c, found), 200, NO_STORE);
    },
  )
  .get(
    "/invoices/:id/pdf",
    describe({
      tag: "Console",
      summary: "The same as PDF",
      answers: {
        200: {
          description: "Named after its number",
          schema: null,
          type: "application/pdf",
          headers: { "content-disposition": "The file's name" },
        },
      },
      refusals: [...OPERATORS, "INVOICE_NOT_FOUND", "FONT_MISSING"],
      parameters,
    }),
    viewing(),
    async (c) => {
      const found = await issuedDocument(c);
      return found ? answerPdf(c, found.row) : refuse(c, "INVOICE_NOT_FOUND");
    },
  )
  .get(
    "/invoices/:id/print",
    describe({
      tag: "Console",
      summary: "The same as a page to print",
      answers: {
        200: {
          description: "A page that runs and loads nothing",
          schema: null,
          type: "text/html",
          headers: { "content-security-policy": "Allows its own style alone" },
        },
      },
      refusals: [...OPERATORS, "INVOICE_NOT_FOUND"],
      parameters,
    }),
    viewing(),
    async (c) => {
      const found = await issuedDocument(c);
      return found ? answerPrint(c, found.row) : refuse(c, "INVOICE_NOT_FOUND");
    },
  )
  .post(
    "/invoices/:id/revision",
    describe({
      tag: "Console",
      summary: "Issues an invoice anew with what its customer's account says now",
      answers: { 200: { description: "The one that holds", schema: Invoice } },
      refusals: CHANGES,
      parameters,
    }),
    acting("invoice.revise", "invoices", "id"),
    valid("json", Reasoned),
    async (c) => {
      const { reason: why } = c.req.valid("json");
      c.set("audit", { why });
      const row = await issuedInvoice(c);
      if (!row) return refuse(c, "INVOICE_NOT_FOUND");
      const holding = (await latestRevision(c.env.DB, row.firstId)) ?? row;
      c.set("audit", { why, before: audited(holding) });
      const revised = await reviseInvoice(c.env, row.firstId, Date.now());
      if (!revised.ok) return refuse(c, "INVOICE_CHANGE_NOT_POSSIBLE");
      c.set("audit", { why, before: audited(holding), after: audited(revised.value) });
      return c.json(await invoiceBody(c, revised.value), 200, NO_STORE);
    },
  )
  .post(
    "/invoices/:id/credit-notes",
    describe({
      tag: "Console",
      summary: "Issues the credit notes of an invoice at once, one for each refund that is through",
      answers: { 200: { description: "The invoice with its credit notes", schema: Invoice } },
      refusals: [...WRITERS, "INVOICE_NOT_FOUND", "NOTHING_TO_CREDIT"],
      parameters,
    }),
    acting("invoice.credit", "invoices", "id"),
    valid("json", Reasoned),
    async (c) => {
      const { reason: why } = c.req.valid("json");
      c.set("audit", { why });
      const row = await issuedInvoice(c);
      if (!row) return refuse(c, "INVOICE_NOT_FOUND");
      const credited = await creditedSales(c.env.DB, row.firstId);
      const zone = (await readSettings(c.env.CONFIG)).billing_time_zone.value;
      const limit = CREDITS_PER_CALL_MAX;
      const of = { invoiceId: row.firstId, sinceMs: 0, nowMs: Date.now(), limit };
      const { issued } = await creditRefunds(c.env, of, zone);
      c.set("audit", {
        ...{ why, before: { ...audited(row), creditNotes: credited.length } },
        after: {
          ...{ ...audited(row), creditNotes: credited.length + issued.length },
          issued: issued.map(audited),
        },
      });
      if (issued.length === 0) return refuse(c, "NOTHING_TO_CREDIT");
      return c.json(await invoiceBody(c, row), 200, NO_STORE);
    },
  )
  .post(
    "/invoices/:id/pay",
    describe({
      tag: "Console",
      summary: "Notes that what was still to be paid of an invoice is paid",
      answers: { 200: { description: "As it is from now on", schema: ConsoleInvoice } },
      refusals: CHANGES,
      parameters,
    }),
    acting("invoice.note-paid", "invoices", "id"),
    valid("json", Reasoned),
    (c) =>
      changed(c, c.req.valid("json").reason, "paid", (row) =>
        markPaid(c.env.DB, row.id, Date.now()),
      ),
  )
  .post(
    "/invoices/:id/void",
    describe({
      tag: "Console",
      summary: "Withdraws a draft, or an invoice that is not paid; its sales are invoiced anew",
      answers: { 200: { description: "As it is from now on", schema: ConsoleInvoice } },
      refusals: CHANGES,
      parameters,
    }),
    acting("invoice.void", "invoices", "id"),
    valid("json", Reasoned),
    (c) =>
      changed(c, c.req.valid("json").reason, "void", (row) => markVoid(c.env.DB, row, Date.now())),
  )
  .get(
    "/customers/:customer/account",
    describe({
      tag: "Console",
      summary: "What a customer has said of itself",
      answers: { 200: { description: "As it is", schema: Account } },
      refusals: [...OPERATORS, "INVALID_REQUEST"],
    }),
    viewing(),
    valid("param", OfCustomer),
    (c) => answerAccount(c, c.req.valid("param").customer),
  )
  .put(
    "/customers/:customer/account",
    describe({
      tag: "Console",
      summary: "Replaces it in the customer's name",
      answers: { 200: { description: "As it is from now on", schema: Account } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    acting("customer.account", "invoices", "customer"),
    valid("param", OfCustomer),
    valid("json", AccountForCustomer),
    async (c) => {
      const { customer } = c.req.valid("param");
      const { reason: why, ...input } = c.req.valid("json");
      const buyer = buyerFrom(input);
      const by = c.get("customer").id;
      const { buyer: before } = await buyerOf(c.env.DB, customer);
      c.set("audit", { why, before, after: buyer });
      await keepBuyer(c.env.DB, customer, buyer, { by, nowMs: Date.now() });
      return answerAccount(c, customer);
    },
  );

async function answerAccount<E extends AppEnv>(c: Context<E>, id: string): Promise<Response> {
  const [kept, createdAtMs] = await Promise.all([buyerOf(c.env.DB, id), firstSeen(c.env.DB, id)]);
  return c.json(presentAccount(id, kept, { email: "", createdAtMs }), 200, NO_STORE);
}

async function issuedDocument<E extends AppEnv>(c: Context<E>): Promise<FoundDocument | null> {
  const reference = c.req.param("id") ?? "";
  const found = isReference(reference) ? await findDocument(c.env, reference, null) : null;
  return found?.row.number ? found : null;
}

/** To be changed: from the archive it comes back first. */
async function anyInvoice<E extends AppEnv>(c: Context<E>): Promise<InvoiceRow | null> {
  const reference = c.req.param("id") ?? "";
  return isReference(reference) ? documentToChange(c.env, reference, null, Date.now()) : null;
}

async function issuedInvoice<E extends AppEnv>(c: Context<E>): Promise<InvoiceRow | null> {
  const row = await anyInvoice(c);
  return row?.number ? row : null;
}

/** A repeat of what was done is answered like the first time. */
async function changed(
  c: Context<WithOperator>,
  why: string,
  to: InvoiceRow["state"],
  change: (row: InvoiceRow) => Promise<boolean>,
): Promise<Response> {
  c.set("audit", { why });
  const row = await anyInvoice(c);
  if (!row) return refuse(c, "INVOICE_NOT_FOUND");
  const done = row.kind === "invoice" && (await change(row));
  const now = (await findInvoice(c.env.DB, row.id, null)) ?? row;
  c.set("audit", { why, before: audited(row), after: audited(now) });
  if (!done && now.state !== to) return refuse(c, "INVOICE_CHANGE_NOT_POSSIBLE");
  return c.json(presentRow(now), 200, NO_STORE);
}
