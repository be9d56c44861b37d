import { PLAN_SOURCE } from "../ledger/lot.ts";
import { catchUp, perform } from "../ledger/perform.ts";
import type { LedgerStore } from "../ledger/types.ts";
import { invariant } from "../result.ts";
import { type Mark, netOf } from "./allowance.ts";
import { grantKeyOf, type MarkStore } from "./grant.ts";

export interface PlanGiveBack {
  /** Periods that still run, and what was given once for ever. */
  given: readonly Mark[];
  /** The most units that a customer ever had of a period, spent ones included. */
  most(mark: Mark): number;
  /** Units that the customer is entitled to for a period, spent ones included. */
  entitled(mark: Mark): number;
  planId: string;
}

/**
 * Gives again what was taken of plans' credits when money for one had gone back and is ours after all, whether it still runs or
 * has ended meanwhile: whoever paid for a plan keeps what it gave. Never more than the customer had of the period at most, nor
 * than they are entitled to. What a plan that runs is to have was granted before, in its own period. Must run inside one storage transaction.
 */
export function givePlanCreditsBack(
  store: LedgerStore,
  marks: MarkStore,
  { given, most, entitled, planId }: PlanGiveBack,
  clockMs: number,
): number {
  const nowMs = catchUp(store, clockMs);
  let all = 0;
  // The newest first: what runs out sooner would leave room to be given a second time.
  for (const mark of [...given].sort(byNewest).filter(({ takenBack }) => takenBack > 0)) {
    const { period, version, endsAtMs } = mark;
    if (endsAtMs !== null && endsAtMs <= nowMs) continue;
    const bound = Math.min(most(mark), entitled(mark) - elsewhere(mark, marks, nowMs));
    const due = bound - netOf(mark);
    if (due <= 0) continue;
    const granted = mark.granted + due;
    const done = perform(
      store,
      "grant",
      {
        ...{ key: grantKeyOf(period, granted), reference: period },
        ...{ asset: "credits", amount: due, source: PLAN_SOURCE, expiresAtMs: endsAtMs },
        detail: { plan: planId, period, version },
      },
      nowMs,
    );
    invariant(done.ok, "credits of a period are granted under a key of their own");
    marks.save({ ...mark, granted });
    all += due;
  }
  return all;
}

const byNewest = (a: Mark, b: Mark): number =>
  endOf(b) - endOf(a) || (a.period < b.period ? 1 : -1);

const endOf = ({ endsAtMs }: Mark): number => endsAtMs ?? Number.MAX_SAFE_INTEGER;

/** As for every allowance: what other periods gave that still run goes off. */
const elsewhere = ({ period, endsAtMs }: Mark, marks: MarkStore, nowMs: number): number =>
  endsAtMs === null
    ? 0
    : marks
        .running(nowMs)
        .filter((each) => each.period !== period)
        .reduce((units, each) => units + netOf(each), 0);
