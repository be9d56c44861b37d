import { money, whole } from "../../shared/i18n/format.ts";
import { LANGUAGES, type Language } from "../../shared/i18n/language.ts";
import { named, t } from "../i18n.ts";

/** "allowance.v2" is allowance_v2 in the texts. */
export const nameOfField = (path: string): string =>
  named(`console.catalog.field.${path.replaceAll(".", "_")}`);

/** A field with its language, where it has one. */
export function nameOfPath(path: string): string {
  const [first, language, field = ""] = path.split(".");
  return first === "texts" && LANGUAGES.includes(language as Language)
    ? `${nameOfField(field)} · ${t(`console.catalog.language.${language as Language}`)}`
    : nameOfField(path);
}

/** A value of any field in words, for showing two beside each other. */
export function wordsOf(value: unknown): string {
  if (value === null || value === undefined || value === "") return t("console.catalog.nothing");
  if (typeof value === "number") return whole(value);
  if (typeof value === "boolean") return t(value ? "console.catalog.yes" : "console.catalog.no");
  if (!Array.isArray(value)) return String(value);
  if (value.length === 0) return t("console.catalog.nothing");
  return value
    .map((one) => (typeof one === "object" ? Object.values(one).filter(Boolean).join(" ") : one))
    .join(" / ");
}

/** A price as it is typed may be none yet. */
export const priceOf = (amount: unknown, currency: unknown, tag?: string): string =>
  typeof amount === "string" && /^\d+(\.\d+)?$/.test(amount)
    ? money(amount, String(currency), tag)
    : "—";
