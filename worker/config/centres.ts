import type { OrderKind } from "../domain/catalog/sale.ts";
import type { Flag } from "./flags.ts";

/** For each kind of sale: the flag that opens its centre, and the text that the operator explains it with, if it has one. */
export const CENTRES = {
  coze: { statusFlag: "coze_package_status", explain: "coze_package_explain" },
  recharge: { statusFlag: "recharge_status", explain: "recharge_explain" },
  credits: { statusFlag: "credit_purchases_status", explain: null },
} as const satisfies Record<OrderKind, { statusFlag: Flag; explain: string | null }>;

export type ExplainKey = NonNullable<(typeof CENTRES)[OrderKind]["explain"]>;
export const EXPLAIN_KEYS: ExplainKey[] = Object.values(CENTRES)
  .map(({ explain }) => explain)
  .filter((key) => key !== null);
