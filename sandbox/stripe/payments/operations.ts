import type Stripe from "stripe";
import { change, find } from "../core/account.ts";
import { invoiceOfIntent } from "../core/links.ts";
import { listRecords, PAGING } from "../core/lists.ts";
import { type Operation, operation } from "../core/operation.ts";
import { fieldsOf, mergeMetadata, metadata, text } from "../core/parameters.ts";
import { collect, methodFor } from "../invoices/collect.ts";
import { follow } from "../subscriptions/aftermath.ts";
import { cardRefusal } from "./charges.ts";
import { cancelIntent, confirm } from "./intents.ts";

export const PAYMENT_OPERATIONS: Operation[] = [
  operation("paymentIntents.retrieve", "GET /v1/payment_intents/:id", {}, ({ account, id }) =>
    find(account, "paymentIntent", id),
  ),
  operation(
    "paymentIntents.list",
    "GET /v1/payment_intents",
    fieldsOf<Stripe.PaymentIntentListParams>()({ ...PAGING, customer: text() }),
    ({ account, params }) =>
      listRecords(
        account,
        "paymentIntent",
        params,
        "/v1/payment_intents",
        ({ customer }) => params.customer === undefined || customer === params.customer,
      ),
  ),
  operation(
    "paymentIntents.update",
    "POST /v1/payment_intents/:id",
    fieldsOf<Stripe.PaymentIntentUpdateParams>()({ metadata, description: text() }),
    ({ account, id, params }) => {
      const before = find(account, "paymentIntent", id);
      return change(account, "paymentIntent", id, {
        ...(params.description !== undefined && { description: params.description }),
        metadata: mergeMetadata(before.metadata, params.metadata),
      });
    },
  ),
  operation(
    "paymentIntents.confirm",
    "POST /v1/payment_intents/:id/confirm",
    fieldsOf<Stripe.PaymentIntentConfirmParams>()({ payment_method: text(), return_url: text() }),
    ({ account, id, params }) => {
      const intent = find(account, "paymentIntent", id);
      const invoice = invoiceOfIntent(account.store, id);
      const method =
        params.payment_method ??
        intent.payment_method ??
        (invoice === undefined ? null : methodFor(account, find(account, "invoice", invoice)));
      const outcome =
        invoice === undefined
          ? confirm(account, id, method)
          : collect(account, invoice, method ?? undefined);
      if (invoice !== undefined) follow(account, invoice, outcome);
      const after = find(account, "paymentIntent", id);
      if (outcome.result === "declined") throw cardRefusal(outcome.decline, after, true);
      return after;
    },
  ),
  operation("paymentIntents.cancel", "POST /v1/payment_intents/:id/cancel", {}, (call) => {
    cancelIntent(call.account, call.id, "requested_by_customer");
    return find(call.account, "paymentIntent", call.id);
  }),
  operation("setupIntents.retrieve", "GET /v1/setup_intents/:id", {}, ({ account, id }) =>
    find(account, "setupIntent", id),
  ),
  operation("charges.retrieve", "GET /v1/charges/:id", {}, ({ account, id }) =>
    find(account, "charge", id),
  ),
  operation(
    "charges.list",
    "GET /v1/charges",
    fieldsOf<Stripe.ChargeListParams>()({ ...PAGING, customer: text(), payment_intent: text() }),
    ({ account, params }) =>
      listRecords(
        account,
        "charge",
        params,
        "/v1/charges",
        ({ customer, payment_intent }) =>
          (params.customer === undefined || customer === params.customer) &&
          (params.payment_intent === undefined || payment_intent === params.payment_intent),
      ),
  ),
];
