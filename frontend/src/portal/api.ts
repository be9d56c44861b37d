import type { OrderPage } from "../../../worker/app.ts";
import { get, post } from "../shared/api/client.ts";
import type { Credits, PlanChanged, Subscription } from "../shared/api/types.ts";

const BASE = "/api/portal/subscription";
/** The latest; all of them are in the records. */
const ORDERS_SHOWN = "5";

export const readSubscription = () => get<Subscription>(BASE);
export const readCredits = () => get<Credits>("/api/credits/balance");

export const readPlanOrders = () =>
  get<OrderPage>(
    `/api/account/orders?${new URLSearchParams({ kind: "subscription", page: "1", pageSize: ORDERS_SHOWN })}`,
  );

/** `/resume` undoes a cancellation or a planned change; `/card` answers where another card is given. */
export const actOnSubscription = (act: "cancel" | "resume" | "card") =>
  post<PlanChanged>(`${BASE}/${act}`);

export type { OrderPage };
