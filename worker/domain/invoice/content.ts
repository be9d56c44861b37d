import type { Language } from "../language.ts";
import type { Currency } from "../money.ts";
import { invariant } from "../result.ts";
import type { DocumentKind } from "./number.ts";
import { type Buyer, type Seller, taxClassOf } from "./party.ts";
import { type InvoiceSale, USAGE_KIND } from "./sale.ts";
import { creditTaxes, type Taxed, type TaxRow, taxesOf, totalOf } from "./tax.ts";

/** Changes with the shape below; documents of an earlier one stay as they are and are still read. */
export const CONTENT_VERSION = 1;

export interface ContentItem extends Taxed {
  sale: string;
  names: Record<Language, string>;
  quantity: number;
  unitAmountMinor: number;
  paidAtMs: number;
}

type SellerCopy = Pick<
  Seller,
  "name" | "address" | "country" | "email" | "phone" | "taxIds" | "note"
>;
type BuyerCopy = Omit<Buyer, "titles" | "timeZone"> & { id: string };

/** All that a document says, except its number, which is known only when it is given. Frozen when it is issued. */
export interface InvoiceContent {
  version: number;
  kind: DocumentKind;
  period: string;
  /** In which its dates are said. */
  timeZone: string;
  currency: Currency;
  issuedAtMs: number;
  seller: SellerCopy;
  buyer: BuyerCopy;
  pricesIncludeTax: boolean;
  items: ContentItem[];
  taxes: TaxRow[];
  totalMinor: number;
  paidMinor: number;
  /** Of a credit note: what it corrects. Of a revision: the first. */
  refersTo: { id: string; number: string } | null;
  /** Of a credit note: the refund that it is for. */
  refund: string | null;
}

export interface IssueFacts {
  period: string;
  timeZone: string;
  currency: Currency;
  issuedAtMs: number;
  customerId: string;
  buyer: Buyer;
  seller: Seller;
}

/** A month's invoice, from what was sold. */
export function invoiceContent(facts: IssueFacts, sales: readonly InvoiceSale[]): InvoiceContent {
  const items = sales.map((sale) => itemOf(sale, facts.seller));
  const priced = items.filter((_, at) => sales[at]?.kind !== USAGE_KIND);
  const taxes = taxesOf(priced, facts.seller.pricesIncludeTax);
  return {
    ...frame(facts),
    kind: "invoice",
    items,
    taxes,
    totalMinor: totalOf(taxes),
    paidMinor: items.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    refersTo: null,
    refund: null,
  };
}

/** The same sale for another buyer, or for one who says more of itself. Amounts, taxes and seller stay as they were. */
export const revisedContent = (
  first: InvoiceContent,
  {
    buyer,
    issuedAtMs,
    refersTo,
  }: Pick<InvoiceContent, "issuedAtMs" | "refersTo"> & { buyer: Buyer },
): InvoiceContent => ({ ...first, buyer: copyOf(buyer, first.buyer.id), issuedAtMs, refersTo });

export interface CreditFacts {
  /** What it corrects, as it was issued. */
  invoice: InvoiceContent;
  refersTo: { id: string; number: string };
  /** Sales credited by earlier notes. */
  credited: readonly string[];
  sale: string;
  refund: string;
  period: string;
  issuedAtMs: number;
}

/** A credit note over one sale of an invoice, with buyer, seller and taxes as that one has them. */
export function creditContent(facts: CreditFacts): InvoiceContent {
  const { invoice, refersTo, credited, refund, period, issuedAtMs } = facts;
  invariant(!credited.includes(facts.sale), "a sale is credited once");
  const items = invoice.items.filter(({ sale }) => sale === facts.sale);
  invariant(items.length > 0, "what is credited stands on the invoice");
  const before = invoice.items.filter(({ sale }) => credited.includes(sale));
  const taxes = creditTaxes(before, items, invoice.pricesIncludeTax);
  const totalMinor = totalOf(taxes);
  invariant(totalMinor <= invoice.totalMinor, "no more is credited than was invoiced");
  const paidMinor = items.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return {
    ...invoice,
    ...{ kind: "credit-note", period, issuedAtMs, refersTo, refund },
    ...{ items, taxes, totalMinor, paidMinor },
  };
}

/** What of a document is still to be paid. */
export const dueOf = ({ totalMinor, paidMinor }: InvoiceContent): number =>
  Math.max(0, totalMinor - paidMinor);

const frame = ({
  period,
  timeZone,
  currency,
  issuedAtMs,
  customerId,
  buyer,
  seller,
}: IssueFacts) => ({
  version: CONTENT_VERSION,
  ...{ period, timeZone, currency, issuedAtMs },
  seller: {
    name: seller.name,
    address: seller.address,
    country: seller.country,
    email: seller.email,
    phone: seller.phone,
    taxIds: seller.taxIds,
    note: seller.note,
  },
  buyer: copyOf(buyer, customerId),
  pricesIncludeTax: seller.pricesIncludeTax,
});

const copyOf = (
  { titles: _titles, timeZone: _timeZone, ...buyer }: Buyer,
  id: string,
): BuyerCopy => ({
  ...buyer,
  id,
});

const UNTAXED = { rate: 0, mark: "" };

const itemOf = (sale: InvoiceSale, seller: Seller): ContentItem => ({
  ...(sale.kind === USAGE_KIND ? UNTAXED : taxClassOf(seller, sale.kind)),
  sale: sale.ref,
  names: sale.names,
  quantity: sale.quantity,
  unitAmountMinor: sale.unitAmountMinor,
  amountMinor: sale.amountMinor,
  paidAtMs: sale.paidAtMs,
});
