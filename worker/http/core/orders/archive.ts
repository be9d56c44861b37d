import type { Context } from "hono";
import { type ArchiveQuery, readArchive } from "../../../actions/readArchive.ts";
import { boundsOfMonth } from "../../../domain/archive/month.ts";
import type { ArchivedOrder } from "../../../domain/archive/record.ts";
import type { Language } from "../../../domain/language.ts";
import { newestArchivedMonth } from "../../../store/archive-months.ts";
import type { AppEnv } from "../app-env.ts";
import { csvStream } from "../csv.ts";
import type { Answer } from "../describe.ts";
import { iso } from "../time.ts";

/** Of a file of orders: where it ends, because what is older is in the archive. */
export const ARCHIVED_BEFORE = "x-archived-before";

/** Most rows of one file from the archive. */
const ARCHIVE_ROWS_MAX = 50_000;

export const archiveFile: Answer = {
  description: `A CSV file of at most ${ARCHIVE_ROWS_MAX} rows, sent month by month; its last line says when there are more. Paging changes nothing`,
  schema: null,
  type: "text/csv",
  headers: { "content-disposition": "The file's name" },
};

/** Up to when orders may be archived, of one customer or of anybody (null); null while none are. */
export async function endOfArchive(
  db: D1Database,
  customerId: string | null,
): Promise<string | null> {
  return endOfMonth(await newestArchivedMonth(db, customerId));
}

export const endOfMonth = (month: string | null): string | null =>
  month === null ? null : iso(boundsOfMonth(month).endMs);

/** The last line of a file that ends there, for who opens it. */
export function archiveNote(archivedBefore: string, language: Language): string {
  const day = archivedBefore.slice(0, 10);
  const texts: Record<Language, string> = {
    zh: `${day}（UTC）之前的订单已归档，请在“我的记录”中下载`,
    en: `Orders before ${day} (UTC) are in the archive. Please download them from your records.`,
    jp: `${day}（UTC）より前の注文はアーカイブにあります。「利用履歴」からダウンロードしてください。`,
  };
  return texts[language];
}

interface Sheet {
  columns: string[];
  rows: Record<string, string | number | null>[];
}

/** Answers with a customer's archived orders, each part put into rows by `sheetOf`. */
export function answerArchive<E extends AppEnv>(
  c: Context<E>,
  customerId: string,
  query: ArchiveQuery,
  sheetOf: (records: ArchivedOrder[]) => Sheet,
): Promise<Response> {
  const { env } = c;
  async function* parts() {
    for await (const records of readArchive(env, customerId, query)) yield sheetOf(records).rows;
  }
  return csvStream("orders-archive.csv", sheetOf([]).columns, parts(), {
    most: ARCHIVE_ROWS_MAX,
    end: END[c.get("language")],
  });
}

const END: Record<Language, string> = {
  zh: `还有更多行未导出：每个文件最多 ${ARCHIVE_ROWS_MAX} 行，请缩短时间范围后再导出`,
  en: `There are more rows: a file holds ${ARCHIVE_ROWS_MAX}. Please export a shorter stretch of time.`,
  jp: `ほかにも行があります。1 ファイルは ${ARCHIVE_ROWS_MAX} 行までです。期間を短くしてもう一度書き出してください。`,
};
