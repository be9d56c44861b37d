import type Stripe from "stripe";
import { type Account, emit, find, liveCustomer, newId, timeOf } from "../core/account.ts";
import {
  choice,
  fieldsOf,
  integer,
  list,
  need,
  type Read,
  shape,
  text,
} from "../core/parameters.ts";
import type { PortalSession } from "../core/records.ts";
import { defaultConfiguration } from "./configurations.ts";

const BY_SUBSCRIPTION = shape({ subscription: text() });

const FLOW = shape({
  after_completion: shape({
    hosted_confirmation: shape({ custom_message: text() }),
    redirect: shape({ return_url: text() }),
    type: choice("hosted_confirmation", "portal_homepage", "redirect"),
  }),
  subscription_cancel: BY_SUBSCRIPTION,
  subscription_update: BY_SUBSCRIPTION,
  subscription_update_confirm: shape({
    items: list(shape({ id: text(), price: text(), quantity: integer(1) })),
    subscription: text(),
  }),
  type: choice(
    "customer_update",
    "payment_method_update",
    "subscription_cancel",
    "subscription_update",
    "subscription_update_confirm",
  ),
});

export const CREATE = fieldsOf<Stripe.BillingPortal.SessionCreateParams>()({
  configuration: text(),
  customer: text(),
  flow_data: FLOW,
  locale: text(10),
  return_url: text(),
});

export function createPortalSession(account: Account, params: Read<typeof CREATE>): PortalSession {
  const customer = liveCustomer(account, need(params.customer, "customer"));
  const configuration = params.configuration
    ? find(account, "portalConfiguration", params.configuration, "configuration")
    : defaultConfiguration(account);
  const id = newId("bps");
  const made = {
    id,
    object: "billing_portal.session",
    configuration: configuration.id,
    created: timeOf(account, customer.id),
    customer: customer.id,
    customer_account: null,
    flow: flowOf(account, params.flow_data),
    livemode: false,
    locale: (params.locale ?? null) as PortalSession["locale"],
    on_behalf_of: null,
    return_url: params.return_url ?? configuration.default_return_url,
    url: `${account.url}/stripe/portal/${id}`,
  } satisfies PortalSession;
  account.store.put("portalSession", made);
  emit(account, "billing_portal.session.created", made);
  return made;
}

function flowOf(account: Account, asked: Read<typeof CREATE>["flow_data"]): PortalSession["flow"] {
  if (!asked) return null;
  const type = need(asked.type, "flow_data[type]");
  const confirm = asked.subscription_update_confirm;
  const named =
    asked.subscription_cancel?.subscription ??
    asked.subscription_update?.subscription ??
    confirm?.subscription;
  if (type.startsWith("subscription_")) {
    find(account, "subscription", need(named, `flow_data[${type}][subscription]`), "subscription");
  }
  const after = asked.after_completion;
  return {
    after_completion: {
      hosted_confirmation: after?.hosted_confirmation
        ? { custom_message: after.hosted_confirmation.custom_message ?? null }
        : null,
      redirect: after?.redirect ? { return_url: after.redirect.return_url ?? "" } : null,
      type: after?.type ?? "portal_homepage",
    },
    customer_update: null,
    subscription_cancel:
      type === "subscription_cancel" ? { retention: null, subscription: named ?? "" } : null,
    subscription_pause: null,
    subscription_update: type === "subscription_update" ? { subscription: named ?? "" } : null,
    subscription_update_confirm: confirm
      ? {
          discounts: null,
          items: (confirm.items ?? []).map(({ id, price, quantity }) => ({
            id: id ?? null,
            price: price ?? null,
            quantity: quantity ?? 1,
          })),
          subscription: confirm.subscription ?? "",
        }
      : null,
    type,
  };
}
