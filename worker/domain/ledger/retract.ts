import { aheadMs, daysOf } from "../entitlement/coze.ts";
import { err, ok } from "../result.ts";
import { namesOf } from "./grant.ts";
import type { Detail } from "./operations.ts";
import type { Rule } from "./rule.ts";

/**
 * Takes the days of an order off the running Coze package, as far as they lie ahead: those that were lived through are used,
 * and those that other orders sold stay. A begun day counts whole, as it does where the customer reads
 * the days left: otherwise nothing could be taken back in full even a second after it was bought. Days are never owed.
 */
export const retractCoze: Rule<"coze.retract"> = (view, request, nowMs) => {
  const { key, reference, sale, policy, soldUntilMs } = request;
  const current = view.coze();
  const takenMs = aheadMs(current, sale, soldUntilMs, nowMs);
  const days = daysOf(takenMs);
  if (policy === "all-or-nothing" && days < sale.days)
    return err({ reason: "not-enough-left", left: days });

  // What stays was sold by other orders, and is called what the last of them was.
  const named = view.cozeNameBeside(reference) ?? current;
  const coze = current && named && { ...named, expiresAtMs: current.expiresAtMs - takenMs };
  const end: Detail = coze ? { expiresAtMs: coze.expiresAtMs } : {};
  return ok({
    transaction: {
      key,
      kind: "coze.retract",
      reference,
      atMs: nowMs,
      entries: [],
      detail: { ...namesOf(sale), days: 0 - days, policy, ...end },
      answer: { days, coze },
    },
    counters: null,
    lots: [],
    hold: null,
    coze,
  });
};
