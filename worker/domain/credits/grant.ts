import { PLAN_SOURCE } from "../ledger/lot.ts";
import { catchUp, perform } from "../ledger/perform.ts";
import type { LedgerStore } from "../ledger/types.ts";
import { invariant } from "../result.ts";
import {
  type Allowance,
  allowanceOf,
  type CreditRules,
  type HeldPlan,
  type Mark,
  type MarkView,
  markAfter,
} from "./allowance.ts";

export interface MarkStore extends MarkView {
  save(mark: Mark): void;
}

/** Keys of the plan's grants begin so. No caller from outside can use them: theirs have prefixes of their own. */
const KEY_PREFIX = "credits:";

/** The period that a lot was granted for, by its key; null for a lot of another kind. */
export const periodOfKey = (key: string): string | null =>
  key.startsWith(KEY_PREFIX) ? key.slice(KEY_PREFIX.length, key.lastIndexOf(":")) : null;

/** Names the period and the mark that the grant reaches. */
export const grantKeyOf = (period: string, granted: number): string =>
  `${KEY_PREFIX}${period}:${granted}`;

/** The keys of a period's grants: from the first one, inclusive, to the second, exclusive. */
export const periodKeys = (period: string): [from: string, to: string] => [
  `${KEY_PREFIX}${period}:`,
  `${KEY_PREFIX}${period};`, // The character after the colon.
];

/**
 * Grants what the customer's plan gives and has not given yet: the only function that grants credits of a plan. Must run
 * inside one storage transaction. The key names the period and the mark that it reaches, so that what is granted under it
 * cannot be granted again even if the mark were lost.
 */
export function allocateMonthlyCredits(
  store: LedgerStore,
  marks: MarkStore,
  held: HeldPlan | null,
  rules: CreditRules,
  clockMs: number,
): Allowance | null {
  const nowMs = catchUp(store, clockMs);
  const allowance = allowanceOf(marks, held, rules, nowMs);
  if (allowance === null || allowance.due === 0) return allowance;

  const { period, planId, version, due } = allowance;
  const before = marks.mark(period.name);
  const mark = markAfter(allowance, before);
  const granted = perform(
    store,
    "grant",
    {
      key: grantKeyOf(period.name, mark.granted),
      reference: period.name,
      asset: "credits",
      amount: due,
      source: PLAN_SOURCE,
      expiresAtMs: period.endMs,
      detail: { plan: planId, period: period.name, version },
    },
    nowMs,
  );
  invariant(granted.ok, "credits of a period are granted under a key of their own");
  invariant(mark.granted >= (before?.granted ?? 0), "the mark of a period never falls");
  marks.save(mark);
  return allowance;
}
