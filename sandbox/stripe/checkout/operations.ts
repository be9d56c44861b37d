import type Stripe from "stripe";
import { find } from "../core/account.ts";
import { isInRange, listRecords, PAGING, pageOf, timeRange } from "../core/lists.ts";
import { type Operation, operation } from "../core/operation.ts";
import { fieldsOf } from "../core/parameters.ts";
import { expireSession } from "./complete.ts";
import { createSession } from "./create.ts";
import { CREATE, LIST_FILTERS } from "./fields.ts";

const ADDRESS = "/v1/checkout/sessions";

export const CHECKOUT_OPERATIONS: Operation[] = [
  operation("checkout.sessions.create", `POST ${ADDRESS}`, CREATE, ({ account, params }) =>
    createSession(account, params),
  ),
  operation(
    "checkout.sessions.list",
    `GET ${ADDRESS}`,
    fieldsOf<Stripe.Checkout.SessionListParams>()({
      ...PAGING,
      ...LIST_FILTERS,
      created: timeRange,
    }),
    ({ account, params }) =>
      listRecords(
        account,
        "session",
        params,
        ADDRESS,
        ({ customer, payment_intent, status, subscription, created }) =>
          (params.customer === undefined || customer === params.customer) &&
          (params.payment_intent === undefined || payment_intent === params.payment_intent) &&
          (params.status === undefined || status === params.status) &&
          (params.subscription === undefined || subscription === params.subscription) &&
          isInRange(created, params.created),
      ),
  ),
  operation("checkout.sessions.retrieve", `GET ${ADDRESS}/:id`, {}, ({ account, id }) =>
    find(account, "session", id),
  ),
  operation("checkout.sessions.expire", `POST ${ADDRESS}/:id/expire`, {}, ({ account, id }) =>
    expireSession(account, id),
  ),
  operation("checkout.sessions.listLineItems", `GET ${ADDRESS}/:id/line_items`, PAGING, (call) =>
    pageOf(
      find(call.account, "sessionDetail", call.id).items.toReversed(),
      call.params,
      `${ADDRESS}/${call.id}/line_items`,
    ),
  ),
];
