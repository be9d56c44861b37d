import type { Context } from "hono";
import { accountObject } from "../../../actions/objects.ts";
import { withOrder } from "../../../actions/openOrder.ts";
import type { DaysGranted } from "../../../domain/catalog/grants.ts";
import type { OrderKind } from "../../../domain/catalog/sale.ts";
import { isOrderNo } from "../../../domain/order/number.ts";
import type { Env } from "../../../env.ts";
import type { OrderView } from "../../../objects/order/view.ts";
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
  if (!found.ok) return refuse(c, "ORDER_NOT_FOUND");
  const days = await daysOf(c.env, found.value);
  return c.json(presentView(found.value, days, c.get("language")), 200, PRIVATE);
}

/**
 * When the days that an order sold run by now: purchases and refunds after it may have moved them. A page that waits for its
 * payment must not fail with the account: then the order says when they were to run as they were granted.
 */
async function daysOf(env: Env, { placed, granted }: OrderView): Promise<DaysGranted | null> {
  const { kind } = placed.sale.grant;
  if (kind !== "coze" || !granted || !("expiresAtMs" in granted)) return null;
  const account = accountObject(env, placed.customerId);
  const now = await account.entitlementOf(kind, placed.orderNo).catch(() => null);
  return now ?? granted;
}
