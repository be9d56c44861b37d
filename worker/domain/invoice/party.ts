import type { OrderKind } from "../catalog/sale.ts";
import type { Language } from "../language.ts";
import type { TaxClass } from "./tax.ts";
import type { TaxId } from "./tax-id.ts";

/** Who buys and who sells, as they are now; a document keeps a copy of its own. */

/** Whom a fapiao is made out to (抬头). A company has a tax number, a person none. */
export interface FapiaoTitle {
  type: "company" | "person";
  title: string;
  taxNo: string;
  address: string;
  phone: string;
  bank: string;
  bankAccount: string;
  email: string;
}

export interface Buyer {
  company: string;
  contact: string;
  email: string;
  phone: string;
  address: string;
  /** ISO 3166-1 alpha-2, or empty. */
  country: string;
  taxIds: TaxId[];
  titles: FapiaoTitle[];
  /** Of its documents; null leaves it to the reader. */
  language: Language | null;
  timeZone: string | null;
}

/** A customer who said nothing yet. */
export const NO_BUYER: Buyer = {
  company: "",
  contact: "",
  email: "",
  phone: "",
  address: "",
  country: "",
  taxIds: [],
  titles: [],
  language: null,
  timeZone: null,
};

/** Which tax each kind of sale bears; what is not named bears the default. */
export type SellerTaxes = { default: TaxClass } & Partial<Record<OrderKind, TaxClass>>;

export interface Seller {
  name: string;
  address: string;
  country: string;
  email: string;
  phone: string;
  taxIds: TaxId[];
  pricesIncludeTax: boolean;
  taxes: SellerTaxes;
  /** Printed on every document. */
  note: string;
  /** The first month that is invoiced by itself. */
  sincePeriod: string;
}

export const taxClassOf = ({ taxes }: Pick<Seller, "taxes">, kind: string): TaxClass =>
  (Object.hasOwn(taxes, kind) ? taxes[kind as OrderKind] : undefined) ?? taxes.default;
