import { locale, t } from "./index.ts";

interface MoneyPart {
  role: "currency" | "amount";
  text: string;
}

/**
 * A decimal string in the reader's notation, currency and figures apart so that they can differ in size. The string
 * goes to Intl as it is: no float in between. The currency is named as the language needs it: ¥ in Chinese is CN¥ in
 * English and 元 in Japanese, where ¥ would be yen.
 */
export function moneyParts(amount: string, currency: string, tag: string = locale()): MoneyPart[] {
  const format = new Intl.NumberFormat(tag, { style: "currency", currency });
  const parts: MoneyPart[] = [];
  for (const part of format.formatToParts(amount as unknown as number)) {
    if (part.type === "literal" && part.value.trim() === "") continue;
    const role = part.type === "currency" ? "currency" : "amount";
    const last = parts.at(-1);
    if (last?.role === role) last.text += part.value;
    else parts.push({ role, text: part.value });
  }
  return parts;
}

export const money = (amount: string, currency: string, tag: string = locale()): string =>
  new Intl.NumberFormat(tag, { style: "currency", currency }).format(amount as unknown as number);

export const day = (iso: string, tag: string = locale()): string =>
  unbroken(new Intl.DateTimeFormat(tag, { dateStyle: "medium" }), iso);

export const moment = (iso: string, tag: string = locale()): string =>
  unbroken(new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "short" }), iso);

/** "2026-11-20", a day of a calendar and no instant: the same one wherever it is read. */
export const date = (name: string, tag: string = locale()): string =>
  unbroken(
    new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeZone: "UTC" }),
    `${name}T00:00:00Z`,
  );

/** "2026-11" as a reader names it: 2026年11月, November 2026. */
export const month = (name: string, tag: string = locale()): string =>
  new Intl.DateTimeFormat(tag, { year: "numeric", month: "long", timeZone: "UTC" }).format(
    new Date(`${name}-01T00:00:00Z`),
  );

/** "Dec" and "26" stay on one line; after a comma a line may end. */
const unbroken = (format: Intl.DateTimeFormat, iso: string): string =>
  format
    .formatToParts(new Date(iso))
    .map(({ type, value }) => (type === "literal" && value.trim() === "" ? "\u00a0" : value))
    .join("");

/** From one day to another, as days are written alone: Intl's own range is in another notation in Chinese. */
export const span = (from: string, to: string): string => `${day(from)} – ${day(to)}`;

export const clock = (iso: string, tag: string = locale()): string =>
  new Intl.DateTimeFormat(tag, { timeStyle: "short" }).format(new Date(iso));

/** "a, b and c" */
export const listed = (names: string[]): string =>
  new Intl.ListFormat(locale(), { type: "conjunction" }).format(names);

export const whole = (count: number, options: Intl.NumberFormatOptions = {}): string =>
  new Intl.NumberFormat(locale(), options).format(count);

export const days = (count: number): string => counted("days", count);

/** Units of an asset: "1,250 power". */
export const units = (asset: "power" | "credits", count: number): string => counted(asset, count);

/** A change, with its sign: "+550 power", "−3 power". */
export const change = (asset: "power" | "credits", amount: number): string =>
  counted(asset, amount, { signDisplay: "exceptZero" });

function counted(
  unit: "days" | "power" | "credits",
  count: number,
  options: Intl.NumberFormatOptions = {},
): string {
  const one = new Intl.PluralRules(locale()).select(Math.abs(count)) === "one";
  return t(`common.unit.${unit}_${one ? "one" : "other"}`, {
    count: whole(count, options),
  });
}

/** A country of ISO 3166-1 in the reader's words; what is no code stays as it was written. */
export const countryName = (code: string): string =>
  /^[A-Z]{2}$/.test(code)
    ? (new Intl.DisplayNames(locale(), { type: "region" }).of(code) ?? code)
    : code;
