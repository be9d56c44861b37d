import { type Account, change, timeOf } from "../core/account.ts";
import type { Invoice } from "../core/records.ts";
import { subscriptionOf } from "../invoices/collect.ts";
import { timetable } from "./timetable.ts";

/** An operator wrote an invoice off or voided it: what was past due is active again, with no payment at all. */
export function followGivenUp(account: Account, invoice: Invoice): void {
  const id = subscriptionOf(invoice);
  const subscription = id === null ? undefined : account.store.get("subscription", id);
  if (!subscription || subscription.latest_invoice !== invoice.id) return;
  if (subscription.status === "incomplete" && invoice.status === "void") {
    const ended_at = timeOf(account, subscription.customer);
    const patch = { status: "incomplete_expired" as const, ended_at };
    timetable(
      account,
      change(account, "subscription", subscription.id, patch, "customer.subscription.updated"),
    );
    return;
  }
  if (subscription.status !== "past_due" && subscription.status !== "unpaid") return;
  change(
    account,
    "subscription",
    subscription.id,
    { status: "active" },
    "customer.subscription.updated",
  );
}
