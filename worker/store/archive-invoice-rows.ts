import type { ArchivedInvoice } from "../domain/archive/invoice.ts";
import type { ArchivedRow } from "../domain/archive/record.ts";
import type { FapiaoTitle } from "../domain/invoice/party.ts";
import { invariant } from "../domain/result.ts";
import type { FapiaoRow, RedLetter } from "./fapiao.ts";
import type { InvoiceRow } from "./invoice-rows.ts";
import type { Companion } from "./invoices.ts";

/** Columns of the rows that leave D1 with an invoice, in the order of the tables. */
export const INVOICE_TABLES = {
  invoice: [
    ...["id", "key", "kind", "customer_id", "period", "currency", "state", "first_id", "revision"],
    ...["corrects_id", "series", "ordinal", "number", "amount_minor", "content", "hash"],
    ...["created_at", "issued_at", "paid_at", "voided_at"],
  ],
  invoice_item: [
    ...["invoice_id", "position", "sale", "claims", "names", "kind", "quantity"],
    ...["unit_amount_minor", "amount_minor", "paid_at"],
  ],
  fapiao_request: [
    ...["id", "invoice_id", "customer_id", "title", "type", "email", "amount_minor", "currency"],
    ...["state", "number", "reason", "red_minor", "created_at", "updated_at", "updated_by"],
    "asked_minor",
  ],
  fapiao_red: ["request_id", "number", "amount_minor", "written_at", "written_by"],
} as const;

export type InvoiceTable = keyof typeof INVOICE_TABLES;

/** What the rows of a table are called in a record. */
export const PART_OF = {
  invoice: "documents",
  invoice_item: "items",
  fapiao_request: "fapiao",
  fapiao_red: "redLetters",
} as const satisfies Record<InvoiceTable, keyof ArchivedInvoice>;

/** Its documents as D1 would answer them. */
export const documentRows = ({ documents }: ArchivedInvoice): InvoiceRow[] =>
  documents.map((row) => named<InvoiceRow>(row));

/** The revision that holds. */
export function holdingIn(record: ArchivedInvoice): InvoiceRow {
  const revisions = documentRows(record).filter(({ firstId }) => firstId === record.firstId);
  const [holding] = revisions.sort((a, b) => b.revision - a.revision);
  invariant(holding, "an archived invoice has a revision that holds");
  return holding;
}

export function companionsIn(record: ArchivedInvoice): Companion[] {
  const rows = documentRows(record).map(
    ({ id, kind, revision, amountMinor, currency, ...row }) => ({
      ...{ firstId: record.firstId, id, kind, revision, amountMinor, currency },
      ...{ number: row.number ?? "", issuedAtMs: row.issuedAtMs ?? row.createdAtMs },
    }),
  );
  return rows.sort((a, b) => a.issuedAtMs - b.issuedAtMs || (a.id < b.id ? -1 : 1));
}

/** The wish that was made last. */
export const fapiaoIn = (record: ArchivedInvoice): FapiaoRow | null =>
  allFapiaoIn(record)[0] ?? null;

/** All wishes, the latest first. */
export function allFapiaoIn({ fapiao, redLetters, documents }: ArchivedInvoice): FapiaoRow[] {
  return fapiao
    .map((row) => named<Omit<FapiaoRow, "title"> & { title: string }>(row))
    .sort((a, b) => b.createdAtMs - a.createdAtMs || (a.id < b.id ? 1 : -1))
    .map((row) => ({
      ...row,
      invoiceNumber: documents[0]?.number ?? "",
      title: JSON.parse(row.title) as FapiaoTitle,
      redLetters: lettersOf(row.id, redLetters),
    }));
}

const lettersOf = (id: string, all: readonly ArchivedRow[]): RedLetter[] =>
  all
    .filter((row) => row.request_id === id)
    .map((row) => ({
      number: String(row.number),
      amountMinor: Number(row.amount_minor),
      atMs: Number(row.written_at),
    }))
    .sort((a, b) => a.atMs - b.atMs || (a.number < b.number ? -1 : 1));

/** `issued_at` is `issuedAtMs`, `first_id` is `firstId`. */
const named = <R>(row: ArchivedRow): R =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column
        .replace(/_at$/, "_at_ms")
        .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  ) as R;
