import type { Attention } from "./outcome.ts";

/** A case that needs an operator's eye, and since when it is known. */
export interface Issue extends Attention {
  sinceMs: number;
}

/** Most that are kept of one customer: what was known first stays. */
export const ISSUES_MAX = 100;

/** What the record alone shows; the rest only Stripe can show, or show to be over. */
const OF_RECORD: ReadonlySet<Attention["kind"]> = new Set(["order-refused", "paid-twice"]);

/** The cases after a reduction. While Stripe was not asked, what it showed last stays. Pure. */
export function issuesNow(
  before: readonly Issue[],
  { attention, askedStripe }: { attention: readonly Attention[]; askedStripe: boolean },
  nowMs: number,
): Issue[] {
  const kept = askedStripe ? [] : before.filter(({ kind }) => !OF_RECORD.has(kind));
  const sinceMs = new Map(before.map((issue) => [issue.key, issue.sinceMs]));
  const now = new Map([...kept, ...attention].map((each) => [each.key, each]));
  return [...now.values()]
    .map(({ key, kind, about }) => ({ key, kind, about, sinceMs: sinceMs.get(key) ?? nowMs }))
    .sort((a, b) => a.sinceMs - b.sinceMs || (a.key < b.key ? -1 : 1))
    .slice(0, ISSUES_MAX);
}

/** Whether another look at Stripe may end a case though no event comes: a price that was entered, something it did not show yet. */
export const mayEndAtStripe = (issues: readonly Issue[]): boolean =>
  issues.some(({ kind }) => !OF_RECORD.has(kind) && kind !== "customer-deleted");
