import type Stripe from "stripe";
import { type Account, change, emit, find, newId, timeOf } from "./core/account.ts";
import { isInRange, listRecords, PAGING, timeRange } from "./core/lists.ts";
import { type Operation, operation } from "./core/operation.ts";
import {
  emptyable,
  fieldsOf,
  flag,
  list,
  mergeMetadata,
  metadata,
  need,
  type Read,
  shape,
  text,
} from "./core/parameters.ts";
import type { Product } from "./core/records.ts";
import { invalidRequest, resourceMissing } from "./core/refusal.ts";

const COMMON = {
  active: flag,
  description: emptyable(text()),
  images: emptyable(list(text(), 8)),
  marketing_features: emptyable(list(shape({ name: text() }), 15)),
  metadata,
  name: text(),
  statement_descriptor: text(22),
  tax_code: emptyable(text()),
  unit_label: emptyable(text()),
  url: emptyable(text()),
};

const CREATE = fieldsOf<Stripe.ProductCreateParams>()({ ...COMMON, id: text() });
const UPDATE = fieldsOf<Stripe.ProductUpdateParams>()({
  ...COMMON,
  default_price: emptyable(text()),
});

export const PRODUCT_OPERATIONS: Operation[] = [
  operation("products.create", "POST /v1/products", CREATE, ({ account, params }) =>
    createProduct(account, params),
  ),
  operation(
    "products.list",
    "GET /v1/products",
    fieldsOf<Stripe.ProductListParams>()({
      ...PAGING,
      active: flag,
      created: timeRange,
      ids: list(text()),
    }),
    ({ account, params }) =>
      listRecords(
        account,
        "product",
        params,
        "/v1/products",
        ({ id, active, created }) =>
          (params.active === undefined || active === params.active) &&
          (params.ids === undefined || params.ids.includes(id)) &&
          isInRange(created, params.created),
      ),
  ),
  operation("products.retrieve", "GET /v1/products/:id", {}, ({ account, id }) =>
    find(account, "product", id),
  ),
  operation("products.update", "POST /v1/products/:id", UPDATE, ({ account, id, params }) =>
    updateProduct(account, id, params),
  ),
  operation("products.delete", "DELETE /v1/products/:id", {}, ({ account, id }) =>
    deleteProduct(account, id),
  ),
];

export function createProduct(account: Account, params: Read<typeof CREATE>): Product {
  const name = need(params.name, "name");
  const id = params.id ?? newId("prod");
  if (account.store.get("product", id)) {
    throw invalidRequest(`Product already exists.`, { code: "resource_already_exists" });
  }
  const now = timeOf(account, null);
  const made = {
    id,
    object: "product",
    active: params.active ?? true,
    created: now,
    default_price: null,
    description: params.description ?? null,
    images: params.images ?? [],
    livemode: false,
    marketing_features: (params.marketing_features ?? []) as Product["marketing_features"],
    metadata: mergeMetadata({}, params.metadata),
    name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: params.statement_descriptor ?? null,
    tax_code: params.tax_code ?? null,
    tax_details: null,
    type: "service",
    unit_label: params.unit_label ?? null,
    updated: now,
    url: params.url ?? null,
  } satisfies Product;
  account.store.put("product", made);
  emit(account, "product.created", made);
  return made;
}

function updateProduct(account: Account, id: string, params: Read<typeof UPDATE>): Product {
  const before = find(account, "product", id);
  const { images, marketing_features, metadata: words, default_price, ...plain } = params;
  if (default_price && !account.store.get("price", default_price)) {
    throw resourceMissing("price", default_price, "default_price");
  }
  return change(
    account,
    "product",
    id,
    {
      ...(plain as Partial<Product>),
      ...(images !== undefined && { images: images ?? [] }),
      ...(marketing_features !== undefined && {
        marketing_features: (marketing_features ?? []) as Product["marketing_features"],
      }),
      ...(default_price !== undefined && { default_price }),
      ...(words !== undefined && { metadata: mergeMetadata(before.metadata, words) }),
      updated: timeOf(account, null),
    },
    "product.updated",
  );
}

function deleteProduct(account: Account, id: string): object {
  const product = find(account, "product", id);
  if (account.store.all("price").some((price) => price.product === id)) {
    throw invalidRequest(
      "This product cannot be deleted because it has one or more user-created prices.",
    );
  }
  account.store.remove("product", id);
  emit(account, "product.deleted", product);
  return { id, object: "product", deleted: true };
}
