import { type ConsoleKey, named, t } from "../i18n.ts";
import { kindOf } from "../words.ts";
import type { TaxClass, TypedTax } from "./form.ts";

/** A kind of sale, or all others. */
export const taxClassName = (name: TaxClass): string =>
  name === "default" ? t("console.seller.otherwise") : kindOf(name);

const OTHER_NAMES: Record<string, ConsoleKey> = {
  pricesIncludeTax: "console.seller.prices",
  sincePeriod: "console.seller.since",
};

export function nameOfPath(path: string): string {
  const [, name] = path.split(".");
  if (name) return t("console.seller.rateOf", { kind: taxClassName(name as TaxClass) });
  return named(OTHER_NAMES[path] ?? `console.seller.${path}`);
}

/** A field's value, for showing two beside each other. */
export function wordsOf(value: unknown): string {
  const nothing = t("console.catalog.nothing");
  if (typeof value === "boolean")
    return t(value ? "console.invoice.taxesInside" : "console.invoice.taxesOnTop");
  if (Array.isArray(value))
    return (value as { value: string }[]).map((one) => one.value).join(" / ") || nothing;
  if (typeof value !== "object" || value === null) return String(value ?? "") || nothing;
  const { rate, mark } = value as TypedTax;
  return [rate && `${rate}%`, mark].filter(Boolean).join(" ") || nothing;
}
