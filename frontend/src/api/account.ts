import { get } from "./client.ts";
import type { LedgerPage, OrderDetail, OrderPage } from "./types.ts";

/** A customer's orders and ledger entries, of every kind. `query` is what `recordsQuery` makes of the filters. */
const BASE = "/api/account";

export const readOrder = (orderId: string) =>
  get<OrderDetail>(`${BASE}/orders/${encodeURIComponent(orderId)}`);

export const readOrders = (query: string) => get<OrderPage>(`${BASE}/orders?${query}`);
export const readLedger = (query: string) => get<LedgerPage>(`${BASE}/ledger?${query}`);

export const ordersFile = (query: string): string => `${BASE}/orders.csv?${query}`;
export const ledgerFile = (query: string): string => `${BASE}/ledger.csv?${query}`;
