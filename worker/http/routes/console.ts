import { Hono } from "hono";
import * as v from "valibot";
import { toMajor } from "../../domain/money.ts";
import { isOrderNo } from "../../domain/order/number.ts";
import { latestAnomalies } from "../../store/anomalies.ts";
import type { AppEnv } from "../app-env.ts";
import { operator } from "../auth/middleware.ts";
import { describe, FOR_CALLERS } from "../describe.ts";
import { orderObject } from "../orders.ts";
import { presentPayment, presentRefund, presentRefundRequest } from "../present-refund.ts";
import { refuse } from "../problem.ts";
import { Payment, Refund, RefundRequest } from "../schemas-refund.ts";

const instant = v.pipe(v.string(), v.isoTimestamp());

const OrderFile = v.object({
  orderNo: v.string(),
  customerId: v.string(),
  orderStatus: v.string(),
  totalAmount: v.string(),
  currency: v.string(),
  attempts: v.array(v.object({ number: v.string(), gateway: v.string(), state: v.string() })),
  payments: v.array(Payment),
  refunds: v.array(Refund),
  refundRequests: v.pipe(
    v.array(RefundRequest),
    v.description("What operators asked for, oldest first; all but the last were refused"),
  ),
  timeline: v.array(
    v.object({
      at: instant,
      event: v.string(),
      data: v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()]))),
    }),
  ),
});

const Anomalies = v.object({
  items: v.array(
    v.object({
      at: instant,
      gateway: v.string(),
      genuine: v.boolean(),
      reason: v.string(),
      detail: v.string(),
    }),
  ),
});

const ANOMALIES_SHOWN_MAX = 200;

/** What an operator sees of orders. */
export const consoleRoutes = new Hono<AppEnv>()
  .get(
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
      if (!found.ok) return refuse(c, "ORDER_NOT_FOUND");
      const { order, attempts, payments, refunds, requests, timeline } = found.value;
      const { currency } = order.placed.sale.price;
      return c.json(
        {
          orderNo,
          customerId: order.placed.customerId,
          orderStatus: order.state,
          totalAmount: toMajor(order.placed.sale.price),
          currency,
          attempts: attempts.map(({ tradeNo, gateway, state }) => ({
            number: tradeNo,
            gateway,
            state,
          })),
          payments: payments.map((payment) => presentPayment(payment, currency)),
          refunds: refunds.map((refund) => presentRefund(refund, currency)),
          refundRequests: requests.map(presentRefundRequest),
          timeline: timeline.map(({ atMs, event, data }) => ({
            at: new Date(atMs).toISOString(),
            event,
            data,
          })),
        },
        200,
        { "cache-control": "no-store" },
      );
    },
  )
  .get(
    "/anomalies",
    describe({
      tag: "Console",
      summary:
        "Messages that claimed to be a gateway's and could not be tied to an order, newest first",
      answers: { 200: { description: "The latest", schema: Anomalies } },
      refusals: [...FOR_CALLERS, "FORBIDDEN"],
    }),
    operator,
    async (c) => {
      const rows = await latestAnomalies(c.env.DB, ANOMALIES_SHOWN_MAX);
      const items = rows.map(({ at, gateway, genuine, reason, detail }) => ({
        at: new Date(at).toISOString(),
        gateway,
        genuine,
        reason,
        detail,
      }));
      return c.json({ items }, 200, { "cache-control": "no-store" });
    },
  );
