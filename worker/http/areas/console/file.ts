import type { Context } from "hono";
import type { Language } from "../../../domain/language.ts";
import type { AppEnv } from "../../core/app-env.ts";
import { csvOf, exact, ROWS_LEFT_OUT, type Row } from "../../core/csv.ts";
import { type Answer, describe, FOR_CALLERS } from "../../core/describe.ts";

/** The one way in which lists of the console become files. */

/** Most rows of one file. Whoever needs more narrows the filters, or goes on with `before`. */
export const FILE_ROWS_MAX = 10_000;

/** What a list is asked for: the row too many alone says that the file is cut. */
export const FILE_ROWS_ASKED = FILE_ROWS_MAX + 1;

/** The same for a list in pages. */
export const FILE_PAGE = { page: 1, pageSize: FILE_ROWS_ASKED };

const consoleFile: Answer = {
  description: `A file of at most ${FILE_ROWS_MAX} rows of one moment; long numbers begin with an apostrophe`,
  schema: null,
  type: "text/csv",
  headers: {
    "content-disposition": "The file's name",
    [ROWS_LEFT_OUT]: "1 when rows were too many for the file; its last line says so too",
  },
};

/** Of a route that answers the list of another one as a file. */
export const describeFile = (of: string, takesFilters = true) =>
  describe({
    tag: "Console",
    summary: `${of} as a CSV file, UTF-8 with a byte order mark`,
    answers: { 200: consoleFile },
    refusals: [
      ...FOR_CALLERS,
      ...(["FORBIDDEN", "ROLE_NOT_ENOUGH"] as const),
      ...(takesFilters ? (["INVALID_REQUEST"] as const) : []),
    ],
  });

interface ListFile<C extends string, R> {
  name: string;
  columns: readonly C[];
  /** Up to `FILE_ROWS_ASKED` of them, read by one statement. */
  rows: readonly R[];
  cells: (row: R) => Row<C>;
  /** Further last lines. */
  notes?: readonly string[];
}

export function answerFile<E extends AppEnv, C extends string, R>(
  c: Context<E>,
  { name, columns, rows, cells, notes = [] }: ListFile<C, R>,
): Response {
  return csvOf({
    ...{ name, columns, rows: rows.slice(0, FILE_ROWS_MAX) },
    cells: (row) => exactly(cells(row)),
    left: fileEnd(rows.length > FILE_ROWS_MAX, c.get("language")),
    notes,
  });
}

const exactly = <C extends string>(row: Row<C>): Row<C> =>
  Object.fromEntries(
    Object.entries<string | number | null>(row).map(([column, cell]) => [
      column,
      typeof cell === "string" ? exact(cell) : cell,
    ]),
  ) as Row<C>;

/** What the last line of a file says that does not hold all: how many are left is not counted. */
function fileEnd(isCut: boolean, language: Language): { rows: number; text: string } {
  const texts: Record<Language, string> = {
    zh: `还有更多行未导出：每个文件最多 ${FILE_ROWS_MAX} 行，请缩小筛选范围后再导出`,
    en: `There are more rows: a file holds ${FILE_ROWS_MAX}. Please narrow the filters and export again.`,
    jp: `ほかにも行があります。1 ファイルは ${FILE_ROWS_MAX} 行までです。条件を絞ってもう一度書き出してください。`,
  };
  return { rows: Number(isCut), text: texts[language] };
}
