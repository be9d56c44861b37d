import type Stripe from "stripe";
import { find } from "./core/account.ts";
import { isInRange, listRecords, PAGING, timeRange } from "./core/lists.ts";
import { type Operation, operation } from "./core/operation.ts";
import { fieldsOf, flag, list, text } from "./core/parameters.ts";

export const EVENT_OPERATIONS: Operation[] = [
  operation("events.retrieve", "GET /v1/events/:id", {}, ({ account, id }) =>
    find(account, "event", id),
  ),
  operation(
    "events.list",
    "GET /v1/events",
    fieldsOf<Stripe.EventListParams>()({
      ...PAGING,
      created: timeRange,
      delivery_success: flag,
      type: text(),
      types: list(text(), 20),
    }),
    ({ account, params }) =>
      listRecords(
        account,
        "event",
        params,
        "/v1/events",
        ({ type, created, pending_webhooks }) =>
          (params.type === undefined || matches(params.type, type)) &&
          (params.types === undefined || params.types.includes(type)) &&
          (params.delivery_success === undefined ||
            (pending_webhooks === 0) === params.delivery_success) &&
          isInRange(created, params.created),
      ),
  ),
];

/** `invoice.*` names a group. */
const matches = (wanted: string, type: string): boolean =>
  wanted.endsWith(".*") ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
