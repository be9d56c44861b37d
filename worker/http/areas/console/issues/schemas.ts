import * as v from "valibot";
import { ATTENTION_KINDS } from "../../../../domain/subscription/outcome.ts";
import { customerId, instant } from "../../../core/schemas.ts";
import { RowNote, ShownQuery } from "../notes/schemas.ts";
import { more } from "../schemas.ts";

export const IssuesQuery = v.object({
  ...ShownQuery.entries,
  customer: v.optional(v.pipe(customerId, v.description("Only this customer's"))),
});

export const SubscriptionIssues = v.object({
  items: v.array(
    v.object({
      customerId: v.string(),
      customerName: v.nullable(v.string()),
      kind: v.pipe(
        v.picklist(ATTENTION_KINDS),
        v.description(
          "What is wrong: each is over by itself once it is so no more (docs/decisions/0017-subscription-reducer.md)",
        ),
      ),
      about: v.pipe(
        v.string(),
        v.description(
          "The id of what it is about: a price, subscription, invoice or customer at Stripe, or an order here",
        ),
      ),
      orderNo: v.pipe(v.nullable(v.string()), v.description("Of an order here")),
      since: v.pipe(instant, v.description("When the account saw it first")),
      note: RowNote,
    }),
  ),
  more,
});

export const COMPONENTS = { SubscriptionIssues };

export type SubscriptionIssues = v.InferOutput<typeof SubscriptionIssues>;
