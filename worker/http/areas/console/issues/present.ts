import type { Attention } from "../../../../domain/subscription/outcome.ts";
import type { IssueRow } from "../../../../store/subscription-issues.ts";
import { iso } from "../../../core/time.ts";
import { presentNote } from "../notes/present.ts";
import type { SubscriptionIssues } from "./schemas.ts";

export const presentIssue = (row: IssueRow): SubscriptionIssues["items"][number] => ({
  customerId: row.customerId,
  customerName: row.customerName,
  kind: row.kind as Attention["kind"],
  about: row.about,
  orderNo: orderOf(row),
  since: iso(row.sinceMs),
  note: presentNote({ list: "issue", customer: row.customerId, key: row.key }, row, 1),
});

const ORDER_PREFIX = "order:";

/** What was paid twice is named as the period that the order paid. */
function orderOf({ kind, about }: Pick<IssueRow, "kind" | "about">): string | null {
  if (kind === "order-refused") return about;
  return about.startsWith(ORDER_PREFIX) ? about.slice(ORDER_PREFIX.length) : null;
}
