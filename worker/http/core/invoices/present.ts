import { frozenContent } from "../../../actions/invoices.ts";
import { dueOf } from "../../../domain/invoice/content.ts";
import type { Buyer } from "../../../domain/invoice/party.ts";
import { rateText } from "../../../domain/invoice/tax.ts";
import type { Language } from "../../../domain/language.ts";
import { type Currency, toMajor } from "../../../domain/money.ts";
import { type FapiaoRow, redDueOf } from "../../../store/fapiao.ts";
import type { InvoiceRow } from "../../../store/invoice-rows.ts";
import type { Companion } from "../../../store/invoices.ts";
import type { KeptBuyer } from "../../../store/parties.ts";
import { iso } from "../time.ts";
import type {
  Account,
  AccountInput,
  FapiaoStatus,
  Invoice,
  InvoiceReference,
  InvoiceSummary,
} from "./schemas.ts";

export function presentAccount(
  customerId: string,
  { buyer, updatedAtMs }: KeptBuyer,
  { email, createdAtMs }: { email: string; createdAtMs: number | null },
): Account {
  const { titles, ...rest } = buyer;
  return {
    customerId,
    ...rest,
    // As the identity provider told it, until the customer says something itself.
    email: updatedAtMs === null ? email : buyer.email,
    invoiceTitles: titles,
    createdAt: createdAtMs === null ? null : iso(createdAtMs),
    updatedAt: updatedAtMs === null ? null : iso(updatedAtMs),
  };
}

export const buyerFrom = ({ invoiceTitles, ...rest }: AccountInput): Buyer => ({
  ...rest,
  titles: invoiceTitles,
});

/** `companions`: of this document or of others too. A draft is none, and is not shown like this. */
export const presentSummary = (
  row: InvoiceRow,
  companions: readonly Companion[],
): InvoiceSummary => ({
  id: row.id,
  number: row.number ?? "",
  kind: row.kind,
  issuer: "us",
  period: row.period,
  status: row.state as InvoiceSummary["status"],
  amount: toMajor({ currency: row.currency, amountMinor: row.amountMinor }),
  currency: row.currency,
  issuedAt: iso(row.issuedAtMs ?? row.createdAtMs),
  hosted: null,
  creditNotes: ofKind(companions, row, "credit-note").map(presentReference),
});

const ofKind = (companions: readonly Companion[], { firstId }: InvoiceRow, kind: string) =>
  companions.filter((one) => one.firstId === firstId && one.kind === kind);

const presentReference = ({ id, number, issuedAtMs, ...rest }: Companion): InvoiceReference => ({
  id,
  number,
  amount: toMajor({ currency: rest.currency as Currency, amountMinor: rest.amountMinor }),
  issuedAt: iso(issuedAtMs),
});

export async function presentInvoice(
  row: InvoiceRow,
  companions: readonly Companion[],
  fapiao: FapiaoRow | null,
  language: Language,
): Promise<Invoice> {
  const content = await frozenContent(row);
  const money = (amountMinor: number) => toMajor({ currency: content.currency, amountMinor });
  return {
    ...presentSummary(row, companions),
    items: content.items.map((item) => ({
      text: item.names[language],
      quantity: item.quantity,
      unitAmount: money(item.unitAmountMinor),
      amount: money(item.amountMinor),
      taxRate: rateText(item.rate),
      mark: item.mark,
      reference: item.sale,
      paidAt: iso(item.paidAtMs),
    })),
    taxes: content.taxes.map(({ rate, mark, baseMinor, taxMinor }) => ({
      ...{ rate: rateText(rate), mark, base: money(baseMinor), tax: money(taxMinor) },
    })),
    pricesIncludeTax: content.pricesIncludeTax,
    paidAmount: money(row.state === "paid" ? content.totalMinor : content.paidMinor),
    dueAmount: money(row.state === "issued" ? dueOf(content) : 0),
    seller: content.seller,
    buyer: content.buyer,
    revision: row.revision,
    revisions: ofKind(companions, row, row.kind).map(presentReference),
    refersTo: content.refersTo,
    hash: row.hash ?? "",
    fapiao: fapiao && presentFapiao(fapiao),
  };
}

export const presentFapiao = (row: FapiaoRow): FapiaoStatus => ({
  id: row.id,
  status: row.state,
  type: row.type,
  title: row.title,
  email: row.email,
  amount: toMajor({ currency: row.currency, amountMinor: row.amountMinor }),
  currency: row.currency,
  number: row.number,
  reason: row.reason,
  redAmount: toMajor({ currency: row.currency, amountMinor: row.redMinor }),
  redDue: toMajor({ currency: row.currency, amountMinor: redDueOf(row) }),
  redLetters: row.redLetters.map(({ number, amountMinor, atMs }) => ({
    number,
    amount: toMajor({ currency: row.currency, amountMinor }),
    writtenAt: iso(atMs),
  })),
  requestedAt: iso(row.createdAtMs),
  updatedAt: iso(row.updatedAtMs),
});
