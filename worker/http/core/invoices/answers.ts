import type { Context } from "hono";
import type { FoundDocument } from "../../../actions/archivedInvoice.ts";
import { getInvoices, type InvoicesAsked } from "../../../actions/listInvoices.ts";
import { generatePdf, generatePrint, type ReaderLanguage } from "../../../actions/showInvoice.ts";
import { LANGUAGES } from "../../../domain/language.ts";
import { companionsIn, fapiaoIn } from "../../../store/archive-invoice-rows.ts";
import { fapiaoOf } from "../../../store/fapiao.ts";
import type { InvoiceRow } from "../../../store/invoice-rows.ts";
import { companionsOf } from "../../../store/invoices.ts";
import type { AppEnv } from "../app-env.ts";
import { PRIVATE } from "../caching.ts";
import { refuse } from "../problem.ts";
import { presentInvoice, presentSummary } from "./present.ts";
import { presentStripeSummary } from "./present-stripe.ts";
import type { InvoicePage } from "./schemas.ts";

/** Answers about documents that customers, hosts and operators are given alike; each area says which ones. */

/** Longest id or number that can be one; what is longer is not looked for. */
const REFERENCE_LENGTH_MAX = 64;

export const isReference = (text: string): boolean => text.length <= REFERENCE_LENGTH_MAX;

export async function invoicePage<E extends AppEnv>(
  c: Context<E>,
  query: InvoicesAsked,
): Promise<InvoicePage> {
  const { rows, total, next } = await getInvoices(c.env, query);
  const inD1 = await companionsOf(
    c.env.DB,
    rows.flatMap((item) => (item.issuer === "us" && !item.archived ? item.row.firstId : [])),
  );
  return {
    items: rows.map((item) => {
      if (item.issuer !== "us") return presentStripeSummary(item);
      return presentSummary(item.row, item.archived ? companionsIn(item.archived) : inD1);
    }),
    ...{ total, page: query.page, pageSize: query.pageSize, next },
  };
}

export async function documentBody<E extends AppEnv>(c: Context<E>, found: FoundDocument) {
  const { row, archived } = found;
  if (!archived) return invoiceBody(c, row);
  // A fapiao is of the invoice, not of its credit notes.
  const fapiao = row.firstId === archived.firstId ? fapiaoIn(archived) : null;
  return presentInvoice(row, companionsIn(archived), fapiao, languageFor(c));
}

/** Of one that is in D1. */
export async function invoiceBody<E extends AppEnv>(c: Context<E>, row: InvoiceRow) {
  const [companions, fapiao] = await Promise.all([
    companionsOf(c.env.DB, [row.firstId]),
    fapiaoOf(c.env.DB, row.firstId),
  ]);
  return presentInvoice(row, companions, fapiao, languageFor(c));
}

export async function answerPdf<E extends AppEnv>(c: Context<E>, row: InvoiceRow) {
  const pdf = await generatePdf(c.env, row, readerOf(c));
  if (!pdf.ok) {
    console.error("a font is missing, put it there with `npm run fonts`", { ...pdf.error });
    return refuse(c, "FONT_MISSING");
  }
  return c.body(pdf.value as Uint8Array<ArrayBuffer>, 200, {
    ...PRIVATE,
    "content-type": "application/pdf",
    "content-disposition": `attachment; filename="${row.number}.pdf"`,
  });
}

export async function answerPrint<E extends AppEnv>(c: Context<E>, row: InvoiceRow) {
  const { html, policy } = await generatePrint(row, readerOf(c));
  return c.html(html, 200, {
    ...PRIVATE,
    "content-security-policy": policy,
    "referrer-policy": "no-referrer",
  });
}

/** `?lang=` is what the reader wants now; the browser's preferences count only where the buyer has none. */
function readerOf<E extends AppEnv>(c: Context<E>): ReaderLanguage {
  const wanted = c.req.query("lang");
  return {
    asked: LANGUAGES.find((language) => language === wanted) ?? null,
    otherwise: languageFor(c),
  };
}

const languageFor = <E extends AppEnv>(c: Context<E>) =>
  (c as unknown as Context<AppEnv>).get("language");
