import { type CozeName, extend } from "../entitlement/coze.ts";
import { invariant, ok } from "../result.ts";
import { owedIn } from "./assets.ts";
import { changeOf, type Heading } from "./change.ts";
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

/** Extends the Coze package. It moves no units, but stands in the same history. */
export const extendCoze: Rule<"coze.extend"> = (view, request, nowMs) => {
  const { key, reference, sale } = request;
  const current = view.coze();
  const coze = extend(current, sale, nowMs);
  invariant(
    coze.expiresAtMs > (current?.expiresAtMs ?? 0),
    "a grant never shortens an entitlement",
  );
  const heading: Heading = {
    key,
    kind: "coze.extend",
    reference,
    atMs: nowMs,
    detail: {
      ...namesOf(sale),
      days: sale.days,
      expiresAtMs: coze.expiresAtMs,
    },
  };
  return ok({
    transaction: { ...heading, entries: [], answer: coze },
    counters: null,
    lots: [],
    hold: null,
    coze,
  });
};

/** What the package is called, flat, as a transaction's detail keeps it. */
export const namesOf = ({ name, names }: CozeName): Detail => ({
  name,
  ...(names?.en ? { name_en: names.en } : {}),
  ...(names?.jp ? { name_jp: names.jp } : {}),
});

/** The same, read back. */
export function nameIn(detail: Detail): CozeName {
  const { name, name_en: en, name_jp: jp } = detail;
  const names = {
    ...(typeof en === "string" ? { en } : {}),
    ...(typeof jp === "string" ? { jp } : {}),
  };
  return { name: String(name), ...(Object.keys(names).length > 0 ? { names } : {}) };
}
