import { Hono } from "hono";
import { readArchivedInvoices } from "../../../../actions/readArchivedInvoices.ts";
import type { Language } from "../../../../domain/language.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting } from "../../../core/auth/operator.ts";
import { csvStream } from "../../../core/csv.ts";
import { describe, FOR_CALLERS, valid } from "../../../core/describe.ts";
import { OfCustomer } from "../customers/schemas.ts";
import { INVOICE_COLUMNS, presentRow } from "./present.ts";

/** Most rows of one file: a busy customer's documents of centuries. */
const ROWS_MAX = 50_000;

/** Invoices that left D1, as a file. */
export const archivedInvoices = new Hono<AppEnv>().get(
  "/customers/:customer/invoices/archive.csv",
  describe({
    tag: "Console",
    summary:
      "A customer's invoices and credit notes that are in the archive, the latest month first",
    answers: {
      200: {
        description: `A CSV file in the columns of invoices.csv, of at most ${ROWS_MAX} rows, sent month by month`,
        schema: null,
        type: "text/csv",
        headers: { "content-disposition": "The file's name" },
      },
    },
    refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
  }),
  acting("invoice.export-archive", "read", "customer"),
  valid("param", OfCustomer),
  async (c) => {
    const { customer } = c.req.valid("param");
    const { env } = c;
    async function* parts() {
      for await (const rows of readArchivedInvoices(env, customer)) yield rows.map(presentRow);
    }
    const end = END[c.get("language")];
    return csvStream("invoices-archive.csv", INVOICE_COLUMNS, parts(), { most: ROWS_MAX, end });
  },
);

const END: Record<Language, string> = {
  zh: `还有更多行未导出：每个文件最多 ${ROWS_MAX} 行`,
  en: `There are more rows: a file holds ${ROWS_MAX}.`,
  jp: `ほかにも行があります。1 ファイルは ${ROWS_MAX} 行までです。`,
};

/** The last line of a file of the list, which ends before those. */
export function archiveNote(month: string, language: Language): string {
  const texts: Record<Language, string> = {
    zh: `${month} 及更早的账单可能已归档，不在本文件中；请按客户下载归档账单`,
    en: `Invoices of ${month} and before may be in the archive and not in this file. Please download a customer's archived invoices.`,
    jp: `${month} 以前の請求書はアーカイブにあり、このファイルに含まれない場合があります。顧客ごとにアーカイブをダウンロードしてください。`,
  };
  return texts[language];
}
