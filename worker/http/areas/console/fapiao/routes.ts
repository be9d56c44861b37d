import { Hono } from "hono";
import { bringBackFapiao } from "../../../../actions/archivedInvoice.ts";
import type { Language } from "../../../../domain/language.ts";
import { fromMajor } from "../../../../domain/money.ts";
import { COUNTED_MAX } from "../../../../domain/page.ts";
import { newestInvoiceMonth } from "../../../../store/archived-invoices.ts";
import {
  changeFapiao,
  type FapiaoAnswer,
  type FapiaoRow,
  fapiaoByIds,
  listFapiao,
  writeAnswers,
} from "../../../../store/fapiao.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { csvOf, exactly, ROWS_LEFT_OUT } from "../../../core/csv.ts";
import { textOf } from "../../../core/csv-reading.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import { presentFapiao } from "../../../core/invoices/present.ts";
import { refuse } from "../../../core/problem.ts";
import { auditFilters } from "../file.ts";
import {
  FAPIAO_COLUMNS,
  type FileRow,
  fapiaoRecord,
  fileRows,
  isAsAnswered,
  isOverAnotherAmount,
} from "./file.ts";
import {
  FapiaoFileQuery,
  type FapiaoItem,
  type FapiaoOutcome,
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
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    viewing(),
    valid("query", FapiaoQuery),
    async (c) => {
      const query = c.req.valid("query");
      const [{ rows, ...found }, archivedMonth] = await Promise.all([
        listFapiao(c.env.DB, query),
        newestInvoiceMonth(c.env.DB, null),
      ]);
      const { page, pageSize } = query;
      const items = rows.map(presentItem);
      return c.json({ items, ...found, page, pageSize, archivedMonth }, 200, NO_STORE);
    },
  )
  .get(
    "/fapiao.csv",
    describe({
      tag: "Console",
      summary: "The same as a CSV file for the tax office's client, UTF-8 with a byte order mark",
      answers: {
        200: {
          description: `A file of at most ${EXPORT_ROWS_MAX} rows; long numbers begin with an apostrophe, which is dropped when the file comes back`,
          schema: null,
          type: "text/csv",
          headers: {
            "content-disposition": "The file's name",
            [ROWS_LEFT_OUT]: `How many rows were too many for the file, as far as ${COUNTED_MAX} are counted; its last line says so too`,
          },
        },
      },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    acting("fapiao.export", "read"),
    valid("query", FapiaoFileQuery),
    async (c) => {
      const query = c.req.valid("query");
      auditFilters(c, query);
      const whole = { page: 1, pageSize: EXPORT_ROWS_MAX };
      const { rows, total } = await listFapiao(c.env.DB, { ...query, ...whole });
      const left = total - rows.length;
      const text = leftOut(left)[c.get("language")];
      const cells = (row: FapiaoRow) => exactly(fapiaoRecord(row));
      const file = { name: "fapiao.csv", columns: FAPIAO_COLUMNS, cells };
      return csvOf({ ...file, rows, left: { rows: left, text } });
    },
  )
  .post(
    "/fapiao.csv",
    describe({
      tag: "Console",
      summary: "Takes that file back with 发票号码, 拒绝原因 or 红字发票号码 filled in",
      answers: {
        200: { description: "What became of each row that says something", schema: FapiaoOutcomes },
      },
      body: {
        description: `The file, as a spreadsheet saves it: UTF-8 or GB 18030. At most ${EXPORT_ROWS_MAX} rows. Only the column \`申请编号\`, those filled in and \`金额\` are read; \`待红冲金额\` is what a red letter is over. \`金额\` says what was asked for when the file went out: what was refunded since is due in a red letter`,
        type: "text/csv",
      },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    acting("fapiao.import", "invoices"),
    async (c) => {
      const text = textOf(await c.req.arrayBuffer());
      const rows = text === null ? null : fileRows(text);
      if (!rows || rows.length === 0 || rows.length > EXPORT_ROWS_MAX)
        return refuse(c, "INVALID_REQUEST", [{ field: "file", message: fileFault(text, rows) }]);
      const by = { by: c.get("customer").id, nowMs: Date.now() };
      const answers = rows.flatMap(({ answer }) => answer ?? []);
      const ids = answers.map(({ id }) => id);
      const isSo = (row: FapiaoRow) =>
        answers.every((answer) => answer.id !== row.id || isAsAnswered(row, answer));
      const settled = await bringBackFapiao(c.env, ids, isSo, by.nowMs);
      const before = await statesOf(c.env.DB, ids);
      const outcomes = await settleFile(c.env.DB, rows, settled, by);
      c.set("audit", changesIn(before, await statesOf(c.env.DB, ids)));
      return c.json(summed(outcomes), 200, NO_STORE);
    },
  )
  .post(
    "/fapiao/results",
    describe({
      tag: "Console",
      summary: "Takes requests up, and writes down their numbers, red letters or refusals",
      answers: { 200: { description: "What became of each", schema: FapiaoOutcomes } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    acting("fapiao.results", "invoices"),
    valid("json", FapiaoResults),
    async (c) => {
      const by = { by: c.get("customer").id, nowMs: Date.now() };
      const { results, reason: why } = c.req.valid("json");
      const ids = results.map(({ id }) => id);
      const allSo = (row: FapiaoRow) =>
        results.every((result) => result.id !== row.id || isSo(row, result));
      const settled = await bringBackFapiao(c.env, ids, allSo, by.nowMs);
      const before = await statesOf(c.env.DB, ids);
      const outcomes: FapiaoOutcome[] = [];
      for (const result of results) {
        const { id } = result;
        const outcome = settled.has(id) ? "done" : await settle(c.env.DB, result, by);
        outcomes.push({ id, outcome });
      }
      c.set("audit", { why, ...changesIn(before, await statesOf(c.env.DB, ids)) });
      return c.json(summed(outcomes), 200, NO_STORE);
    },
  );

type FapiaoAudit = Pick<FapiaoRow, "state" | "number" | "reason"> & { redLetters: string[] };

/** What the audit keeps of requests, by id. */
async function statesOf(db: D1Database, ids: readonly string[]): Promise<Map<string, FapiaoAudit>> {
  const rows = await fapiaoByIds(db, [...new Set(ids)]);
  return new Map(
    rows.map(({ id, state, number, reason, redLetters }) => [
      id,
      { state, number, reason, redLetters: redLetters.map((letter) => letter.number) },
    ]),
  );
}

/** Of many requests only those that an act changed, so that a file sent twice fills no book. */
function changesIn(before: Map<string, FapiaoAudit>, after: Map<string, FapiaoAudit>) {
  const isChanged = ([id, now]: [string, FapiaoAudit]) =>
    JSON.stringify(now) !== JSON.stringify(before.get(id));
  const changed = [...after].filter(isChanged);
  return {
    before: Object.fromEntries(changed.map(([id]) => [id, before.get(id) ?? null])),
    after: Object.fromEntries(changed),
  };
}

const summed = (outcomes: FapiaoOutcome[]) => ({
  done: outcomes.filter(({ outcome }) => outcome === "done").length,
  outcomes,
});

function fileFault(text: string | null, rows: FileRow[] | null): string {
  if (text === null) return "is neither UTF-8 nor GB 18030";
  if (rows === null) return "has no column 申请编号";
  return rows.length === 0
    ? "has no row with anything filled in"
    : `has over ${EXPORT_ROWS_MAX} rows`;
}

/** A file can be sent twice, and one whose rows are there already changes nothing, nor one whose rows are `settled` in the archive. */
async function settleFile(
  db: D1Database,
  rows: readonly FileRow[],
  settled: ReadonlySet<string>,
  by: Acting,
): Promise<FapiaoOutcome[]> {
  const answers = rows.flatMap(({ answer }) => (answer && !settled.has(answer.id) ? answer : []));
  const found = await outcomesOf(db, answers);
  const open = answers.filter(({ id }) => found.has(id) && found.get(id) !== "done");
  if (open.length > 0) await writeAnswers(db, open, by);
  const now = open.length > 0 ? await outcomesOf(db, answers) : found;
  const outcomeFor = (id: string) => (settled.has(id) ? "done" : (now.get(id) ?? "not-found"));
  return rows.map(({ id, answer }) => ({ id, outcome: answer ? outcomeFor(id) : "malformed" }));
}

/** By id. What is not there has none. */
async function outcomesOf(db: D1Database, answers: readonly FapiaoAnswer[]) {
  const rows = await fapiaoByIds(
    db,
    answers.map(({ id }) => id),
  );
  const asked = new Map(answers.map((answer) => [answer.id, answer]));
  return new Map(
    rows.map((row) => {
      const answer = asked.get(row.id);
      return [row.id, answer ? outcomeOf(row, answer) : "not-possible"] as const;
    }),
  );
}

function outcomeOf(row: FapiaoRow, answer: FapiaoAnswer): FapiaoOutcome["outcome"] {
  if (isAsAnswered(row, answer)) return "done";
  return isOverAnotherAmount(row, answer) ? "amount-differs" : "not-possible";
}

interface Acting {
  by: string;
  nowMs: number;
}

/** The same result written again is done, so that a file can be sent twice. */
async function settle(db: D1Database, result: FapiaoResult, by: Acting) {
  if (await written(db, result, by)) return "done" as const;
  const [row] = await fapiaoByIds(db, [result.id]);
  if (!row) return "not-found" as const;
  return isSo(row, result) ? ("done" as const) : ("not-possible" as const);
}

async function written(db: D1Database, result: FapiaoResult, by: Acting): Promise<boolean> {
  switch (result.result) {
    case "issuing":
      return changeFapiao(db, result.id, { event: "take" }, by);
    case "issued":
      return changeFapiao(db, result.id, { event: "issue", number: result.number }, by);
    case "refused":
      return changeFapiao(db, result.id, { event: "refuse", reason: result.reason }, by);
    case "red":
      await writeAnswers(db, [answerOf(result)], by);
      return false; // Whether it is so is read.
  }
}

function answerOf({ id, number, amount }: RedResult): FapiaoAnswer {
  const amountMinor = amount === undefined ? null : (fromMajor(amount, "CNY")?.amountMinor ?? null);
  return { id, number: null, amountMinor: null, reason: "", red: { number, amountMinor } };
}

type RedResult = Extract<FapiaoResult, { result: "red" }>;

const isSo = (row: FapiaoRow, result: FapiaoResult): boolean =>
  result.result === "red"
    ? isAsAnswered(row, answerOf(result))
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
