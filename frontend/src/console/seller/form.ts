import { isTaxId, normalTaxId } from "../../../../worker/domain/invoice/tax-id.ts";
import type { SellerInput, SellerProfile } from "../api/invoices.ts";

/** The seller's profile as it is typed: rates in percent, and every kind of sale has its line. */

export const TAX_CLASSES = ["default", "coze", "recharge", "credits", "subscription"] as const;
export type TaxClass = (typeof TAX_CLASSES)[number];

export interface TypedTax {
  /** Percent; empty where the default holds. */
  rate: string;
  mark: string;
}

export interface SellerForm extends Omit<SellerProfile, "taxes"> {
  taxes: Record<TaxClass, TypedTax>;
}

/** What two who edit it at once are compared by: a tax with its mark is one thing, and so are all tax numbers. */
export const SELLER_PATHS = [
  ...["name", "address", "country", "email", "phone", "note", "taxIds", "pricesIncludeTax"],
  ...TAX_CLASSES.map((name) => `taxes.${name}`),
  "sincePeriod",
];

const EMPTY: SellerProfile = {
  ...{ name: "", address: "", country: "", email: "", phone: "", taxIds: [], note: "" },
  ...{ pricesIncludeTax: true, taxes: { default: { rate: 0, mark: "" } }, sincePeriod: "" },
};

export function formOf(profile: SellerProfile | null): SellerForm {
  const { taxes, ...rest } = profile ?? EMPTY;
  const typed = (name: TaxClass): TypedTax => {
    const found = taxes[name];
    return { rate: found ? String(found.rate / 100) : "", mark: found?.mark ?? "" };
  };
  return {
    ...rest,
    // Copies: what is typed must not change what was read.
    taxIds: rest.taxIds.map((taxId) => ({ ...taxId })),
    taxes: Object.fromEntries(
      TAX_CLASSES.map((name) => [name, typed(name)]),
    ) as SellerForm["taxes"],
  };
}

export type SellerFault = "name" | "country" | "email" | "taxIds" | "rate" | "month";

/** "6" and "6.25" in hundredths of a percent; undefined for what is no rate up to 100. */
export function rateOf(typed: string): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(typed.trim());
  if (!match) return undefined;
  const rate = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return rate <= 10_000 ? rate : undefined;
}

/** What is wrong, in the order of the page. */
export function faultsOf(form: SellerForm): SellerFault[] {
  const isMarkedOnly = ({ rate, mark }: TypedTax) => rate === "" && mark !== "";
  const wrong: Record<SellerFault, boolean> = {
    name: form.name.trim() === "",
    country: !/^([A-Z]{2})?$/.test(form.country.trim().toUpperCase()),
    email: !/^$|^[^\s@<>"(),:;\\[\]]{1,64}@[^\s@<>"(),:;\\[\]]{1,255}$/.test(form.email.trim()),
    taxIds: form.taxIds.some(({ kind, value }) => !isTaxId({ kind, value: normalTaxId(value) })),
    rate: TAX_CLASSES.some((name) => {
      const typed = form.taxes[name];
      const isLeft = name !== "default" && typed.rate.trim() === "";
      return isMarkedOnly(typed) || (!isLeft && rateOf(typed.rate) === undefined);
    }),
    month: !/^\d{4}-(0[1-9]|1[0-2])$/.test(form.sincePeriod),
  };
  return (Object.keys(wrong) as SellerFault[]).filter((fault) => wrong[fault]);
}

/** As the API takes it. Only of a form without a fault. */
export function inputOf({ taxes, ...form }: SellerForm): SellerInput {
  const given = TAX_CLASSES.flatMap((name) => {
    const rate = rateOf(taxes[name].rate);
    return rate === undefined ? [] : [[name, { rate, mark: taxes[name].mark.trim() }]];
  });
  return {
    ...form,
    country: form.country.trim().toUpperCase(),
    email: form.email.trim(),
    taxes: Object.fromEntries(given) as SellerInput["taxes"],
  };
}
