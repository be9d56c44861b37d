import { LANGUAGES } from "../../shared/i18n/language.ts";
import { type Edit, valueAt, withValue } from "./edit.ts";

/** How a text is written: one line, several, or a list with a line for each entry. */
export type TextKind = "name" | "label" | "description" | "lines";

/** A field that is the same in all languages. `rule` fills the words of its hint. */
export type FieldKind =
  | { as: "whole"; rule: { min: number; max: number } }
  | { as: "price"; optional?: boolean }
  | { as: "currency" }
  | { as: "choice"; options: readonly string[]; optional?: boolean }
  | { as: "flag" }
  | { as: "code" }
  | { as: "prices" }
  | { as: "quotas" }
  | { as: "product-prices" };

export type Field = FieldKind & { path: string };

export type NounName = "packages" | "recharge-rules" | "credit-packages" | "plans" | "products";

/** What the generic list and editor have to know of a noun. Everything follows from this table. */
export interface Noun {
  name: NounName;
  /** Below BASE and below /api/console. */
  path: NounName;
  texts: Readonly<Record<string, TextKind>>;
  fields: readonly Field[];
  empty: Edit;
  has: { order: boolean; stock: boolean; sold: boolean };
  /** Card payment goes by a price at Stripe, which is made by a command. */
  isAtStripe: boolean;
}

const UNITS_MAX = 1_000_000_000_000;
const whole = (path: string, min: number, max: number): Field => ({
  ...{ path, as: "whole", rule: { min, max } },
});
const textsOf = (texts: Edit) => Object.fromEntries(LANGUAGES.map((language) => [language, texts]));

export const NOUNS: Readonly<Record<NounName, Noun>> = {
  packages: {
    ...{ name: "packages", path: "packages", isAtStripe: false },
    texts: { name: "name", label: "label", description: "description", content: "lines" },
    fields: [
      { path: "currentPrice", as: "price" },
      { path: "originalPrice", as: "price", optional: true },
      { path: "currency", as: "currency" },
      whole("duration", 1, 36_500),
      whole("tier", 0, 1_000),
    ],
    empty: {
      texts: textsOf({ name: "", label: "", description: "", content: [] }),
      ...{ duration: 30, currentPrice: "", originalPrice: null, currency: "CNY", tier: 0 },
    },
    has: { order: true, stock: true, sold: true },
  },
  "recharge-rules": {
    ...{ name: "recharge-rules", path: "recharge-rules", isAtStripe: false },
    texts: { label: "label" },
    fields: [
      { path: "sellPrice", as: "price" },
      { path: "currency", as: "currency" },
      whole("power", 1, UNITS_MAX),
      whole("givePower", 0, UNITS_MAX),
    ],
    empty: {
      texts: textsOf({ label: "" }),
      ...{ power: 100, givePower: 0, sellPrice: "", currency: "CNY" },
    },
    has: { order: true, stock: false, sold: true },
  },
  "credit-packages": {
    ...{ name: "credit-packages", path: "credit-packages", isAtStripe: true },
    texts: { name: "name", label: "label" },
    fields: [whole("credits", 1, UNITS_MAX), { path: "prices", as: "prices" }],
    empty: {
      texts: textsOf({ name: "", label: "" }),
      ...{ credits: 100, prices: [{ currency: "CNY", amount: "" }] },
    },
    has: { order: true, stock: false, sold: true },
  },
  plans: {
    ...{ name: "plans", path: "plans", isAtStripe: true },
    texts: { name: "name", description: "description", features: "lines" },
    fields: [
      { path: "prices", as: "prices" },
      { path: "interval", as: "choice", options: ["month", "year", "once", "none"] },
      { path: "family", as: "code" },
      whole("rank", 0, 1_000),
      whole("allowance.v2", 0, UNITS_MAX),
      whole("allowance.v1", 0, UNITS_MAX),
      { path: "creditRule", as: "choice", options: ["monthly", "once"] },
      whole("trialDays", 0, 730),
      { path: "quotas", as: "quotas" },
    ],
    empty: {
      texts: textsOf({ name: "", description: "", features: [] }),
      ...{ family: "", rank: 100, interval: "month", creditRule: "monthly", trialDays: 0 },
      ...{ prices: [{ currency: "CNY", amount: "" }], allowance: { v1: 0, v2: 0 }, quotas: [] },
    },
    has: { order: false, stock: false, sold: true },
  },
  products: {
    ...{ name: "products", path: "products", isAtStripe: false },
    texts: { name: "name", unit: "name" },
    fields: [
      { path: "kind", as: "choice", options: ["counter", "gauge"] },
      { path: "pooled", as: "flag" },
      { path: "asset", as: "choice", options: ["credits", "power"], optional: true },
      { path: "prices", as: "product-prices" },
    ],
    empty: {
      texts: textsOf({ name: "", unit: "" }),
      ...{ kind: "counter", pooled: false, asset: null, prices: [] },
    },
    has: { order: true, stock: false, sold: false },
  },
};

/** Every field with a place of its own, in the order of the editor. */
export const pathsOf = ({ texts, fields }: Noun): string[] => [
  ...LANGUAGES.flatMap((language) =>
    Object.keys(texts).map((field) => `texts.${language}.${field}`),
  ),
  ...fields.map(({ path }) => path),
];

/** The part of a row that is edited. */
export const editOf = (noun: Noun, item: Edit): Edit =>
  Object.fromEntries(Object.keys(noun.empty).map((key) => [key, item[key]]));

/** As the API takes it. What is no number is sent as it was typed: the API says so at its field. */
export function sendable(noun: Noun, typed: Edit): Edit {
  const texts = LANGUAGES.flatMap((language) =>
    Object.entries(noun.texts)
      .filter(([, kind]) => kind === "lines")
      .map(([field]) => `texts.${language}.${field}`),
  );
  const withLines = texts.reduce(
    (edit, path) =>
      withValue(
        edit,
        path,
        (valueAt(edit, path) as string[]).filter((line) => line.trim() !== ""),
      ),
    typed,
  );
  return noun.fields.reduce(
    (edit, field) => withValue(edit, field.path, sent(field, valueAt(edit, field.path))),
    withLines,
  );
}

function sent(field: Field, value: unknown): unknown {
  switch (field.as) {
    case "whole":
      return numberOf(value);
    case "price":
      return field.optional && String(value ?? "").trim() === "" ? null : String(value).trim();
    case "quotas":
      return (value as Edit[]).map((row) => ({ ...row, limit: numberOf(row.limit) }));
    case "product-prices":
      return (value as Edit[]).map((row) => ({
        ...row,
        amount: numberOf(row.amount),
        per: numberOf(row.per),
      }));
    default:
      return value;
  }
}

const numberOf = (value: unknown): unknown =>
  typeof value === "string" && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value;
