import { err, ok } from "../result.ts";
import { availableOf, changeOf } from "./change.ts";
import { isOver, type Lot, take } from "./lot.ts";
import type { Rule } from "./rule.ts";
import type { LedgerView } from "./types.ts";

/**
 * Takes a grant back: from its own lot, and only what nobody spent or holds, so that no balance goes below zero and no
 * other grant pays for it. Only where the customer may owe does `all-or-nothing` go further: what is gone of the lot is
 * taken from whatever else there is, and the rest becomes a debt that the next units to come pay.
 */
export const reverse: Rule<"reverse"> = (view, request, nowMs) => {
  const { key, reference, policy } = request;
  const lot = view.lot(request.grant);
  if (!lot) return err({ reason: "grant-not-found" });
  // Held units that were owed and paid for from elsewhere may lie in the lot again: they are not taken twice.
  const untaken = lot.granted - lot.takenBack;
  const wantsAll = policy === "all-or-nothing";
  const most = wantsAll ? untaken : Math.min(untaken, request.most ?? untaken);
  const left = isOver(lot, nowMs) ? 0 : Math.min(lot.remaining, most);
  if (wantsAll && left < lot.granted && !view.mayOwe())
    return err({ reason: "not-enough-left", left });

  const gone = wantsAll ? untaken - left : 0;
  const elsewhere = availableOf(view, lot.asset, nowMs) - (isOver(lot, nowMs) ? 0 : lot.remaining);
  const others = takeElsewhere(view, lot, Math.min(gone, elsewhere), nowMs);
  const fromOthers = others.reduce((units, { amount }) => units + amount, 0);
  const owed = gone - fromOthers;
  const amount = left + gone;
  const moves = { available: -left - fromOthers, reversed: amount, debt: -owed };
  const own = { ...lot, remaining: lot.remaining - left, takenBack: lot.takenBack + amount };
  const paying = others.map(({ lot: other, amount: piece }) => ({
    ...other,
    remaining: other.remaining - piece,
  }));
  const debt: { owed?: number } = owed > 0 ? { owed } : {};
  return ok(
    changeOf(
      view,
      {
        key,
        kind: "reverse",
        reference,
        atMs: nowMs,
        detail: owed > 0 ? { grant: lot.id, policy, owed } : { grant: lot.id, policy },
      },
      { asset: lot.asset, moves, lots: [own, ...paying], hold: null },
      { grant: lot.id, amount, ...debt },
    ),
  );
};

function takeElsewhere(view: LedgerView, lot: Lot, amount: number, nowMs: number) {
  if (amount === 0) return [];
  return take(except(lot.id, view.spendable(lot.asset, nowMs)), amount);
}

function* except(id: string, lots: Iterable<Lot>): Iterable<Lot> {
  for (const lot of lots) if (lot.id !== id) yield lot;
}
