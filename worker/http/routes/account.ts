import { Hono } from "hono";
import { isOrderKind } from "../../domain/catalog/sale.ts";
import { TRANSACTION_KINDS, type TransactionKind } from "../../domain/ledger/book.ts";
import { isOrderNumber } from "../../domain/order/number.ts";
import { listOrders } from "../../store/orders.ts";
import type { AppEnv } from "../app-env.ts";
import { customer } from "../auth/middleware.ts";
import { csvAnswer } from "../csv.ts";
import { describe, valid } from "../describe.ts";
import { accountObject, withOrder } from "../orders.ts";
import { presentEntry, presentRow, presentView } from "../present.ts";
import { refuse } from "../problem.ts";
import { LedgerPage, OrderDetail, OrderPage, PAGE_SIZE_MAX, RecordsQuery } from "../schemas.ts";

/** Most rows of one export. A customer with more asks for a shorter stretch of time. */
const EXPORT_ROWS_MAX = 5_000;

const CSV_ANSWER = {
  200: { description: "A CSV file, UTF-8 with a byte order mark", schema: null },
};

/** A customer's records of every kind in one place. */
export const account = new Hono<AppEnv>()
  .get(
    "/orders",
    describe({
      tag: "Account",
      summary: "The customer's own orders of every kind, newest first",
      answers: { 200: { description: "One page", schema: OrderPage } },
      refusals: ["UNAUTHENTICATED", "INVALID_REQUEST"],
    }),
    customer,
    valid("query", RecordsQuery),
    async (c) => {
      const { page, pageSize, kind, from, to } = c.req.valid("query");
      if (kind !== undefined && !isOrderKind(kind))
        return refuse(c, "INVALID_REQUEST", [UNKNOWN_KIND]);
      const { rows, total } = await listOrders(c.env.DB, {
        customerId: c.get("customer").id,
        kind,
        ...stretch(from, to),
        page,
        pageSize,
      });
      return c.json(
        { items: rows.map((row) => presentRow(row, c.get("language"))), total, page, pageSize },
        200,
      );
    },
  )
  .get(
    "/orders.csv",
    describe({
      tag: "Account",
      summary: "The same as a file",
      answers: CSV_ANSWER,
      refusals: ["UNAUTHENTICATED", "INVALID_REQUEST"],
    }),
    customer,
    valid("query", RecordsQuery),
    async (c) => {
      const { kind, from, to } = c.req.valid("query");
      if (kind !== undefined && !isOrderKind(kind))
        return refuse(c, "INVALID_REQUEST", [UNKNOWN_KIND]);
      const { rows } = await listOrders(c.env.DB, {
        customerId: c.get("customer").id,
        kind,
        ...stretch(from, to),
        page: 1,
        pageSize: EXPORT_ROWS_MAX,
      });
      const columns = [
        "orderNo",
        "from",
        "packageName",
        "totalAmount",
        "currency",
        "orderStatus",
        "createdAt",
        "paidAt",
      ] as const;
      return csvAnswer(
        "orders.csv",
        columns,
        rows.map((row) => presentRow(row, c.get("language"))),
      );
    },
  )
  .get(
    "/orders/:id",
    describe({
      tag: "Account",
      summary: "One of the customer's own orders, of any kind",
      answers: { 200: { description: "The order with its story", schema: OrderDetail } },
      refusals: ["UNAUTHENTICATED", "ORDER_NOT_FOUND"],
    }),
    customer,
    async (c) => {
      const orderNo = c.req.param("id");
      if (!isOrderNumber(orderNo)) return refuse(c, "ORDER_NOT_FOUND");
      const claimant = { customerId: c.get("customer").id, kind: null };
      const found = await withOrder(c.env, orderNo, (object) => object.view(claimant));
      return found.ok
        ? c.json(presentView(found.value, c.get("language")), 200)
        : refuse(c, "ORDER_NOT_FOUND");
    },
  )
  .get(
    "/ledger",
    describe({
      tag: "Account",
      summary: "The customer's own ledger entries, newest first",
      answers: { 200: { description: "One page", schema: LedgerPage } },
      refusals: ["UNAUTHENTICATED", "INVALID_REQUEST"],
    }),
    customer,
    valid("query", RecordsQuery),
    async (c) => {
      const { page, pageSize, kind, from, to } = c.req.valid("query");
      if (kind !== undefined && !isTransactionKind(kind))
        return refuse(c, "INVALID_REQUEST", [UNKNOWN_KIND]);
      const wanted = { kind, ...stretch(from, to), page, pageSize };
      const { items, total } = await accountObject(c.env, c.get("customer").id).history(wanted);
      return c.json(
        {
          items: items.map((item) => presentEntry(item, c.get("language"))),
          total,
          page,
          pageSize,
        },
        200,
      );
    },
  )
  .get(
    "/ledger.csv",
    describe({
      tag: "Account",
      summary: "The same as a file",
      answers: CSV_ANSWER,
      refusals: ["UNAUTHENTICATED", "INVALID_REQUEST"],
    }),
    customer,
    valid("query", RecordsQuery),
    async (c) => {
      const { kind, from, to } = c.req.valid("query");
      if (kind !== undefined && !isTransactionKind(kind))
        return refuse(c, "INVALID_REQUEST", [UNKNOWN_KIND]);
      const account = accountObject(c.env, c.get("customer").id);
      const rows = await allPages((page) =>
        account.history({ kind, ...stretch(from, to), page, pageSize: PAGE_SIZE_MAX }),
      );
      const columns = ["id", "kind", "asset", "amount", "name", "reference", "at"] as const;
      return csvAnswer(
        "ledger.csv",
        columns,
        rows.map((row) => presentEntry(row, c.get("language"))),
      );
    },
  );

/** Pages together, up to the most rows of one export. */
async function allPages<T>(
  read: (page: number) => Promise<{ items: T[]; total: number }>,
): Promise<T[]> {
  const rows: T[] = [];
  for (let page = 1; rows.length < EXPORT_ROWS_MAX; page++) {
    const { items, total } = await read(page);
    rows.push(...items);
    if (items.length === 0 || rows.length >= total) break;
  }
  return rows;
}

const isTransactionKind = (kind: string): kind is TransactionKind =>
  TRANSACTION_KINDS.some((known) => known === kind);

const UNKNOWN_KIND = { field: "kind", message: "there is no such kind" };

const stretch = (from: string | undefined, to: string | undefined) => ({
  fromMs: from === undefined ? undefined : Date.parse(from),
  toMs: to === undefined ? undefined : Date.parse(to),
});
