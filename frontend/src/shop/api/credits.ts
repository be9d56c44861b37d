import { get, post } from "../../shared/api/client.ts";
import { askPlace, type ListPlace } from "../../shared/paging/place.ts";
import type { CreditPackages, CreditUsage, OrderCreated } from "./types.ts";

const BASE = "/api/credits";

const PAGE_SIZE = 20;

export const readPacks = () => get<CreditPackages>(`${BASE}/packages`);

/** `month` as `2026-11`, in the billing time zone; the present one when it is left out. */
export function readUsage(month: string | undefined, place: ListPlace) {
  const query = new URLSearchParams();
  askPlace(query, place, PAGE_SIZE);
  if (month) query.set("month", month);
  return get<CreditUsage>(`${BASE}/usage?${query}`);
}

export const purchasePack = (id: string, payType: number, expectedAmount: string | undefined) =>
  post<OrderCreated>(`${BASE}/purchase`, { id, payType, expectedAmount });
