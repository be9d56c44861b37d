import type { Currency } from "../money.ts";

/**
 * An invoice that Stripe Billing issued: the document of its sale, with Stripe's number. We list it beside ours and give the sale no
 * number of our own.
 */
export interface StripeDocument {
  /** Stripe's id of it, `in_…` as ours have. */
  id: string;
  number: string;
  status: "open" | "paid" | "void" | "uncollectible";
  currency: Currency;
  totalMinor: number;
  paidMinor: number;
  taxMinor: number;
  issuedAtMs: number;
  paidAtMs: number | null;
  /** Stripe's own page of it and its PDF, as they were when Stripe was asked last. Stripe lets them end some day. */
  url: string | null;
  pdfUrl: string | null;
  lines: { text: string; quantity: number; amountMinor: number }[];
  seller: { name: string; country: string };
  buyer: { name: string; email: string };
}

/** What customers are told of a document that was issued, whoever issued it. */
export type ShownStatus = "issued" | "paid" | "void";

export const SHOWN_STATUS: Record<StripeDocument["status"], ShownStatus> = {
  open: "issued",
  uncollectible: "issued",
  paid: "paid",
  void: "void",
};

/** Lines of a document that are kept. One of a subscription has one or a few. */
export const STRIPE_LINES_MAX = 50;

/** As the list of a customer's documents is ordered: the latest first. Of ours, the first revision has the place. */
export interface Placed {
  period: string;
  issuedAtMs: number;
  id: string;
}

export const laterFirst = (a: Placed, b: Placed): number =>
  order(b.period, a.period) || b.issuedAtMs - a.issuedAtMs || order(a.id, b.id);

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export interface Page {
  page: number;
  pageSize: number;
}

/** Which part of a long ordered list is needed for one page, and one item more, of it merged with a short one of `shorts` items. */
export function windowOf(
  { page, pageSize }: Page,
  shorts: number,
): { offset: number; limit: number } {
  const from = (page - 1) * pageSize;
  const offset = Math.max(0, from - shorts);
  return { offset, limit: from + pageSize + 1 - offset };
}

/**
 * One page of two ordered lists merged, and one item more, which says whether there is another: of the long one from `windowOf` on, of the short one all. What of the short list comes
 * before the window belongs to earlier pages, wherever it is counted.
 */
export function mergedPage<T>(
  long: readonly T[],
  short: readonly T[],
  inOrder: (a: T, b: T) => number,
  asked: Page,
): T[] {
  const { offset } = windowOf(asked, short.length);
  const from = (asked.page - 1) * asked.pageSize - offset;
  return [...long, ...short].sort(inOrder).slice(from, from + asked.pageSize + 1);
}
