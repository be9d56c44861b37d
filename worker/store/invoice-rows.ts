import type { InvoiceContent } from "../domain/invoice/content.ts";
import type { DocumentKind } from "../domain/invoice/number.ts";
import type { InvoiceState } from "../domain/invoice/state.ts";
import type { Language } from "../domain/language.ts";
import type { Currency } from "../domain/money.ts";

/** A document as D1 has it. What is null is so until it is issued. */
export interface InvoiceRow {
  id: string;
  key: string;
  kind: DocumentKind;
  customerId: string;
  period: string;
  currency: Currency;
  state: InvoiceState;
  firstId: string;
  revision: number;
  correctsId: string | null;
  series: string | null;
  ordinal: number | null;
  number: string | null;
  amountMinor: number;
  /** Canonical JSON of an `InvoiceContent`. */
  content: string | null;
  hash: string | null;
  createdAtMs: number;
  issuedAtMs: number | null;
  paidAtMs: number | null;
  voidedAtMs: number | null;
}

export interface InvoiceItemRow {
  sale: string;
  names: Record<Language, string>;
  kind: string;
  quantity: number;
  unitAmountMinor: number;
  amountMinor: number;
  paidAtMs: number;
}

/** Of the table `invoice`, or of an alias of it, named as `InvoiceRow` names them. */
export const invoiceColumns = (of = "invoice"): string =>
  [
    ...["id", "key", "kind", "period", "currency", "state", "revision", "series", "ordinal"],
    ...["number", "content", "hash"],
    ...["customer_id AS customerId", "first_id AS firstId", "corrects_id AS correctsId"],
    ...["amount_minor AS amountMinor", "created_at AS createdAtMs", "issued_at AS issuedAtMs"],
    ...["paid_at AS paidAtMs", "voided_at AS voidedAtMs"],
  ]
    .map((column) => `${of}.${column}`)
    .join(", ");

export const contentOf = (row: Pick<InvoiceRow, "content">): InvoiceContent =>
  JSON.parse(row.content ?? "null") as InvoiceContent;
