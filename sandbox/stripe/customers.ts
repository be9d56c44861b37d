import type Stripe from "stripe";
import { randomText } from "../signing.ts";
import { type Account, change, emit, find, liveCustomer, newId, timeOf } from "./core/account.ts";
import { isInRange, listRecords, PAGING, timeRange } from "./core/lists.ts";
import { type Operation, operation } from "./core/operation.ts";
import {
  choice,
  emptyable,
  fieldsOf,
  integer,
  list,
  mergeMetadata,
  metadata,
  type Read,
  shape,
  text,
} from "./core/parameters.ts";
import type { Customer } from "./core/records.ts";
import { invalidRequest } from "./core/refusal.ts";
import { attach, findMethod } from "./payment-methods.ts";
import { isEnded } from "./subscriptions/build.ts";
import { cancelNow } from "./subscriptions/cancel.ts";

export const ADDRESS = shape({
  city: emptyable(text()),
  country: emptyable(text()),
  line1: emptyable(text()),
  line2: emptyable(text()),
  postal_code: emptyable(text()),
  state: emptyable(text()),
});

const COMMON = {
  address: emptyable(ADDRESS),
  balance: integer(),
  description: emptyable(text()),
  email: emptyable(text(512)),
  invoice_prefix: text(12),
  invoice_settings: shape({ default_payment_method: emptyable(text()) }),
  metadata,
  name: emptyable(text(256)),
  next_invoice_sequence: integer(1),
  phone: emptyable(text(20)),
  preferred_locales: list(text()),
  tax_exempt: emptyable(choice("none", "exempt", "reverse")),
};

const CREATE = fieldsOf<Stripe.CustomerCreateParams>()({
  ...COMMON,
  payment_method: text(),
  test_clock: text(),
  tax_id_data: list(shape({ type: text(), value: text() })),
});

const UPDATE = fieldsOf<Stripe.CustomerUpdateParams>()(COMMON);

const LIST = fieldsOf<Stripe.CustomerListParams>()({
  ...PAGING,
  created: timeRange,
  email: text(),
  test_clock: text(),
});

export const CUSTOMER_OPERATIONS: Operation[] = [
  operation("customers.create", "POST /v1/customers", CREATE, ({ account, params }) =>
    createCustomer(account, params),
  ),
  operation("customers.list", "GET /v1/customers", LIST, ({ account, params }) =>
    listRecords(
      account,
      "customer",
      params,
      "/v1/customers",
      ({ email, created, deleted, test_clock }) =>
        !deleted &&
        (params.email === undefined || email === params.email) &&
        (params.test_clock === undefined || test_clock === params.test_clock) &&
        isInRange(created, params.created),
    ),
  ),
  operation("customers.retrieve", "GET /v1/customers/:id", {}, ({ account, id }) =>
    find(account, "customer", id),
  ),
  operation("customers.update", "POST /v1/customers/:id", UPDATE, ({ account, id, params }) =>
    updateCustomer(account, id, params),
  ),
  operation("customers.delete", "DELETE /v1/customers/:id", {}, ({ account, id }) =>
    deleteCustomer(account, id),
  ),
];

export function createCustomer(account: Account, params: Read<typeof CREATE>): Customer {
  const clock = params.test_clock
    ? find(account, "testClock", params.test_clock, "test_clock")
    : undefined;
  const id = newId("cus");
  const made = {
    id,
    object: "customer",
    address: addressOf(params.address),
    balance: params.balance ?? 0,
    created: clock?.frozen_time ?? timeOf(account, null),
    currency: null,
    default_source: null,
    delinquent: false,
    description: params.description ?? null,
    discount: null,
    email: params.email ?? null,
    invoice_prefix: params.invoice_prefix ?? randomText(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    name: params.name ?? null,
    next_invoice_sequence: params.next_invoice_sequence ?? 1,
    phone: params.phone ?? null,
    preferred_locales: params.preferred_locales ?? [],
    shipping: null,
    tax_exempt: params.tax_exempt ?? "none",
    test_clock: clock?.id ?? null,
  } satisfies Customer;
  account.store.put("customer", made);
  const method = params.payment_method ? attach(account, params.payment_method, id) : undefined;
  const chosen = params.invoice_settings?.default_payment_method ?? null;
  const settings = {
    ...made.invoice_settings,
    default_payment_method: chosen && (method?.id ?? findMethod(account, chosen).id),
  };
  const created: Customer = { ...made, invoice_settings: settings };
  account.store.put("customer", created);
  emit(account, "customer.created", created);
  return created;
}

function updateCustomer(account: Account, id: string, params: Read<typeof UPDATE>): Customer {
  const before = liveCustomer(account, id, "id");
  const chosen = params.invoice_settings?.default_payment_method;
  if (chosen) requireOwn(account, chosen, id);
  const { address, invoice_settings: _, metadata: words, ...plain } = params;
  return change(
    account,
    "customer",
    id,
    {
      ...(plain as Partial<Customer>),
      ...(address !== undefined && { address: addressOf(address) }),
      ...(words !== undefined && { metadata: mergeMetadata(before.metadata, words) }),
      ...(chosen !== undefined && {
        invoice_settings: { ...before.invoice_settings, default_payment_method: chosen },
      }),
    },
    "customer.updated",
  );
}

function requireOwn(account: Account, method: string, customer: string): void {
  if (findMethod(account, method).customer === customer) return;
  throw invalidRequest(
    "The customer does not have a payment method with the ID " +
      `${method}. The payment method must be attached to the customer.`,
    { code: "resource_missing", param: "invoice_settings[default_payment_method]" },
  );
}

/** Its subscriptions end at once; what remains answers only that it was deleted. */
function deleteCustomer(account: Account, id: string): object {
  const before = liveCustomer(account, id, "id");
  const live = account.store
    .all("subscription")
    .filter((subscription) => subscription.customer === id && !isEnded(subscription));
  for (const subscription of live) cancelNow(account, subscription.id, {});
  emit(account, "customer.deleted", before);
  const stub = { id, object: "customer", deleted: true };
  account.store.put("customer", stub as unknown as Customer);
  return stub;
}

type Address = NonNullable<Customer["address"]>;

const addressOf = (given: Partial<Address> | null | undefined): Address | null =>
  given
    ? {
        city: given.city ?? null,
        country: given.country ?? null,
        line1: given.line1 ?? null,
        line2: given.line2 ?? null,
        postal_code: given.postal_code ?? null,
        state: given.state ?? null,
      }
    : null;
