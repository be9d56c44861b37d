/** Numbers of documents: what begins a series, and how a place in it is written. Gap-free within each series. */

export const DOCUMENT_KINDS = ["invoice", "credit-note"] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

const PREFIX: Record<DocumentKind, string> = { invoice: "INV", "credit-note": "CN" };

/** `INV202512` for the month 2025-12: each kind has a series of its own for each month. */
export const seriesOf = (kind: DocumentKind, period: string): string =>
  PREFIX[kind] + period.replace("-", "");

/** At least so many digits; the thousandth document of a month has more. */
export const ORDINAL_DIGITS = 3;

/** `INV202512001`; a revision keeps its place and says which one it is: `INV202512001-2`. */
export function numberOf(series: string, ordinal: number, revision = 1): string {
  const place = series + String(ordinal).padStart(ORDINAL_DIGITS, "0");
  return revision === 1 ? place : `${place}-${revision}`;
}
