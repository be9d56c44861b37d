import type { Context } from "hono";
import type { Language } from "../../../domain/language.ts";
import type { Shown } from "../../../store/row-notes.ts";
import type { WithOperator } from "../../core/auth/operator.ts";
import { csvOf, exactly, ROWS_LEFT_OUT, type Row } from "../../core/csv.ts";
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

/** What a file that was cut tells its reader to do: ask for less, deal with these rows first, or nothing where nothing helps. */
type Rest = "filters" | "deal-with-these" | "none";

/** Of a list whose rows are set aside with a note: all of them can be narrowed to the open ones, which go as they are dealt with. */
export const REST_OF_NOTED: Record<Shown, Rest> = {
  all: "filters",
  open: "deal-with-these",
  aside: "none",
};

interface ListFile<C extends string, R> {
  name: string;
  columns: readonly C[];
  /** Up to `FILE_ROWS_ASKED` of them, read by one statement. */
  rows: readonly R[];
  cells: (row: R) => Row<C>;
  rest?: Rest;
  /** Further last lines. */
  notes?: readonly string[];
}

/** The filters of a file are in the audit, whatever becomes of the file: who took what out must be told later. */
export function auditFilters<E extends WithOperator>(c: Context<E>, filters: object): void {
  (c as unknown as Context<WithOperator>).set("audit", { after: filters });
}

/** Answers the list that `read` finds by the filters. */
export async function answerFile<E extends WithOperator, C extends string, R, F extends object>(
  c: Context<E>,
  filters: F,
  read: (filters: F) => Promise<ListFile<C, R>>,
): Promise<Response> {
  auditFilters(c, filters);
  const { name, columns, rows, cells, rest = "filters", notes = [] } = await read(filters);
  return csvOf({
    ...{ name, columns, rows: rows.slice(0, FILE_ROWS_MAX) },
    cells: (row) => exactly(cells(row)),
    left: fileEnd(rows.length > FILE_ROWS_MAX, rest, c.get("language")),
    notes,
  });
}

/** What the last line of a file says that does not hold all: how many are left is not counted. */
function fileEnd(isCut: boolean, rest: Rest, language: Language): { rows: number; text: string } {
  return { rows: Number(isCut), text: `${MORE_ROWS[language]}${REST[rest][language]}` };
}

const MORE_ROWS: Record<Language, string> = {
  zh: `还有更多行未导出：每个文件最多 ${FILE_ROWS_MAX} 行`,
  en: `There are more rows: a file holds ${FILE_ROWS_MAX}.`,
  jp: `ほかにも行があります。1 ファイルは ${FILE_ROWS_MAX} 行までです。`,
};

const REST: Record<Rest, Record<Language, string>> = {
  filters: {
    zh: "，请缩小筛选范围后再导出",
    en: " Please narrow the filters and export again.",
    jp: "条件を絞ってもう一度書き出してください。",
  },
  "deal-with-these": {
    zh: "，处理完这些后再导出，即可看到其余的行",
    en: " The others come in the next file, once these are dealt with.",
    jp: "これらの対応後にもう一度書き出すと、残りの行が出ます。",
  },
  none: { zh: "", en: "", jp: "" },
};
