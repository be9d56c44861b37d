import { get } from "../../shared/api/client.ts";
import { language } from "../../shared/i18n/index.ts";
import type { LedgerPage, OrderDetail, OrderPage } from "./types.ts";

/** A customer's orders and ledger entries, of every kind. `query` is what `recordsQuery` makes of the filters. */
const BASE = "/api/account";

export const readOrder = (orderId: string) =>
  get<OrderDetail>(`${BASE}/orders/${encodeURIComponent(orderId)}`);

export const readOrders = (query: string) => get<OrderPage>(`${BASE}/orders?${query}`);
export const readLedger = (query: string) => get<LedgerPage>(`${BASE}/ledger?${query}`);

/** A link carries no headers, so the reader's language and time zone stand in its address. */
function file(name: string, query: string): string {
  const address = new URLSearchParams(query);
  address.set("lang", language());
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  if (timeZone) address.set("tz", timeZone);
  return `${BASE}/${name}.csv?${address}`;
}
export const ordersFile = (query: string): string => file("orders", query);
/** All that left the list for the archive, whatever is chosen above it. */
export const archivedOrdersFile = (): string => file("orders/archive", "");
export const ledgerFile = (query: string): string => file("ledger", query);
