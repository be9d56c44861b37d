import { get, post } from "../../shared/api/client.ts";
import type { CreditPackages, CreditUsage, OrderCreated } from "./types.ts";

const BASE = "/api/credits";

export const readPacks = () => get<CreditPackages>(`${BASE}/packages`);

/** `month` as `2026-11`, in the billing time zone; the present one when it is left out. */
export function readUsage(month: string | undefined, page: number) {
  const query = new URLSearchParams({ page: String(page) });
  if (month) query.set("month", month);
  return get<CreditUsage>(`${BASE}/usage?${query}`);
}

export const purchasePack = (id: string, payType: number, expectedAmount: string | undefined) =>
  post<OrderCreated>(`${BASE}/purchase`, { id, payType, expectedAmount });
