import type Stripe from "stripe";
import { type Account, change, emit, find, newId, timeOf } from "./core/account.ts";
import { isInRange, listRecords, PAGING, timeRange } from "./core/lists.ts";
import { type Operation, operation } from "./core/operation.ts";
import {
  choice,
  emptyable,
  fieldsOf,
  flag,
  integer,
  list,
  mergeMetadata,
  metadata,
  need,
  type Read,
  shape,
  text,
} from "./core/parameters.ts";
import type { Plan, Price } from "./core/records.ts";
import { invalidRequest, parameterMissing, resourceMissing } from "./core/refusal.ts";
import { createProduct } from "./products.ts";

export const RECURRING = shape({
  interval: choice("day", "week", "month", "year"),
  interval_count: integer(1, 1095),
  usage_type: choice("licensed"),
});

const CREATE = fieldsOf<Stripe.PriceCreateParams>()({
  active: flag,
  billing_scheme: choice("per_unit"),
  currency: text(3),
  lookup_key: text(200),
  metadata,
  nickname: text(),
  product: text(),
  product_data: shape({ name: text(), metadata, active: flag, unit_label: text() }),
  recurring: RECURRING,
  tax_behavior: choice("inclusive", "exclusive", "unspecified"),
  transfer_lookup_key: flag,
  unit_amount: integer(0),
});

/** All that can change of a price. */
const UPDATE = fieldsOf<Stripe.PriceUpdateParams>()({
  active: flag,
  lookup_key: emptyable(text(200)),
  metadata,
  nickname: emptyable(text()),
  tax_behavior: choice("inclusive", "exclusive", "unspecified"),
  transfer_lookup_key: flag,
});

export const PRICE_OPERATIONS: Operation[] = [
  operation("prices.create", "POST /v1/prices", CREATE, ({ account, params }) =>
    createPrice(account, params),
  ),
  operation(
    "prices.list",
    "GET /v1/prices",
    fieldsOf<Stripe.PriceListParams>()({
      ...PAGING,
      active: flag,
      created: timeRange,
      currency: text(3),
      lookup_keys: list(text(), 10),
      product: text(),
      recurring: shape({ interval: choice("day", "week", "month", "year") }),
      type: choice("one_time", "recurring"),
    }),
    ({ account, params }) =>
      listRecords(account, "price", params, "/v1/prices", (price) => {
        const key = price.lookup_key;
        return (
          (params.active === undefined || price.active === params.active) &&
          (params.currency === undefined || price.currency === params.currency) &&
          (params.product === undefined || price.product === params.product) &&
          (params.type === undefined || price.type === params.type) &&
          (params.recurring?.interval === undefined ||
            price.recurring?.interval === params.recurring.interval) &&
          (params.lookup_keys === undefined ||
            (key !== null && params.lookup_keys.includes(key))) &&
          isInRange(price.created, params.created)
        );
      }),
  ),
  operation("prices.retrieve", "GET /v1/prices/:id", {}, ({ account, id }) =>
    find(account, "price", id),
  ),
  operation("prices.update", "POST /v1/prices/:id", UPDATE, ({ account, id, params }) =>
    updatePrice(account, id, params),
  ),
];

export function createPrice(account: Account, params: Read<typeof CREATE>): Price {
  const currency = need(params.currency, "currency").toLowerCase();
  const unitAmount = need(params.unit_amount, "unit_amount");
  if (params.recurring && !params.recurring.interval) {
    throw parameterMissing("recurring[interval]");
  }
  const lookupKey = params.lookup_key ?? null;
  claimLookupKey(account, lookupKey, params.transfer_lookup_key);
  const made = {
    id: newId("price"),
    object: "price",
    active: params.active ?? true,
    billing_scheme: "per_unit",
    created: timeOf(account, null),
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: lookupKey,
    metadata: mergeMetadata({}, params.metadata),
    nickname: params.nickname ?? null,
    product: productOf(account, params),
    recurring: recurringOf(params.recurring),
    tax_behavior: params.tax_behavior ?? "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: params.recurring ? "recurring" : "one_time",
    unit_amount: unitAmount,
    unit_amount_decimal: String(unitAmount),
  } satisfies Price;
  account.store.put("price", made);
  emit(account, "price.created", made);
  return made;
}

function productOf(account: Account, params: Read<typeof CREATE>): string {
  if (params.product !== undefined) return find(account, "product", params.product, "product").id;
  if (params.product_data) return createProduct(account, params.product_data).id;
  throw parameterMissing("product");
}

const recurringOf = (given: Read<typeof CREATE>["recurring"]): Price["recurring"] =>
  given?.interval
    ? {
        interval: given.interval,
        interval_count: given.interval_count ?? 1,
        meter: null,
        trial_period_days: null,
        usage_type: "licensed",
      }
    : null;

/** A key names one active price; `transfer_lookup_key` takes it from the other one. */
function claimLookupKey(
  account: Account,
  key: string | null,
  transfer: boolean | undefined,
  own?: string,
): void {
  const holder =
    key === null
      ? undefined
      : account.store.all("price").find((price) => price.lookup_key === key && price.id !== own);
  if (!holder) return;
  if (!transfer) {
    throw invalidRequest(
      `A price (\`${holder.id}\`) already uses that lookup key. To transfer the lookup key, set \`transfer_lookup_key\` to true.`,
      { param: "lookup_key" },
    );
  }
  change(account, "price", holder.id, { lookup_key: null }, "price.updated");
}

function updatePrice(account: Account, id: string, params: Read<typeof UPDATE>): Price {
  const before = find(account, "price", id);
  claimLookupKey(account, params.lookup_key ?? null, params.transfer_lookup_key, id);
  const { metadata: words, transfer_lookup_key: _, ...plain } = params;
  return change(
    account,
    "price",
    id,
    {
      ...(plain as Partial<Price>),
      ...(words !== undefined && { metadata: mergeMetadata(before.metadata, words) }),
    },
    "price.updated",
  );
}

/** A price that something new may use. */
export function usablePrice(account: Account, id: string, param: string): Price {
  const price = account.store.get("price", id);
  if (!price) throw resourceMissing("price", id, param);
  const product = account.store.get("product", price.product);
  if (price.active && product?.active) return price;
  throw invalidRequest(
    price.active
      ? `The price specified is attached to an inactive product. This field only accepts prices attached to active products.`
      : `The price specified is inactive. This field only accepts active prices.`,
    { param },
  );
}

/** The older form of a recurring price, which items still carry. */
export const planOf = (price: Price): Plan => ({
  id: price.id,
  object: "plan",
  active: price.active,
  amount: price.unit_amount,
  amount_decimal: price.unit_amount_decimal,
  billing_scheme: "per_unit",
  created: price.created,
  currency: price.currency,
  interval: price.recurring?.interval ?? "month",
  interval_count: price.recurring?.interval_count ?? 1,
  livemode: false,
  metadata: price.metadata,
  meter: null,
  nickname: price.nickname,
  product: price.product,
  tiers_mode: null,
  transform_usage: null,
  trial_period_days: null,
  usage_type: "licensed",
});
