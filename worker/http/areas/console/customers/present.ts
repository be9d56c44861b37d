import { toMajor } from "../../../../domain/money.ts";
import type { Endable } from "../../../../domain/subscription/ending.ts";
import type { SubscriptionRecord } from "../../../../domain/subscription/state.ts";
import type { ConsoleCustomerRow, PaidTotal } from "../../../../store/console-customers.ts";
import { iso } from "../../../core/time.ts";
import type { ConsoleAccount, ConsoleCustomer, PlanEnded } from "./schemas.ts";

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

export const presentEnding = (endable: Endable | null): ConsoleAccount["ending"] =>
  endable && {
    ...{ ref: endable.ref, planId: endable.planId, source: endable.source },
    ...{ renews: endable.renews, ways: endable.ways },
    endsAt: endable.endsAtMs === null ? null : iso(endable.endsAtMs),
  };

export const presentStandingPlan = ({
  planId,
  status,
  cancelAtMs,
}: SubscriptionRecord): Pick<PlanEnded, "planId" | "status" | "endsAt"> => ({
  planId,
  status,
  endsAt: cancelAtMs === null ? null : iso(cancelAtMs),
});
