import type { OrderKind } from "../domain/catalog/sale.ts";
import type { Flag } from "./flags.ts";

/** For each kind of sale: the flag that opens its centre, and the text that the operator explains it with. */
export const CENTRES = {
  coze: { statusFlag: "coze_package_status", explain: "coze_package_explain" },
  recharge: { statusFlag: "recharge_status", explain: "recharge_explain" },
} as const satisfies Record<OrderKind, { statusFlag: Flag; explain: string }>;

export type ExplainKey = (typeof CENTRES)[OrderKind]["explain"];
