import type { Language } from "../../../domain/language.ts";
import { ROWS_LEFT_OUT } from "../../core/csv.ts";
import type { Answer } from "../../core/describe.ts";

/** Most rows of one file. Whoever needs more takes a shorter stretch of time. */
export const FILE_ROWS_MAX = 10_000;

export const consoleFile: Answer = {
  description: `A file of at most ${FILE_ROWS_MAX} rows; \`page\` and \`pageSize\` change nothing`,
  schema: null,
  type: "text/csv",
  headers: {
    "content-disposition": "The file's name",
    [ROWS_LEFT_OUT]: "1 when rows were too many for the file; its last line says so too",
  },
};

/** What the last line of a file says that does not hold all: how many are left is not counted. */
export function fileEnd(isCut: boolean, language: Language): { rows: number; text: string } {
  const texts: Record<Language, string> = {
    zh: `还有更多行未导出：每个文件最多 ${FILE_ROWS_MAX} 行，请缩短时间范围后再导出`,
    en: `There are more rows: a file holds ${FILE_ROWS_MAX}. Please export a shorter stretch of time.`,
    jp: `ほかにも行があります。1 ファイルは ${FILE_ROWS_MAX} 行までです。期間を短くしてもう一度書き出してください。`,
  };
  return { rows: Number(isCut), text: texts[language] };
}
