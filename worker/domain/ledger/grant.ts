import { extend } from "../entitlement/coze.ts";
import { invariant, ok } from "../result.ts";
import { changeOf, type Heading } from "./change.ts";
import type { Rule } from "./rule.ts";

/** Gives units as one lot, whose id is the grant's key. */
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
    grantedAtMs: nowMs,
    expiresAtMs,
  };
  return ok(
    changeOf(
      view,
      { key, kind: "grant", reference, atMs: nowMs, detail: { source, ...detail } },
      { asset, moves: { issued: -amount, available: amount }, lots: [lot], hold: null },
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
      name: sale.name,
      ...(sale.names?.en ? { name_en: sale.names.en } : {}),
      ...(sale.names?.jp ? { name_jp: sale.names.jp } : {}),
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
