import { whole } from "../../shared/i18n/format.ts";
import type { Found } from "../api/types.ts";
import { t } from "../i18n.ts";

export interface LeftOut {
  orders: readonly unknown[];
  customers: readonly unknown[];
  more: Found["more"];
}

export const NOTHING_LEFT_OUT: LeftOut = {
  ...{ orders: [], customers: [] },
  more: { orders: false, customers: false },
};

/** What a search found more of than it shows, and how to come to it. */
export const leftOutTexts = ({ orders, customers, more }: LeftOut): string[] => [
  ...(more.orders ? [t("console.search.moreOrders", { count: whole(orders.length) })] : []),
  ...(more.customers
    ? [t("console.search.moreCustomers", { count: whole(customers.length) })]
    : []),
];
