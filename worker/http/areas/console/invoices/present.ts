import { toMajor } from "../../../../domain/money.ts";
import type { InvoiceRow } from "../../../../store/invoice-rows.ts";
import { iso } from "../../../core/time.ts";
import type { ConsoleInvoice } from "./schemas.ts";

export const presentRow = (row: InvoiceRow): ConsoleInvoice => ({
  id: row.id,
  number: row.number,
  kind: row.kind,
  customerId: row.customerId,
  period: row.period,
  state: row.state,
  revision: row.revision,
  amount: toMajor({ currency: row.currency, amountMinor: row.amountMinor }),
  currency: row.currency,
  createdAt: iso(row.createdAtMs),
  issuedAt: isoOrNull(row.issuedAtMs),
  paidAt: isoOrNull(row.paidAtMs),
  voidedAt: isoOrNull(row.voidedAtMs),
});

const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));

/** What the audit keeps of a document before and after an act. */
export const audited = (row: InvoiceRow) => {
  const { id, number, state, revision, amount, currency } = presentRow(row);
  return { id, number, state, revision, amount, currency };
};

/** Of a file of documents. */
export const INVOICE_COLUMNS = [
  ...(["id", "number", "kind", "customerId", "period", "state", "revision", "amount"] as const),
  ...(["currency", "createdAt", "issuedAt", "paidAt", "voidedAt"] as const),
] as const;
