import { Hono } from "hono";
import type { Language } from "../../../../domain/language.ts";
import {
  changeFapiao,
  type FapiaoRow,
  fapiaoById,
  keepRedNumber,
  listFapiao,
} from "../../../../store/fapiao.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { operator } from "../../../core/auth/middleware.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { csvAnswer, ROWS_LEFT_OUT } from "../../../core/csv.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import { presentFapiao } from "../../../core/invoices/present.ts";
import { FAPIAO_COLUMNS, fapiaoRecord } from "./export.ts";
import {
  FapiaoFileQuery,
  type FapiaoItem,
  FapiaoOutcomes,
  FapiaoPage,
  FapiaoQuery,
  type FapiaoResult,
  FapiaoResults,
} from "./schemas.ts";

/** Rows of one file for the tax office's client. */
const EXPORT_ROWS_MAX = 1_000;

/** The queue of fapiao: out as a file, back in with the numbers that the tax office gave. */
export const fapiao = new Hono<AppEnv>()
  .get(
    "/fapiao",
    describe({
      tag: "Console",
      summary: "Requests for fapiao, the oldest first",
      answers: { 200: { description: "One page", schema: FapiaoPage } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "INVALID_REQUEST"],
    }),
    operator,
    valid("query", FapiaoQuery),
    async (c) => {
      const query = c.req.valid("query");
      const { rows, total } = await listFapiao(c.env.DB, query);
      const { page, pageSize } = query;
      return c.json({ items: rows.map(presentItem), total, page, pageSize }, 200, NO_STORE);
    },
  )
  .get(
    "/fapiao.csv",
    describe({
      tag: "Console",
      summary: "The same as a CSV file for the tax office's client, UTF-8 with a byte order mark",
      answers: {
        200: {
          description: `A file of at most ${EXPORT_ROWS_MAX} rows`,
          schema: null,
          type: "text/csv",
          headers: {
            "content-disposition": "The file's name",
            [ROWS_LEFT_OUT]: "How many rows were too many for the file; its last line says so too",
          },
        },
      },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "INVALID_REQUEST"],
    }),
    operator,
    valid("query", FapiaoFileQuery),
    async (c) => {
      const whole = { page: 1, pageSize: EXPORT_ROWS_MAX };
      const { rows, total } = await listFapiao(c.env.DB, { ...c.req.valid("query"), ...whole });
      const left = total - rows.length;
      const text = leftOut(left)[c.get("language")];
      return csvAnswer("fapiao.csv", FAPIAO_COLUMNS, rows.map(fapiaoRecord), { rows: left, text });
    },
  )
  .post(
    "/fapiao/results",
    describe({
      tag: "Console",
      summary: "Takes requests up, and writes down their numbers, red letters or refusals",
      answers: { 200: { description: "What became of each", schema: FapiaoOutcomes } },
      refusals: [...FOR_WRITES, "FORBIDDEN"],
    }),
    operator,
    valid("json", FapiaoResults),
    async (c) => {
      const by = { by: c.get("customer").id, nowMs: Date.now() };
      const outcomes = [];
      for (const result of c.req.valid("json").results)
        outcomes.push({ id: result.id, outcome: await settle(c.env.DB, result, by) });
      const done = outcomes.filter(({ outcome }) => outcome === "done").length;
      return c.json({ done, outcomes }, 200, NO_STORE);
    },
  );

/** The same result written again is done, so that a file can be sent twice. */
async function settle(db: D1Database, result: FapiaoResult, by: { by: string; nowMs: number }) {
  if (await written(db, result, by)) return "done" as const;
  const row = await fapiaoById(db, result.id);
  if (!row) return "not-found" as const;
  return isSo(row, result) ? ("done" as const) : ("not-possible" as const);
}

function written(db: D1Database, result: FapiaoResult, by: { by: string; nowMs: number }) {
  switch (result.result) {
    case "issuing":
      return changeFapiao(db, result.id, { event: "take" }, by);
    case "issued":
      return changeFapiao(db, result.id, { event: "issue", number: result.number }, by);
    case "refused":
      return changeFapiao(db, result.id, { event: "refuse", reason: result.reason }, by);
    case "red":
      return keepRedNumber(db, result.id, result.number, by);
  }
}

const isSo = (row: FapiaoRow, result: FapiaoResult): boolean =>
  result.result === "red"
    ? row.redNumber === result.number
    : row.state === result.result && (result.result !== "issued" || row.number === result.number);

const presentItem = (row: FapiaoRow): FapiaoItem => ({
  ...presentFapiao(row),
  customerId: row.customerId,
  invoiceId: row.invoiceId,
  invoiceNumber: row.invoiceNumber,
});

const leftOut = (rows: number): Record<Language, string> => ({
  zh: `另有 ${rows} 行未导出：每个文件最多 ${EXPORT_ROWS_MAX} 行`,
  en: `${rows} more rows are not in this file: it holds ${EXPORT_ROWS_MAX}.`,
  jp: `ほかに ${rows} 行あります。1 ファイルは ${EXPORT_ROWS_MAX} 行までです。`,
});
