import { type Lot, PLAN_SOURCE } from "../ledger/lot.ts";
import { catchUp, perform } from "../ledger/perform.ts";
import type { LedgerStore } from "../ledger/types.ts";
import { invariant } from "../result.ts";
import { type Mark, netOf } from "./allowance.ts";
import { type MarkStore, periodOfKey } from "./grant.ts";

export interface PlanTakeBack {
  /** Idempotency key. Each lot is taken from under it and the lot's own. */
  key: string;
  reference: string;
  /** Units that the customer is still entitled to for a period, spent ones included. */
  entitled(mark: Mark): number;
}

/**
 * Takes back what is left of a plan's credits when the money for the plan went back or is disputed. What was spent stays
 * spent, and what other plans gave stays; a period's mark remembers what was taken, so that it is given again when the
 * customer pays again. Must run inside one storage transaction.
 */
export function takePlanCredits(
  store: LedgerStore,
  marks: MarkStore,
  { key, reference, entitled }: PlanTakeBack,
  clockMs: number,
): number {
  const nowMs = catchUp(store, clockMs);
  let all = 0;
  for (const [period, lots] of byPeriod([...store.spendable("credits", nowMs)])) {
    const mark = marks.mark(period);
    invariant(mark, "what a plan gave has a mark");
    const left = lots.reduce((units, { remaining }) => units + remaining, 0);
    const spent = netOf(mark) - left;
    let excess = left - Math.min(left, Math.max(0, entitled(mark) - spent));
    let taken = 0;
    for (const lot of lots) {
      const most = Math.min(excess, lot.remaining);
      if (most === 0) continue;
      const done = perform(
        store,
        "reverse",
        { key: `${key}/${lot.id}`, reference, grant: lot.id, policy: "what-is-left", most },
        nowMs,
      );
      invariant(done.ok, "what a lot has left can be taken back");
      excess -= done.value.amount;
      taken += done.value.amount;
    }
    if (taken > 0) marks.save({ ...mark, takenBack: mark.takenBack + taken });
    all += taken;
  }
  return all;
}

function byPeriod(lots: readonly Lot[]): Map<string, Lot[]> {
  const periods = new Map<string, Lot[]>();
  for (const lot of lots) {
    const period = lot.source === PLAN_SOURCE ? periodOfKey(lot.id) : null;
    if (period !== null) periods.set(period, [...(periods.get(period) ?? []), lot]);
  }
  return periods;
}
