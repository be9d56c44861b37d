import { dueOf, type InvoiceContent } from "../domain/invoice/content.ts";
import { rateText } from "../domain/invoice/tax.ts";
import type { TaxId } from "../domain/invoice/tax-id.ts";
import type { Language } from "../domain/language.ts";
import { toMajor } from "../domain/money.ts";
import { WORDS, type Words } from "./words.ts";

/** A label and what stands beside it. */
export type Fact = readonly [label: string, value: string];

/** A document as it is read, in one language. The PDF and the print view show the same. */
export interface DocumentView {
  language: Language;
  title: string;
  number: string;
  issuedAtMs: number;
  /** Set over everything of a document that no longer holds. */
  mark: string;
  facts: Fact[];
  seller: Party;
  buyer: Party;
  itemHeadings: string[];
  /** As many cells as headings, the first one a text of any length. */
  items: string[][];
  taxHeadings: string[];
  taxes: string[][];
  totals: Fact[];
  notes: string[];
  /** With `{page}` and `{pages}`. */
  pageText: string;
  /** With `{sign}`. */
  substitutedText: string;
}

export interface Party {
  heading: string;
  name: string;
  lines: string[];
}

export interface Shown {
  number: string;
  content: InvoiceContent;
  isVoid: boolean;
}

export function viewOf({ number, content, isVoid }: Shown, language: Language): DocumentView {
  const words = WORDS[language];
  const money = (amountMinor: number) => toMajor({ currency: content.currency, amountMinor });
  const day = dayIn(language, content.timeZone);
  return {
    language,
    title: content.kind === "invoice" ? words.invoice : words.creditNote,
    number,
    issuedAtMs: content.issuedAtMs,
    mark: isVoid ? words.voided : "",
    facts: factsOf(content, number, words, day),
    seller: sellerOf(content, words, countryName(content.seller.country, language)),
    buyer: buyerOf(content, words, countryName(content.buyer.country, language)),
    itemHeadings: [
      ...[words.item, words.paidOn, words.quantity, words.unitAmount],
      ...[words.taxRate, `${words.amount} (${content.currency})`],
    ],
    items: content.items.map((item) => [
      `${item.names[language]}${item.mark && ` ${item.mark}`}`,
      day(item.paidAtMs),
      String(item.quantity),
      money(item.unitAmountMinor),
      `${rateText(item.rate)}%`,
      money(item.amountMinor),
    ]),
    taxHeadings: [words.taxRate, words.base, words.tax],
    taxes: content.taxes.map(({ rate, mark, baseMinor, taxMinor }) => [
      `${rateText(rate)}%${mark && ` ${mark}`}`,
      money(baseMinor),
      money(taxMinor),
    ]),
    totals: totalsOf(content, words, money),
    notes: notesOf(content, words),
    pageText: words.page,
    substitutedText: words.substituted,
  };
}

const LOCALES: Record<Language, string> = { zh: "zh-CN", en: "en-GB", jp: "ja-JP" };

function dayIn(language: Language, timeZone: string): (atMs: number) => string {
  const format = new Intl.DateTimeFormat(LOCALES[language], {
    timeZone,
    ...{ year: "numeric", month: language === "en" ? "short" : "long", day: "numeric" },
  });
  return (atMs) => format.format(atMs);
}

function factsOf(
  content: InvoiceContent,
  number: string,
  words: Words,
  day: (atMs: number) => string,
): Fact[] {
  const { kind, refersTo, refund } = content;
  const reference = kind === "invoice" ? words.refersToFirst : words.refersToInvoice;
  return [
    [words.number, number],
    [words.issuedAt, day(content.issuedAtMs)],
    [words.period, content.period],
    ...(refersTo ? ([[reference, refersTo.number]] as Fact[]) : []),
    ...(refund ? ([[words.refund, refund]] as Fact[]) : []),
  ];
}

/** What is no code of a country stays as it was written. */
function countryName(code: string, language: Language): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(LOCALES[language], { type: "region" }).of(code) ?? code;
}

function sellerOf({ seller }: InvoiceContent, words: Words, country: string): Party {
  const lines = [seller.address, country, seller.email, seller.phone];
  return {
    heading: words.seller,
    name: seller.name,
    lines: [...lines.filter(Boolean), ...seller.taxIds.map((id) => taxIdLine(id, words))],
  };
}

/** A buyer who said nothing is named by the id that it signs in with. */
function buyerOf({ buyer }: InvoiceContent, words: Words, country: string): Party {
  const name = buyer.company || buyer.contact;
  const lines = [
    ...(buyer.company ? [buyer.contact] : []),
    ...[buyer.address, country, buyer.email, buyer.phone],
  ];
  return {
    heading: words.buyer,
    name: name || `${words.customer} ${buyer.id}`,
    lines: [...lines.filter(Boolean), ...buyer.taxIds.map((id) => taxIdLine(id, words))],
  };
}

const taxIdLine = ({ kind, value }: TaxId, words: Words): string =>
  `${{ cn: words.taxIdCn, eu: words.taxIdEu, jp: words.taxIdJp }[kind]}: ${value}`;

function totalsOf(content: InvoiceContent, words: Words, money: (minor: number) => string): Fact[] {
  const amount = (minor: number) => `${content.currency} ${money(minor)}`;
  const due = dueOf(content);
  if (content.kind === "credit-note") return [[words.credited, amount(content.totalMinor)]];
  return [
    [words.total, amount(content.totalMinor)],
    [words.paid, amount(content.paidMinor)],
    ...(due > 0 ? ([[words.due, amount(due)]] as Fact[]) : []),
  ];
}

function notesOf(content: InvoiceContent, words: Words): string[] {
  const marks = new Set(content.taxes.map(({ mark }) => mark).filter(Boolean));
  return [
    content.pricesIncludeTax ? words.included : words.excluded,
    ...[...marks].map((mark) => `${mark} ${words.reduced}`),
    content.seller.note,
    content.currency === "CNY" ? words.notFapiao : "",
  ].filter(Boolean);
}
