import { ENTITLEMENTS } from "../entitlement/handlers.ts";
import { daysOf, endOf } from "../entitlement/stretch.ts";
import { err, invariant, ok } from "../result.ts";
import { changed, namesOf, totalMs } from "./grant-entitlement.ts";
import type { Rule } from "./rule.ts";

/**
 * Takes back a grant's own stretch, as far as it lies ahead: days that were lived through are used, and those that other
 * orders sold stay. A begun day counts whole, as it does where the customer reads the days left: otherwise nothing could
 * be taken back in full even a second after it was bought. Days are never owed.
 */
export const reverseEntitlement: Rule<"entitlement.reverse"> = (view, request, nowMs) => {
  const { key, reference, entitlement, grant, sale, policy } = request;
  const handler = ENTITLEMENTS[entitlement];
  const before = view.stretches(entitlement, nowMs);
  const { takenMs, ended, stretches } = handler.reverse(before, grant, nowMs);
  const days = daysOf(takenMs);
  if (policy === "all-or-nothing" && days < sale.days)
    return err({ reason: "not-enough-left", left: days });

  invariant(
    totalMs(stretches, nowMs) === totalMs(before, nowMs) - takenMs,
    "taking back takes nothing of other grants",
  );
  return ok({
    transaction: {
      key,
      kind: handler.reversedAs,
      reference,
      atMs: nowMs,
      entries: [],
      detail: { ...namesOf(sale), days: 0 - days, policy, expiresAtMs: endOf(stretches, nowMs) },
      answer: { days },
    },
    counters: null,
    lots: [],
    hold: null,
    entitlement: {
      kind: entitlement,
      stretches: [...(ended ? [ended] : []), ...changed(before, stretches)],
    },
  });
};
