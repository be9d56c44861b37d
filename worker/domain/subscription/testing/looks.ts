import type { StripeInvoice, StripePicture, StripeSubscription } from "../stripe-picture.ts";
import { Account } from "./account.ts";
import { DAY, HOUR, invoice, picture, subscription, T0 } from "./make.ts";

export const unpaid = (status: StripeInvoice["status"]) =>
  invoice({ status, paidAtMs: null, amountPaidMinor: 0 });
export const see = (stripe: Partial<StripePicture>, nowMs: number, account = new Account()) => ({
  account,
  ...account.see({ stripe: picture(stripe) }, nowMs),
});
export const second = (change: Partial<StripeSubscription> = {}) =>
  subscription({ id: "sub_2", createdMs: T0 + HOUR, ...change });
export const secondInvoice = invoice({
  ...{ id: "in_9", subscriptionId: "sub_2", createdMs: T0 + HOUR, paidAtMs: T0 + HOUR },
});
export const refund = (
  id: string,
  status: "pending" | "succeeded" | "failed",
  amountMinor = 999,
) => ({
  ...{ id, invoiceId: "in_1", status, amountMinor, createdMs: T0 + 5 * DAY },
});
