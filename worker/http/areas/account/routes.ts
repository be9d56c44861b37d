import { type Context, Hono } from "hono";
import type * as v from "valibot";
import { accountObject } from "../../../actions/objects.ts";
import type { Language } from "../../../domain/language.ts";
import { EXPORT_PART_MAX, type HistoryItem } from "../../../objects/account/history.ts";
import { orderRowOf } from "../../../store/archive-rows.ts";
import { listOrders } from "../../../store/orders.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { customer } from "../../core/auth/middleware.ts";
import { PRIVATE } from "../../core/caching.ts";
import { csvAnswer, ROWS_LEFT_OUT } from "../../core/csv.ts";
import { describe, FOR_CALLERS, valid } from "../../core/describe.ts";
import { presentEntry } from "../../core/ledger/present.ts";
import { LedgerPage } from "../../core/ledger/schemas.ts";
import {
  ARCHIVED_BEFORE,
  answerArchive,
  archiveFile,
  archiveNote,
  endOfMonth,
} from "../../core/orders/archive.ts";
import { answerOwnOrder } from "../../core/orders/own-order.ts";
import { presentRow } from "../../core/orders/present.ts";
import { OrderDetail, OrderPage } from "../../core/orders/schemas.ts";
import { ledgerColumns, orderColumns, type Reader, sheetOf } from "./export.ts";
import { LedgerFileQuery, LedgerQuery, OrdersFileQuery, OrdersQuery } from "./schemas.ts";

/** Most rows of one export. A customer with more asks for a shorter stretch of time. */
const EXPORT_ROWS_MAX = 5_000;

/** A customer's records of every kind in one place. */
export const account = new Hono<AppEnv>()
  .get(
    "/orders",
    described("The customer's own orders of every kind, newest first", OrderPage),
    customer,
    valid("query", OrdersQuery),
    async (c) => {
      const query = c.req.valid("query");
      const { page, pageSize } = query;
      const customerId = c.get("customer").id;
      const found = await listOrders(c.env.DB, { ...stretch(query), customerId });
      const { total, next } = found;
      const archivedBefore = endOfMonth(found.archivedMonth);
      const items = found.rows.map((row) => presentRow(row, c.get("language")));
      return c.json({ items, total, page, pageSize, next, archivedBefore }, 200, PRIVATE);
    },
  )
  .get(
    "/orders.csv",
    described(
      "The same as a CSV file in the reader's language and time zone, UTF-8 with a byte order mark",
      null,
      {
        [ARCHIVED_BEFORE]:
          "Orders placed before then may be in the archive, as the last line says; empty while all that was asked for is here",
      },
    ),
    customer,
    valid("query", OrdersFileQuery),
    async (c) => {
      const query = stretch(c.req.valid("query"));
      const customerId = c.get("customer").id;
      const { rows, total, archivedMonth } = await listOrders(c.env.DB, {
        ...query,
        customerId,
        page: 1,
        pageSize: EXPORT_ROWS_MAX,
      });
      const archivedBefore = endOfMonth(archivedMonth);
      const items = rows.map((row) => presentRow(row, c.get("language")));
      const left = leftOut(total - items.length, c.get("language"));
      const sheet = sheetOf(orderColumns(readerOf(c)), items);
      const isWhole = archivedBefore === null || (query.fromMs ?? 0) >= Date.parse(archivedBefore);
      const notes = isWhole ? [] : [archiveNote(archivedBefore, c.get("language"))];
      const file = csvAnswer("orders.csv", sheet.columns, sheet.rows, left, notes);
      file.headers.set(ARCHIVED_BEFORE, isWhole ? "" : archivedBefore);
      return file;
    },
  )
  .get(
    "/orders/archive.csv",
    describe({
      tag: "Account",
      summary:
        "The customer's own orders that are in the archive and in no list, newest first, in the columns of orders.csv",
      answers: { 200: archiveFile },
      refusals: [...FOR_CALLERS, "INVALID_REQUEST"],
    }),
    customer,
    valid("query", OrdersFileQuery),
    (c) => {
      const { kind, fromMs, toMs } = stretch(c.req.valid("query"));
      const language = c.get("language");
      return answerArchive(c, c.get("customer").id, { kind, fromMs, toMs }, (records) =>
        sheetOf(
          orderColumns(readerOf(c)),
          records.map((record) => presentRow(orderRowOf(record), language)),
        ),
      );
    },
  )
  .get(
    "/orders/:id",
    describe({
      tag: "Account",
      summary: "One of the customer's own orders, of any kind",
      answers: { 200: { description: "The order with its story", schema: OrderDetail } },
      refusals: [...FOR_CALLERS, "ORDER_NOT_FOUND"],
    }),
    customer,
    (c) => answerOwnOrder(c, c.req.param("id"), null),
  )
  .get(
    "/ledger",
    described("The customer's own ledger entries, newest first", LedgerPage),
    customer,
    valid("query", LedgerQuery),
    async (c) => {
      const query = c.req.valid("query");
      const { page, pageSize } = query;
      const own = accountObject(c.env, c.get("customer").id);
      const { items, total, next } = await own.history(stretch(query));
      const entries = items.map((item) => presentEntry(item, c.get("language")));
      return c.json({ items: entries, total, page, pageSize, next }, 200, PRIVATE);
    },
  )
  .get(
    "/ledger.csv",
    described(
      "The same as a CSV file in the reader's language and time zone, UTF-8 with a byte order mark",
      null,
    ),
    customer,
    valid("query", LedgerFileQuery),
    async (c) => {
      const query = stretch(c.req.valid("query"));
      const own = accountObject(c.env, c.get("customer").id);
      // The file is of the moment of counting: what is written from then on must not push the oldest rows out.
      const { items: newest, total } = await own.history({ ...query, page: 1, pageSize: 1 });
      const endSeq = (newest[0]?.seq ?? 0) + 1;
      const items = await allParts<HistoryItem>((limit, last) =>
        own.export({ ...query, limit, beforeSeq: last?.seq ?? endSeq }),
      );
      const entries = items.map((item) => presentEntry(item, c.get("language")));
      const left = leftOut(total - items.length, c.get("language"));
      const sheet = sheetOf(ledgerColumns(readerOf(c)), entries);
      return csvAnswer("ledger.csv", sheet.columns, sheet.rows, left);
    },
  );

function described(
  summary: string,
  schema: v.GenericSchema | null,
  headers: Record<string, string> = {},
) {
  return describe({
    tag: "Account",
    summary,
    answers: {
      200: schema
        ? { description: "One page", schema }
        : {
            description: `A file of at most ${EXPORT_ROWS_MAX} rows; \`page\` and \`pageSize\` change nothing`,
            schema,
            type: "text/csv",
            headers: {
              "content-disposition": "The file's name",
              [ROWS_LEFT_OUT]:
                "How many rows were too many for the file; its last line says so too",
              ...headers,
            },
          },
    },
    refusals: [...FOR_CALLERS, "INVALID_REQUEST"],
  });
}

/** In a file times stand as the reader's clock has them. */
const readerOf = <E extends AppEnv>(c: Context<E>): Reader => ({
  language: c.get("language"),
  timeZone: c.req.query("tz") ?? "UTC",
});

/** The query's stretch of time, under the names that the stores use. */
const stretch = <Q extends { from?: number | undefined; to?: number | undefined }>({
  from: fromMs,
  to: toMs,
  ...rest
}: Q) => ({ ...rest, fromMs, toMs });

/** Parts together, up to the most rows of one export; each goes on after the last row of the one before. */
async function allParts<T>(
  read: (limit: number, last: T | undefined) => Promise<T[]>,
): Promise<T[]> {
  const rows: T[] = [];
  while (rows.length < EXPORT_ROWS_MAX) {
    const limit = Math.min(EXPORT_PART_MAX, EXPORT_ROWS_MAX - rows.length);
    const part = await read(limit, rows.at(-1));
    rows.push(...part);
    if (part.length < limit) break;
  }
  return rows;
}

/** What the last line of a file says that does not hold all. */
function leftOut(rows: number, language: Language): { rows: number; text: string } {
  const texts: Record<Language, string> = {
    zh: `另有 ${rows} 行未导出：每个文件最多 ${EXPORT_ROWS_MAX} 行，请缩短时间范围后再导出`,
    en: `${rows} more rows are not in this file: it holds ${EXPORT_ROWS_MAX}. Please export a shorter stretch of time.`,
    jp: `ほかに ${rows} 行あります。1 ファイルは ${EXPORT_ROWS_MAX} 行までです。期間を短くしてもう一度書き出してください。`,
  };
  return { rows: Math.max(0, rows), text: texts[language] };
}
