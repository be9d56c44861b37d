import type Stripe from "stripe";
import { randomText } from "../signing.ts";
import { type Account, API_VERSION, change, newId, timeOf } from "./core/account.ts";
import { endpointsOf } from "./core/deliveries.ts";
import { PAGING, pageOf } from "./core/lists.ts";
import { OLDER_API_VERSION } from "./core/older-version.ts";
import { type Operation, operation } from "./core/operation.ts";
import {
  choice,
  emptyable,
  fieldsOf,
  flag,
  list,
  mergeMetadata,
  metadata,
  need,
  type Read,
  text,
} from "./core/parameters.ts";
import type { WebhookEndpoint } from "./core/records.ts";
import { invalidRequest, resourceMissing } from "./core/refusal.ts";

const CREATE = fieldsOf<Stripe.WebhookEndpointCreateParams>()({
  api_version: choice(API_VERSION, OLDER_API_VERSION),
  description: emptyable(text()),
  enabled_events: list(text()),
  metadata,
  url: text(),
});

const UPDATE = fieldsOf<Stripe.WebhookEndpointUpdateParams>()({
  description: emptyable(text()),
  disabled: flag,
  enabled_events: list(text()),
  metadata,
  url: text(),
});

export const ENDPOINT_OPERATIONS: Operation[] = [
  operation("webhookEndpoints.create", "POST /v1/webhook_endpoints", CREATE, (call) =>
    createEndpoint(call.account, call.params),
  ),
  operation(
    "webhookEndpoints.list",
    "GET /v1/webhook_endpoints",
    fieldsOf<Stripe.WebhookEndpointListParams>()(PAGING),
    ({ account, params }) =>
      pageOf(endpointsOf(account).map(withoutSecret), params, "/v1/webhook_endpoints"),
  ),
  operation("webhookEndpoints.retrieve", "GET /v1/webhook_endpoints/:id", {}, (call) =>
    withoutSecret(findEndpoint(call.account, call.id)),
  ),
  operation("webhookEndpoints.update", "POST /v1/webhook_endpoints/:id", UPDATE, (call) =>
    withoutSecret(updateEndpoint(call.account, call.id, call.params)),
  ),
  operation("webhookEndpoints.delete", "DELETE /v1/webhook_endpoints/:id", {}, (call) => {
    const { id } = findEndpoint(call.account, call.id);
    call.account.store.remove("endpoint", id);
    return { id, object: "webhook_endpoint", deleted: true };
  }),
];

function createEndpoint(account: Account, params: Read<typeof CREATE>): WebhookEndpoint {
  const url = need(params.url, "url");
  if (!URL.canParse(url)) throw invalidRequest("Invalid URL", { param: "url" });
  const made = {
    id: newId("we"),
    object: "webhook_endpoint",
    api_version: params.api_version ?? null,
    application: null,
    created: timeOf(account, null),
    description: params.description ?? null,
    enabled_events: need(params.enabled_events, "enabled_events"),
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    secret: `whsec_${randomText(32)}`,
    status: "enabled",
    url,
  } satisfies WebhookEndpoint;
  account.store.put("endpoint", made);
  return made;
}

function findEndpoint(account: Account, id: string): WebhookEndpoint {
  const found = endpointsOf(account).find((endpoint) => endpoint.id === id);
  if (found) return found;
  throw resourceMissing("webhook endpoint", id);
}

/** The product's own endpoint becomes a record once it is changed. */
export function updateEndpoint(
  account: Account,
  id: string,
  params: Read<typeof UPDATE>,
): WebhookEndpoint {
  const before = findEndpoint(account, id);
  account.store.put("endpoint", before);
  return change(account, "endpoint", id, {
    ...(params.description !== undefined && { description: params.description }),
    ...(params.enabled_events && { enabled_events: params.enabled_events }),
    ...(params.url !== undefined && { url: params.url }),
    ...(params.disabled !== undefined && { status: params.disabled ? "disabled" : "enabled" }),
    ...(params.metadata !== undefined && {
      metadata: mergeMetadata(before.metadata, params.metadata),
    }),
  });
}

/** The secret is shown once, when it is made. */
const withoutSecret = ({ secret: _, ...endpoint }: WebhookEndpoint): WebhookEndpoint => endpoint;
