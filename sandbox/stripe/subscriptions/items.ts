import type Stripe from "stripe";
import { type Account, emit, find } from "../core/account.ts";
import { PAGING, pageOf } from "../core/lists.ts";
import { type Operation, operation } from "../core/operation.ts";
import { fieldsOf, flag, integer, metadata, need, type Read, text } from "../core/parameters.ts";
import type { Subscription, SubscriptionItem } from "../core/records.ts";
import { resourceMissing } from "../core/refusal.ts";
import { PAYMENT_BEHAVIOR, PRORATION } from "./fields.ts";
import { type AskedItem, changeBilling, managedBySchedule } from "./update.ts";

const COMMON = {
  metadata,
  payment_behavior: PAYMENT_BEHAVIOR,
  price: text(),
  proration_behavior: PRORATION,
  proration_date: integer(1),
  quantity: integer(0),
};

const CREATE = fieldsOf<Stripe.SubscriptionItemCreateParams>()({ ...COMMON, subscription: text() });
const UPDATE = fieldsOf<Stripe.SubscriptionItemUpdateParams>()({ ...COMMON, off_session: flag });
const DELETE = fieldsOf<Stripe.SubscriptionItemDeleteParams>()({
  clear_usage: flag,
  payment_behavior: PAYMENT_BEHAVIOR,
  proration_behavior: PRORATION,
  proration_date: integer(1),
});

const ADDRESS = "/v1/subscription_items";

/** One item at a time; each is an update of its subscription. */
export const SUBSCRIPTION_ITEM_OPERATIONS: Operation[] = [
  operation(
    "subscriptionItems.list",
    `GET ${ADDRESS}`,
    fieldsOf<Stripe.SubscriptionItemListParams>()({ ...PAGING, subscription: text() }),
    ({ account, params }) => {
      const id = need(params.subscription, "subscription");
      const { items } = find(account, "subscription", id, "subscription");
      return pageOf(items.data.toReversed(), params, ADDRESS);
    },
  ),
  operation("subscriptionItems.create", `POST ${ADDRESS}`, CREATE, ({ account, params }) => {
    const id = need(params.subscription, "subscription");
    const { items } = find(account, "subscription", id, "subscription");
    const known = new Set(items.data.map((item) => item.id));
    const after = changeItem(account, id, { price: need(params.price, "price") }, params);
    const made = after.items.data.find((item) => !known.has(item.id));
    // A change that waits for its payment has made no item yet.
    return made ?? after;
  }),
  operation("subscriptionItems.retrieve", `GET ${ADDRESS}/:id`, {}, ({ account, id }) =>
    itemOf(ownerOf(account, id), id),
  ),
  operation("subscriptionItems.update", `POST ${ADDRESS}/:id`, UPDATE, (call) => {
    const { id } = ownerOf(call.account, call.id);
    const asked = { id: call.id, price: call.params.price };
    return itemOf(changeItem(call.account, id, asked, call.params), call.id);
  }),
  operation("subscriptionItems.delete", `DELETE ${ADDRESS}/:id`, DELETE, (call) => {
    const { id } = ownerOf(call.account, call.id);
    changeItem(call.account, id, { id: call.id, deleted: true }, call.params);
    return { id: call.id, object: "subscription_item", deleted: true };
  }),
];

function changeItem(
  account: Account,
  id: string,
  asked: AskedItem,
  params: Read<typeof COMMON>,
): Subscription {
  const before = find(account, "subscription", id);
  if (before.schedule !== null) throw managedBySchedule(before.schedule, "items");
  const { quantity, metadata: words } = params;
  const after = changeBilling(account, id, {
    items: [{ ...asked, quantity, metadata: words }],
    prorationBehavior: params.proration_behavior ?? "create_prorations",
    prorationDate: params.proration_date,
    paymentBehavior: params.payment_behavior,
  });
  emit(account, "customer.subscription.updated", after, before);
  return after;
}

function ownerOf(account: Account, item: string): Subscription {
  const found = account.store
    .all("subscription")
    .find(({ items }) => items.data.some(({ id }) => id === item));
  if (found) return found;
  throw resourceMissing("subscription_item", item);
}

function itemOf({ items }: Subscription, id: string): SubscriptionItem {
  const found = items.data.find((item) => item.id === id);
  if (found) return found;
  throw resourceMissing("subscription_item", id);
}
