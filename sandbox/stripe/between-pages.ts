import type { Account } from "./core/account.ts";
import type { Invoice, Price, Subscription } from "./core/records.ts";
import type { ListOf } from "./core/wire.ts";
import { createCustomer } from "./customers.ts";
import { draftInvoice } from "./invoices/draft.ts";
import { createPrice } from "./prices.ts";
import { createSubscription } from "./subscriptions/create.ts";

/** Puts something newer at the head of a list that was just read, as others do while a client turns the page. */
const NEWCOMERS: Record<string, (account: Account, first: object) => void> = {
  "customers.list": (account) => void createCustomer(account, { name: "Between two pages" }),
  "events.list": (account) => void createCustomer(account, { name: "Between two pages" }),
  "prices.list"(account, first) {
    const { product, currency } = first as Price;
    createPrice(account, { product, currency, unit_amount: 100 });
  },
  "subscriptions.list"(account, first) {
    const { customer, items } = first as Subscription;
    createSubscription(account, {
      customer,
      items: items.data.map(({ price, quantity }) => ({ price, quantity: quantity ?? 1 })),
      collectionMethod: "send_invoice",
    });
  },
  "invoices.list"(account, first) {
    const { customer, currency } = first as Invoice;
    draftInvoice(account, {
      customer: customer ?? "",
      currency,
      subscription: null,
      reason: "manual",
      lines: [],
      autoAdvance: false,
    });
  },
};

export function changeBetweenPages(account: Account, name: string, result: object): void {
  const { data, has_more } = result as Partial<ListOf<object>>;
  const [first] = data ?? [];
  const change = NEWCOMERS[name];
  if (!change || !has_more || !first) return;
  if (account.faults.take("change-between-pages", { gateway: "stripe", operation: name })) {
    change(account, first);
  }
}
