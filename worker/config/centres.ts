import type { OrderKind } from "../domain/catalog/sale.ts";
import type { Flag } from "./flags.ts";

/** For each kind of sale: the flag that opens its centre, the text that the operator explains it with, and its page. */
export const CENTRES = {
  coze: {
    statusFlag: "coze_package_status",
    explain: "coze_package_explain",
    page: "/profile/personal-rights/coze-package-center",
  },
  recharge: {
    statusFlag: "recharge_status",
    explain: "recharge_explain",
    page: "/profile/personal-rights/recharge-center",
  },
} as const satisfies Record<OrderKind, { statusFlag: Flag; explain: string; page: string }>;

/** How an order stands, of any kind: where a gateway's page leads back to. */
export const resultPage = (orderNo: string): string =>
  `/profile/personal-rights/coze-package-result?orderId=${orderNo}`;

export type ExplainKey = (typeof CENTRES)[OrderKind]["explain"];
