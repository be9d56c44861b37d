import { invariant, ok } from "../result.ts";
import { owedIn } from "./assets.ts";
import { changeOf } from "./change.ts";
import { isOver } from "./lot.ts";
import type { Detail } from "./operations.ts";
import type { Rule } from "./rule.ts";

/** Gives units as one lot, whose id is the grant's key. What the customer owes is paid out of it first. */
export const grant: Rule<"grant"> = (view, request, nowMs) => {
  const { key, reference, asset, amount, source, expiresAtMs, detail } = request;
  invariant(view.lot(key) === null, "a grant makes its own lot");
  const lot = {
    id: key,
    asset,
    source,
    granted: amount,
    remaining: amount,
    held: 0,
    takenBack: 0,
    grantedAtMs: nowMs,
    expiresAtMs,
  };
  // A lot that is over when it comes pays nothing: nobody could have spent it.
  const repaid = isOver(lot, nowMs) ? 0 : Math.min(amount, owedIn(view.counters(asset)));
  const paidOff: Detail = repaid > 0 ? { repaid } : {};
  return ok(
    changeOf(
      view,
      { key, kind: "grant", reference, atMs: nowMs, detail: { source, ...detail, ...paidOff } },
      {
        asset,
        moves: { issued: -amount, available: amount - repaid, debt: repaid },
        lots: [{ ...lot, remaining: amount - repaid }],
        hold: null,
      },
      { lot: key, amount },
    ),
  );
};
