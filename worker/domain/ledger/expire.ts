import { invariant } from "../result.ts";
import { changeOf } from "./change.ts";
import { lapse } from "./holds.ts";
import { isOver, type Lot } from "./lot.ts";
import type { Change, LedgerView } from "./types.ts";

/** The first thing that time has ended and nobody has written down yet: a hold past its deadline, or a lot past its end. */
export function nextDue(view: LedgerView, nowMs: number): Change | null {
  const hold = view.lapsedHold(nowMs);
  if (hold) return lapse(view, hold, nowMs);
  const lot = view.overdueLot(nowMs);
  return lot ? expire(view, lot, nowMs) : null;
}

/** Ends a lot. What open holds have of it stays held, and expires if they give it back. */
function expire(view: LedgerView, lot: Lot, nowMs: number): Change {
  invariant(isOver(lot, nowMs) && lot.remaining > 0, "only a lot whose time is over expires");
  return changeOf(
    view,
    {
      key: `expire:${lot.id}`,
      kind: "expire",
      reference: lot.id,
      atMs: nowMs,
      detail: { lot: lot.id },
    },
    {
      asset: lot.asset,
      moves: { available: -lot.remaining, expired: lot.remaining },
      lots: [{ ...lot, remaining: 0 }],
      hold: null,
    },
    {},
  );
}
