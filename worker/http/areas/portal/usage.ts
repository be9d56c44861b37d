import { Hono } from "hono";
import { accountObject } from "../../../actions/objects.ts";
import type { Language } from "../../../domain/language.ts";
import type { DetailItem } from "../../../objects/account/usage.ts";
import type { ProductRow } from "../../../store/plans.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { customer } from "../../core/auth/middleware.ts";
import { PRIVATE } from "../../core/caching.ts";
import { csvAnswer, ROWS_LEFT_OUT } from "../../core/csv.ts";
import { BY_CUSTOMER, describe, FOR_CALLERS, valid } from "../../core/describe.ts";
import { refuse } from "../../core/problem.ts";
import { iso } from "../../core/time.ts";
import { presentSummary } from "../../core/usage/present.ts";
import { productText, usageSystemOf } from "../../core/usage/rules.ts";
import { PeriodQuery, UsageSummary } from "../../core/usage/schemas.ts";
import { open } from "./open.ts";
import { UsageDetail, UsageDetailQuery, UsageFileQuery, type UsageItem } from "./usage-schemas.ts";

/** Most rows of one file. A customer with more asks for fewer days. */
const FILE_ROWS_MAX = 5_000;

const TAG = "Portal";
const REFUSALS = [...FOR_CALLERS, "CENTER_CLOSED", "INVALID_REQUEST"] as const;

/** What a customer used: by period and day, and event by event. */
export const portalUsage = new Hono<AppEnv>()
  .get(
    "/",
    describe({
      tag: TAG,
      summary: "What the customer used in a period, and what is left",
      answers: { 200: { description: "By product and by day", schema: UsageSummary } },
      refusals: REFUSALS,
      security: BY_CUSTOMER,
    }),
    customer,
    open,
    valid("query", PeriodQuery),
    async (c) => {
      const system = await usageSystemOf(c);
      if (!system) return refuse(c, "UNAVAILABLE");
      const account = accountObject(c.env, c.get("customer").id);
      const summary = await account.getUsageSummary(
        c.req.valid("query").period ?? null,
        system.rules,
      );
      return c.json(presentSummary(summary, system.rows, c.get("language")), 200, PRIVATE);
    },
  )
  .get(
    "/detail",
    describe({
      tag: TAG,
      summary: "Single uses of the last 400 days, the newest day first",
      answers: { 200: { description: "One page", schema: UsageDetail } },
      refusals: REFUSALS,
      security: BY_CUSTOMER,
    }),
    customer,
    open,
    valid("query", UsageDetailQuery),
    async (c) => {
      const { start, end, product = null, ...paging } = c.req.valid("query");
      const system = await usageSystemOf(c);
      if (!system) return refuse(c, "UNAVAILABLE");
      const query = { fromDay: start, toDay: end, product, ...paging };
      const detail = await accountObject(c.env, c.get("customer").id).getUsageDetail(query);
      const { total, next } = detail;
      const items = detail.items.map((item) => presentItem(item, system.rows, c.get("language")));
      const { page, pageSize } = paging;
      return c.json({ items, total, page, pageSize, next }, 200, PRIVATE);
    },
  )
  .get(
    "/detail.csv",
    describe({
      tag: TAG,
      summary: "The same as a CSV file in the reader's language, UTF-8 with a byte order mark",
      answers: {
        200: {
          description: `A file of at most ${FILE_ROWS_MAX} rows`,
          schema: null,
          type: "text/csv",
          headers: {
            "content-disposition": "The file's name",
            [ROWS_LEFT_OUT]: "How many rows were too many for the file; its last line says so too",
          },
        },
      },
      refusals: REFUSALS,
      security: BY_CUSTOMER,
    }),
    customer,
    open,
    valid("query", UsageFileQuery),
    async (c) => {
      const { start, end, product = null } = c.req.valid("query");
      const system = await usageSystemOf(c);
      if (!system) return refuse(c, "UNAVAILABLE");
      const query = { fromDay: start, toDay: end, product, page: 1, pageSize: FILE_ROWS_MAX };
      const account = accountObject(c.env, c.get("customer").id);
      const { items, total } = await account.getUsageDetail(query);
      const language = c.get("language");
      const headings = HEADINGS[language];
      const rows = items.map((item) => {
        const cells = cellsOf(presentItem(item, system.rows, language));
        return Object.fromEntries(headings.map((heading, at) => [heading, cells[at] ?? null]));
      });
      const left = total - items.length;
      return csvAnswer("usage.csv", headings, rows, { rows: left, text: LEFT_OUT[language](left) });
    },
  );

const presentItem = (
  { atMs, day, asset, seq: _seq, ...item }: DetailItem,
  rows: readonly ProductRow[],
  language: Language,
): UsageItem => ({
  ...item,
  productName: productText(rows, item.product, "name", language),
  unit: productText(rows, item.product, "unit", language),
  at: iso(atMs),
  date: day,
  asset: asset as UsageItem["asset"],
});

/** First what a reader understands, then the values as the API has them, for machines. */
const HEADINGS: Record<Language, string[]> = {
  zh: [
    "日期",
    "时间 (UTC)",
    "产品",
    "用量",
    "单位",
    "扣除",
    "资产",
    "模型",
    "更正",
    "product",
    "id",
  ],
  en: [
    ...["Date", "Time (UTC)", "Product", "Used", "Unit", "Charged", "Of", "Model", "Corrects"],
    ...["product", "id"],
  ],
  jp: [
    ...["日付", "時刻 (UTC)", "対象", "使用量", "単位", "消費", "資産", "モデル", "訂正対象"],
    ...["product", "id"],
  ],
};

const cellsOf = (item: UsageItem): (string | number | null)[] => [
  ...[item.date, item.at, item.productName, item.count, item.unit],
  ...[item.charged, item.asset, item.model, item.corrects, item.product, item.id],
];

/** What the last line of a file says that does not hold all. */
const LEFT_OUT: Record<Language, (rows: number) => string> = {
  zh: (rows) => `另有 ${rows} 行未导出：每个文件最多 ${FILE_ROWS_MAX} 行，请缩短时间范围后再导出`,
  en: (rows) =>
    `${rows} more rows are not in this file: it holds ${FILE_ROWS_MAX}. Please export fewer days.`,
  jp: (rows) =>
    `ほかに ${rows} 行あります。1 ファイルは ${FILE_ROWS_MAX} 行までです。期間を短くしてもう一度書き出してください。`,
};
