import { LANGUAGES, type Language } from "../../language.ts";
import { type Currency, fromMajor, isCurrency, toMajor } from "../../money.ts";
import {
  DESCRIPTION_LENGTH_MAX,
  isName,
  isPrice,
  isShort,
  isText,
  JSON_LENGTH_MAX,
  LINES_MAX,
  NAME_LENGTH_MAX,
  PRICE_MINOR_MAX,
} from "../row.ts";

/** What an operator is told of a field that breaks its rule. */
export interface FieldFault {
  /** As the edit names it: `texts.en.name`. */
  field: string;
  /** The rule. */
  message: string;
}

export type Check = readonly [field: string, rule: string, holds: boolean];

export const faultsIn = (checks: readonly Check[]): FieldFault[] =>
  checks.filter(([, , holds]) => !holds).map(([field, message]) => ({ field, message }));

/** How a text is written: a name must be there, the others may be empty. */
export type TextKind = "name" | "label" | "description" | "lines";
export type TextKinds = Readonly<Record<string, TextKind>>;

/** The texts of a row, whole in each language; what is missing is empty. */
export type TextsOf<Kinds extends TextKinds> = Record<
  Language,
  { [Field in keyof Kinds]: Kinds[Field] extends "lines" ? string[] : string }
>;

type Values = Record<string, unknown>;
export type Texts = Record<Language, Values>;
/** Whatever is edited has texts. */
export interface WithTexts {
  texts: Texts;
}

const TEXT_RULES: Record<TextKind, string> = {
  name: `1 to ${NAME_LENGTH_MAX} characters, not blank`,
  label: `at most ${NAME_LENGTH_MAX} characters`,
  description: `at most ${DESCRIPTION_LENGTH_MAX} characters`,
  lines: `at most ${LINES_MAX} lines, none of them empty, of ${JSON_LENGTH_MAX} characters in all`,
};

const HOLDS: Record<TextKind, (text: unknown) => boolean> = {
  name: isName,
  label: (text) => isText(text, NAME_LENGTH_MAX),
  description: (text) => isText(text, DESCRIPTION_LENGTH_MAX),
  lines: (lines) =>
    Array.isArray(lines) &&
    lines.length <= LINES_MAX &&
    lines.every((line) => isText(line, JSON_LENGTH_MAX) && line.trim() !== "") &&
    isShort(lines),
};

const isEmpty = (text: unknown): boolean => text === "" || (text as unknown[]).length === 0;

/** Only the reference must have its names: the other languages show it until they have their own. */
export function textChecks(kinds: TextKinds, texts: Texts): Check[] {
  const each = LANGUAGES.flatMap((language) =>
    Object.entries(kinds).map(([field, kind]): Check => {
      const text = texts[language][field];
      const mayBeLeftOut = language !== "zh" && isEmpty(text);
      return [`texts.${language}.${field}`, TEXT_RULES[kind], mayBeLeftOut || HOLDS[kind](text)];
    }),
  );
  const rule = `of ${JSON_LENGTH_MAX} characters in all translations together`;
  return [...each, ["texts.en", rule, isShort({ en: texts.en, jp: texts.jp })]];
}

export interface MissingText {
  language: Language;
  field: string;
  /** Nothing goes on sale without it. */
  needed: boolean;
}

/** What readers of a language are shown in Chinese, or not at all. */
export const missingTexts = (kinds: TextKinds, texts: Texts): MissingText[] =>
  LANGUAGES.flatMap((language) =>
    Object.entries(kinds)
      .filter(([field]) => isEmpty(texts[language][field]))
      .filter(([field, kind]) => kind === "name" || !isEmpty(texts.zh[field]))
      .map(([field, kind]) => ({ language, field, needed: kind === "name" })),
  );

/** As the tables have them: Chinese in columns, the others in `translations`, of which null takes a part away. */
export function textColumns(kinds: TextKinds, texts: Texts): Values {
  const own = (language: Language) =>
    Object.fromEntries(
      Object.keys(kinds).map((field) => {
        const text = texts[language][field];
        return [field, isEmpty(text) ? null : text];
      }),
    );
  return { ...texts.zh, translations: { en: own("en"), jp: own("jp") } };
}

/** Of a row that may be at fault: what is no text reads as empty. */
export function textsFrom<Kinds extends TextKinds>(kinds: Kinds, row: Values): TextsOf<Kinds> {
  const translations = recordIn(row.translations);
  const of: Texts = {
    zh: row,
    en: recordIn(translations.en),
    jp: recordIn(translations.jp),
  };
  const one = (language: Language) =>
    Object.fromEntries(
      Object.entries(kinds).map(([field, kind]) => [field, textIn(kind, of[language][field])]),
    );
  return Object.fromEntries(
    LANGUAGES.map((language) => [language, one(language)]),
  ) as TextsOf<Kinds>;
}

const textIn = (kind: TextKind, value: unknown): string | string[] => {
  if (kind === "lines")
    return Array.isArray(value) ? value.filter((line) => typeof line === "string") : [];
  return typeof value === "string" ? value : "";
};

export const recordIn = (value: unknown): Values =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};

export const rowsIn = (value: unknown): Values[] => (Array.isArray(value) ? value : []);

export const PRICE_RULE = `a decimal number above 0, at most ${PRICE_MINOR_MAX} of the smallest unit`;
export const CURRENCY_RULE = "CNY, USD or JPY, in capitals";

/** Minor units of what was written, NaN for what is no amount of the currency. */
export const minorOf = (text: string, currency: string): number =>
  isCurrency(currency) ? (fromMajor(text, currency)?.amountMinor ?? Number.NaN) : Number.NaN;

export const isPriceText = (text: string, currency: string): boolean =>
  isPrice(minorOf(text, currency));

/** Of a row that may be at fault: what is no amount reads as empty. */
export const majorOf = (amountMinor: unknown, currency: unknown): string =>
  Number.isSafeInteger(amountMinor) && typeof currency === "string"
    ? toMajor({ amountMinor: amountMinor as number, currency: currency as Currency })
    : "";

export const numberIn = (value: unknown): number => (typeof value === "number" ? value : 0);
export const stringIn = (value: unknown): string => (typeof value === "string" ? value : "");

/** What a price in one currency is written as. */
export interface PriceText {
  currency: string;
  amount: string;
}

/** Prices by currency, each once. */
export const priceChecks = (prices: readonly PriceText[], areNeeded: boolean): Check[] => [
  ["prices", "a price in at least one currency", !areNeeded || prices.length > 0],
  [
    "prices",
    "each currency once",
    new Set(prices.map(({ currency }) => currency)).size === prices.length,
  ],
  ...prices.flatMap(({ currency, amount }, at): Check[] => [
    [`prices.${at}.currency`, CURRENCY_RULE, isCurrency(currency)],
    [`prices.${at}.amount`, PRICE_RULE, isPriceText(amount, currency)],
  ]),
];

export const pricesFrom = (value: unknown): PriceText[] =>
  rowsIn(value).map(({ currency, amountMinor }) => ({
    currency: stringIn(currency),
    amount: majorOf(amountMinor, currency),
  }));

export const priceRows = (prices: readonly PriceText[]) =>
  prices.map(({ currency, amount }) => ({ currency, amountMinor: minorOf(amount, currency) }));
