import type { Context } from "hono";
import { type PlaceRefusal, placeOrder } from "../../../actions/placeOrder.ts";
import { CENTRES } from "../../../config/centres.ts";
import type { OrderKind } from "../../../domain/catalog/sale.ts";
import { amountsIn } from "../../../domain/money.ts";
import type { Offer, PlacedOrder } from "../../../store/claim.ts";
import { recallFlags } from "../../../store/settings.ts";
import type { AppEnv } from "../app-env.ts";
import type { Identity } from "../auth/identity.ts";
import { isOffered, isUsable } from "../centre/pay-ways.ts";
import { FOR_WRITES } from "../describe.ts";
import type { FailureCode } from "../errors.ts";
import { refuse } from "../problem.ts";
import { presentCreated } from "./present.ts";
import { type CreateOrder, OrderCreated } from "./schemas.ts";

/** Ordering is the same in every centre: the kind says which flag opens it and where its items are. */

export const ORDER_ANSWERS = {
  201: { description: "A new order", schema: OrderCreated },
  200: { description: "The same order, pending already", schema: OrderCreated },
} as const;

export const ORDER_REFUSALS = [
  ...FOR_WRITES,
  "CENTER_CLOSED",
  "PACKAGE_UNAVAILABLE",
  "OUT_OF_STOCK",
  "PAY_WAY_UNAVAILABLE",
  "PRICE_CHANGED",
  "TOO_MANY_ORDERS",
  "TOO_MANY_REQUESTS",
] as const satisfies FailureCode[];

const FAILURES: Record<PlaceRefusal["reason"], FailureCode> = {
  "pay-way-unavailable": "PAY_WAY_UNAVAILABLE",
  "item-unavailable": "PACKAGE_UNAVAILABLE",
  "out-of-stock": "OUT_OF_STOCK",
  "price-changed": "PRICE_CHANGED",
  "too-many-orders": "TOO_MANY_ORDERS",
};

/** What is sold where the catalog's row does not say it all, and how the order is shown. */
interface Sold {
  offer?: Offer;
  present?: (order: PlacedOrder) => object;
}

export async function answerOrder<E extends AppEnv & { Variables: { customer: Identity } }>(
  c: Context<E>,
  kind: OrderKind,
  input: CreateOrder,
  { offer, present = presentCreated }: Sold = {},
): Promise<Response> {
  const flags = await recallFlags(c.env);
  if (!flags[CENTRES[kind].statusFlag].value) return refuse(c, "CENTER_CLOSED");
  if (!isOffered(input.payType, flags) || !isUsable(c.env, input.payType))
    return refuse(c, "PAY_WAY_UNAVAILABLE");
  const expected = input.expectedAmount === undefined ? null : amountsIn(input.expectedAmount);
  if (expected !== null && Object.keys(expected).length === 0)
    return refuse(c, "INVALID_REQUEST", [
      { field: "expectedAmount", message: "not an amount of its currency" },
    ]);

  const placed = await placeOrder(
    c.env,
    {
      customerId: c.get("customer").id,
      kind,
      itemId: input.id,
      payType: input.payType,
      expected,
      ...(offer ? { offer } : {}),
    },
    Date.now(),
  );
  if (!placed.ok) return refuse(c, FAILURES[placed.error.reason]);
  return c.json(present(placed.value.order), placed.value.created ? 201 : 200);
}
