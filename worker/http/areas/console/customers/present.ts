import type { ConsoleCustomerRow } from "../../../../store/console-customers.ts";
import { iso } from "../../../core/time.ts";
import type { ConsoleCustomer } from "./schemas.ts";

export const presentCustomer = (row: ConsoleCustomerRow): ConsoleCustomer => ({
  id: row.id,
  name: row.name,
  email: row.email,
  balances: row.balances,
  planId: row.planId,
  lastSeenAt: iso(row.lastSeenAtMs),
});
