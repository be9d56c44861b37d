import type { OrderPage, UsageDetail, UsageSummary } from "../../../worker/app.ts";
import { get, post } from "../shared/api/client.ts";
import type { Credits, PlanChanged, Subscription } from "../shared/api/types.ts";
import { language } from "../shared/i18n/index.ts";

const BASE = "/api/portal";
const SUBSCRIPTION = `${BASE}/subscription`;
/** The latest; all of them are in the records. */
const ORDERS_SHOWN = "5";

export const readSubscription = () => get<Subscription>(SUBSCRIPTION);
export const readCredits = () => get<Credits>("/api/credits/balance");

export const readPlanOrders = () =>
  get<OrderPage>(
    `/api/account/orders?${new URLSearchParams({ kind: "subscription", page: "1", pageSize: ORDERS_SHOWN })}`,
  );

/** `/resume` undoes a cancellation or a planned change; `/card` answers where another card is given. */
export const actOnSubscription = (act: "cancel" | "resume" | "card") =>
  post<PlanChanged>(`${SUBSCRIPTION}/${act}`);

/** Of a month, or of the running period. */
export const readUsage = (month: string | undefined) =>
  get<UsageSummary>(`${BASE}/usage${month ? `?period=${month}` : ""}`);

export const readUsageDetail = (query: string) => get<UsageDetail>(`${BASE}/usage/detail?${query}`);

/** A link carries no headers, so the reader's language stands in its address. */
export function detailFile(query: URLSearchParams): string {
  const address = new URLSearchParams(query);
  address.set("lang", language());
  return `${BASE}/usage/detail.csv?${address}`;
}

export type ProductUsage = UsageSummary["products"][number];
export type UsageItem = UsageDetail["items"][number];
export type { OrderPage, UsageDetail, UsageSummary };
