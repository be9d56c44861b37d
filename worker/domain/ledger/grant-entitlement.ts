import { ENTITLEMENTS } from "../entitlement/handlers.ts";
import { aheadMs, endOf, type Named, nameOf, type Stretch } from "../entitlement/stretch.ts";
import { invariant, ok } from "../result.ts";
import { sum } from "./assets.ts";
import type { Detail } from "./operations.ts";
import type { Rule } from "./rule.ts";

/** Grants or extends an entitlement. It moves no units, but stands in the same history. */
export const grantEntitlement: Rule<"entitlement.grant"> = (view, request, nowMs) => {
  const { key, reference, entitlement, sale } = request;
  const handler = ENTITLEMENTS[entitlement];
  const before = view.stretches(entitlement, nowMs);
  const after = handler.grant(before, key, sale, nowMs);
  const own = after.find(({ source }) => source === key);
  invariant(own, "a grant makes its own stretch");
  invariant(
    totalMs(after, nowMs) === totalMs(before, nowMs) + aheadMs(own, nowMs),
    "a grant takes nothing of other grants",
  );
  const { startsAtMs, expiresAtMs } = own;
  return ok({
    transaction: {
      key,
      kind: handler.grantedAs,
      reference,
      atMs: nowMs,
      entries: [],
      detail: { ...namesOf(sale), days: sale.days, expiresAtMs: endOf(after, nowMs) },
      answer: { ...nameOf(sale), startsAtMs, expiresAtMs },
    },
    counters: null,
    lots: [],
    hold: null,
    entitlement: { kind: entitlement, stretches: changed(before, after) },
  });
};

/** What is left of all stretches together. */
export const totalMs = (stretches: readonly Stretch[], nowMs: number): number =>
  sum(stretches.map((stretch) => aheadMs(stretch, nowMs)));

/** Those that are new or run at another time. */
export const changed = (before: readonly Stretch[], after: readonly Stretch[]): Stretch[] =>
  after.filter((stretch) => !before.includes(stretch));

/** What was sold is called, flat, as a transaction's detail keeps it. */
export const namesOf = ({ name, names }: Named): Detail => ({
  name,
  ...(names?.en ? { name_en: names.en } : {}),
  ...(names?.jp ? { name_jp: names.jp } : {}),
});
