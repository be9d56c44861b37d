import type { OrderKind } from "../domain/catalog/sale.ts";
import type { Flag } from "./flags.ts";

/** For each kind of sale: the flag that opens its centre, the text that the operator explains it with, if it has one, and its page. */
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
  subscription: { statusFlag: "customer_portal_status", explain: null, page: "/pricing" },
  credits: { statusFlag: "credit_purchases_status", explain: null, page: "/credits" },
} as const satisfies Record<OrderKind, { statusFlag: Flag; explain: string | null; page: string }>;

/** How an order stands, of any kind: where a gateway's page leads back to. */
export const resultPage = (orderNo: string): string =>
  `/profile/personal-rights/coze-package-result?orderId=${orderNo}`;

export type ExplainKey = NonNullable<(typeof CENTRES)[OrderKind]["explain"]>;
export const EXPLAIN_KEYS: ExplainKey[] = Object.values(CENTRES)
  .map(({ explain }) => explain)
  .filter((key) => key !== null);
