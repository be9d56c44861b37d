import { Hono } from "hono";
import { orderObject } from "../../../../actions/objects.ts";
import { isOrderNo } from "../../../../domain/order/number.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { operator } from "../../../core/auth/middleware.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS } from "../../../core/describe.ts";
import { refuse } from "../../../core/problem.ts";
import { presentFile } from "./present.ts";
import { OrderFile } from "./schemas.ts";

export const orders = new Hono<AppEnv>().get(
  "/orders/:id",
  describe({
    tag: "Console",
    summary: "Everything that touched an order",
    answers: { 200: { description: "The order's whole file", schema: OrderFile } },
    refusals: [...FOR_CALLERS, "FORBIDDEN", "ORDER_NOT_FOUND"],
  }),
  operator,
  async (c) => {
    const orderNo = c.req.param("id");
    if (!isOrderNo(orderNo)) return refuse(c, "ORDER_NOT_FOUND");
    const found = await orderObject(c.env, orderNo).file();
    return found.ok
      ? c.json(presentFile(found.value), 200, NO_STORE)
      : refuse(c, "ORDER_NOT_FOUND");
  },
);
