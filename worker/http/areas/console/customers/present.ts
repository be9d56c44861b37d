import { toMajor } from "../../../../domain/money.ts";
import type { ConsoleCustomerRow, PaidTotal } from "../../../../store/console-customers.ts";
import { iso } from "../../../core/time.ts";
import type { ConsoleAccount, ConsoleCustomer } from "./schemas.ts";

export const presentCustomer = (row: ConsoleCustomerRow): ConsoleCustomer => ({
  id: row.id,
  name: row.name,
  email: row.email,
  balances: row.balances,
  planId: row.planId,
  lastSeenAt: iso(row.lastSeenAtMs),
});

export const presentPaid = (row: PaidTotal): ConsoleAccount["paid"][number] => ({
  ...{ currency: row.currency, orders: row.orders },
  amount: toMajor({ currency: row.currency, amountMinor: row.paidMinor }),
  refunded: toMajor({ currency: row.currency, amountMinor: row.refundedMinor }),
});
