import type { Context } from "hono";
import { withOrder } from "../../../actions/openOrder.ts";
import type { OrderKind } from "../../../domain/catalog/sale.ts";
import { isOrderNo } from "../../../domain/order/number.ts";
import type { AppEnv } from "../app-env.ts";
import type { Identity } from "../auth/identity.ts";
import { PRIVATE } from "../caching.ts";
import { refuse } from "../problem.ts";
import { presentView } from "./present.ts";

/** Answers with an order of the customer's own, of `kind` or, for null, of any kind. A foreign order answers not found. */
export async function answerOwnOrder<E extends AppEnv & { Variables: { customer: Identity } }>(
  c: Context<E>,
  orderNo: string,
  kind: OrderKind | null,
): Promise<Response> {
  if (!isOrderNo(orderNo)) return refuse(c, "ORDER_NOT_FOUND");
  const claimant = { customerId: c.get("customer").id, kind };
  const found = await withOrder(c.env, orderNo, (object) => object.view(claimant));
  return found.ok
    ? c.json(presentView(found.value, c.get("language")), 200, PRIVATE)
    : refuse(c, "ORDER_NOT_FOUND");
}
