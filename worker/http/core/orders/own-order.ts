import type { Context } from "hono";
import { accountObject } from "../../../actions/objects.ts";
import { withOrder } from "../../../actions/openOrder.ts";
import type { OrderKind } from "../../../domain/catalog/sale.ts";
import { isOrderNo } from "../../../domain/order/number.ts";
import type { Env } from "../../../env.ts";
import type { OrderView } from "../../../objects/order/view.ts";
import type { AppEnv } from "../app-env.ts";
import type { Identity } from "../auth/identity.ts";
import { PRIVATE } from "../caching.ts";
import { refuse } from "../problem.ts";
import { isKindFor } from "./kinds.ts";
import { presentView, type TimeSold } from "./present.ts";

/** Answers with an order of the customer's own, of `kind` or, for null, of any kind. A foreign order answers not found. */
export async function answerOwnOrder<E extends AppEnv & { Variables: { customer: Identity } }>(
  c: Context<E>,
  orderNo: string,
  kind: OrderKind | null,
): Promise<Response> {
  if (!isOrderNo(orderNo)) return refuse(c, "ORDER_NOT_FOUND");
  const claimant = { customerId: c.get("customer").id, kind };
  const found = await withOrder(c.env, orderNo, (object) => object.view(claimant));
  if (!found.ok || !isKindFor(c, found.value.placed.sale.kind)) return refuse(c, "ORDER_NOT_FOUND");
  const time = await timeOf(c.env, found.value);
  return c.json(presentView(found.value, time, c.get("language")), 200, PRIVATE);
}

/**
 * When what an order sold for a time runs by now: purchases and refunds after it may have moved its days. A page that waits
 * for its payment must not fail with the account: then the order says when they were to run as they were granted. A plan's
 * time is told as it was granted; what became of the plan is the subscription's to tell.
 */
async function timeOf(env: Env, { placed, granted }: OrderView): Promise<TimeSold | null> {
  const { grant } = placed.sale;
  if (granted && "endsAtMs" in granted && grant.kind === "subscription") {
    const { startsAtMs, endsAtMs } = granted;
    return { name: grant.name, names: grant.names, startsAtMs, expiresAtMs: endsAtMs };
  }
  if (grant.kind !== "coze" || !granted || !("expiresAtMs" in granted)) return null;
  const account = accountObject(env, placed.customerId);
  const now = await account.entitlementOf(grant.kind, placed.orderNo).catch(() => null);
  return now ?? granted;
}
