import { err, ok } from "../result.ts";
import { changeOf } from "./change.ts";
import { isOver } from "./lot.ts";
import type { Rule } from "./rule.ts";

/**
 * Takes a grant back: only from its own lot, and only what nobody spent or holds, so that no balance goes below zero and
 * no other grant pays for it. Units that a hold gives back later stay with the customer.
 */
export const reverse: Rule<"reverse"> = (view, request, nowMs) => {
  const { key, reference, policy } = request;
  const lot = view.lot(request.grant);
  if (!lot) return err({ reason: "grant-not-found" });
  const left = isOver(lot, nowMs) ? 0 : lot.remaining;
  if (left === 0 || (policy === "all-or-nothing" && left < lot.granted))
    return err({ reason: "not-enough-left", left });

  return ok(
    changeOf(
      view,
      {
        key,
        kind: "reverse",
        reference,
        atMs: nowMs,
        detail: { grant: lot.id, policy },
      },
      {
        asset: lot.asset,
        moves: { available: -left, reversed: left },
        lots: [{ ...lot, remaining: 0 }],
        hold: null,
      },
      { grant: lot.id, amount: left },
    ),
  );
};
