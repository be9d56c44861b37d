import { Hono } from "hono";
import { orderObject } from "../../../../actions/objects.ts";
import { isOrderNo } from "../../../../domain/order/number.ts";
import { STUCK_AFTER_MS } from "../../../../domain/order/refund.ts";
import { stuckOrders } from "../../../../store/orders.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS } from "../../../core/describe.ts";
import { refuse } from "../../../core/problem.ts";
import { presentFile, presentStuck } from "./present.ts";
import { OrderFile, StuckOrders } from "./schemas.ts";

/** Each is asked for its reason. */
const STUCK_SHOWN_MAX = 50;

export const orders = new Hono<AppEnv>()
  .get(
    "/stuck-orders",
    describe({
      tag: "Console",
      summary:
        "Paid orders that could not be granted for an hour, with the reason. They can be refunded",
      answers: { 200: { description: "The longest stuck first", schema: StuckOrders } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    viewing(),
    async (c) => {
      const beforeMs = Date.now() - STUCK_AFTER_MS;
      const { rows, total } = await stuckOrders(c.env.DB, beforeMs, STUCK_SHOWN_MAX);
      const files = await Promise.all(
        rows.map((row) =>
          orderObject(c.env, row.orderNo)
            .file()
            .catch(() => null),
        ),
      );
      const items = rows.map((row, at) => presentStuck(row, files[at] ?? null));
      return c.json({ items, more: total > rows.length }, 200, NO_STORE);
    },
  )
  .get(
    "/orders/:id",
    describe({
      tag: "Console",
      summary: "Everything that touched an order",
      answers: { 200: { description: "The order's whole file", schema: OrderFile } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "ORDER_NOT_FOUND"],
    }),
    viewing(),
    async (c) => {
      const orderNo = c.req.param("id");
      if (!isOrderNo(orderNo)) return refuse(c, "ORDER_NOT_FOUND");
      const found = await orderObject(c.env, orderNo).file();
      return found.ok
        ? c.json(presentFile(found.value), 200, NO_STORE)
        : refuse(c, "ORDER_NOT_FOUND");
    },
  );
