import { Hono } from "hono";
import type * as v from "valibot";
import { orderObject } from "../../../../actions/objects.ts";
import { withOrder } from "../../../../actions/openOrder.ts";
import { isOrderNo } from "../../../../domain/order/number.ts";
import { STUCK_AFTER_MS } from "../../../../domain/order/refund.ts";
import { partOf } from "../../../../domain/page.ts";
import { type ConsoleOrderRow, findOrders } from "../../../../store/console-orders.ts";
import { stuckOrders } from "../../../../store/orders.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { limited } from "../../../core/auth/middleware.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import { endOfArchive } from "../../../core/orders/archive.ts";
import { refuse } from "../../../core/problem.ts";
import { answerFile, describeFile, FILE_ROWS_ASKED } from "../file.ts";
import {
  ORDER_COLUMNS,
  presentConsoleOrder,
  presentFile,
  presentStuck,
  STUCK_COLUMNS,
  stuckCells,
} from "./present.ts";
import {
  CloseOrder,
  ConsoleOrders,
  ConsoleOrdersQuery,
  OrderFile,
  StuckOrders,
} from "./schemas.ts";

/** Each is asked for its reason. */
const STUCK_SHOWN_MAX = 50;

/** Rows of one part. */
const ORDERS_PART_MAX = 50;

const asked = ({ from, to, ...query }: v.InferOutput<typeof ConsoleOrdersQuery>) => ({
  ...query,
  fromMs: from,
  toMs: to,
});

const placeOf = ({ createdAtMs, orderNo }: ConsoleOrderRow) => [createdAtMs, orderNo] as const;

/** Orders of all customers: found, explained, and moved on. */
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
    "/stuck-orders.csv",
    describeFile("Stuck orders, without their reasons, the longest stuck first,", false),
    acting("order.export", "read"),
    async (c) =>
      answerFile(c, { stuck: true }, async () => {
        const beforeMs = Date.now() - STUCK_AFTER_MS;
        const { rows } = await stuckOrders(c.env.DB, beforeMs, FILE_ROWS_ASKED);
        const file = { name: "stuck-orders.csv", columns: STUCK_COLUMNS, cells: stuckCells };
        return { ...file, rows, rest: "deal-with-these" };
      }),
  )
  .get(
    "/orders",
    describe({
      tag: "Console",
      summary: "Orders of all customers, the newest first",
      answers: { 200: { description: "A part", schema: ConsoleOrders } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    viewing(),
    valid("query", ConsoleOrdersQuery),
    async (c) => {
      const limit = ORDERS_PART_MAX + 1;
      const query = asked(c.req.valid("query"));
      const [found, archivedBefore] = await Promise.all([
        findOrders(c.env.DB, { ...query, limit }),
        endOfArchive(c.env.DB, query.customer ?? null),
      ]);
      const { rows, next } = partOf("console-orders", found, ORDERS_PART_MAX, placeOf);
      const items = rows.map(presentConsoleOrder);
      return c.json({ items, next, archivedBefore }, 200, NO_STORE);
    },
  )
  .get(
    "/orders.csv",
    describeFile("Orders of all customers"),
    acting("order.export", "read"),
    valid("query", ConsoleOrdersQuery),
    async (c) =>
      answerFile(c, c.req.valid("query"), async (query) => {
        const rows = await findOrders(c.env.DB, { ...asked(query), limit: FILE_ROWS_ASKED });
        return { name: "orders.csv", columns: ORDER_COLUMNS, rows, cells: presentConsoleOrder };
      }),
  )
  .post(
    "/orders/:id/ask",
    describe({
      tag: "Console",
      summary:
        "Asks the gateways about every number of an order, and does all that is due: grants, refunds. Safe to repeat",
      answers: { 200: { description: "The order's whole file, as it is now", schema: OrderFile } },
      refusals: [
        ...FOR_CALLERS,
        "FORBIDDEN",
        "ROLE_NOT_ENOUGH",
        "ORDER_NOT_FOUND",
        "TOO_MANY_REQUESTS",
      ],
    }),
    acting("order.ask", "orders", "id"),
    limited("console-ask"),
    async (c) => {
      const orderNo = c.req.param("id");
      if (!isOrderNo(orderNo)) return refuse(c, "ORDER_NOT_FOUND");
      const before = await withOrder(c.env, orderNo, (order) => order.file());
      if (!before.ok) return refuse(c, "ORDER_NOT_FOUND");
      const order = orderObject(c.env, orderNo);
      await order.compare(null, before.value.version);
      await order.attend();
      const now = await order.file();
      if (!now.ok) return refuse(c, "ORDER_NOT_FOUND");
      const state = before.value.order.state;
      c.set("audit", { before: { state }, after: { state: now.value.order.state } });
      return c.json(presentFile(now.value), 200, NO_STORE);
    },
  )
  .post(
    "/orders/:id/close",
    describe({
      tag: "Console",
      summary:
        "Ends an unpaid order for its customer, at the gateways too. One that was paid meanwhile is honoured. Safe to repeat",
      answers: { 200: { description: "The order's whole file, as it is now", schema: OrderFile } },
      refusals: [
        ...FOR_WRITES,
        ...(["FORBIDDEN", "ROLE_NOT_ENOUGH", "ORDER_NOT_FOUND"] as const),
        ...(["ORDER_NOT_CLOSABLE", "TOO_MANY_REQUESTS"] as const),
      ],
    }),
    acting("order.close", "orders", "id"),
    limited("console-ask"),
    valid("json", CloseOrder),
    async (c) => {
      const orderNo = c.req.param("id");
      const { reason } = c.req.valid("json");
      c.set("audit", { why: reason });
      if (!isOrderNo(orderNo)) return refuse(c, "ORDER_NOT_FOUND");
      const before = await withOrder(c.env, orderNo, (order) => order.file());
      if (!before.ok) return refuse(c, "ORDER_NOT_FOUND");
      const { state, placed } = before.value.order;
      const order = orderObject(c.env, orderNo);
      const claimant = { customerId: placed.customerId, kind: null };
      const closed = await order.cancel(claimant, c.get("customer").id);
      const now = await order.file();
      if (!now.ok) return refuse(c, "ORDER_NOT_FOUND");
      const after = { state: now.value.order.state };
      c.set("audit", { why: reason, before: { state }, after });
      return closed.ok
        ? c.json(presentFile(now.value), 200, NO_STORE)
        : refuse(c, "ORDER_NOT_CLOSABLE");
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
