/** How many rows were too many for the file: 0 when it is whole. */
export const ROWS_LEFT_OUT = "x-rows-left-out";

/**
 * Rows as a CSV file (RFC 4180). Spreadsheets need the byte order mark to read Chinese. `left` are rows that are not in it:
 * a last line says so to whoever opens the file, and a header to a program. `notes` are further last lines.
 */
export function csvAnswer<C extends string>(
  name: string,
  columns: readonly C[],
  rows: readonly Row<C>[],
  left: { rows: number; text: string } = { rows: 0, text: "" },
  notes: readonly string[] = [],
): Response {
  const end = [...(left.rows > 0 ? [left.text] : []), ...notes];
  return new Response(`${heading(columns)}${written(columns, rows)}${last(end)}`, {
    headers: { ...headersOf(name), [ROWS_LEFT_OUT]: String(left.rows) },
  });
}

/** Rows that one piece of a file is written from. */
const ROWS_PER_PIECE = 500;

/** A file of rows that were read at once, and what stands in a row of it. */
export interface CsvFile<C extends string, R> {
  name: string;
  columns: readonly C[];
  rows: readonly R[];
  cells: (row: R) => Row<C>;
  left: { rows: number; text: string };
  notes?: readonly string[];
}

/**
 * The same of rows that were read by one statement, so of one state of the list; written while it is sent, so that its text is never
 * in memory whole. That it is cut is known, and said in the header, before its first line.
 */
export function csvOf<C extends string, R>(file: CsvFile<C, R>): Response {
  const pieces = piecesOf(file);
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
  return new Response(body, {
    headers: { ...headersOf(file.name), [ROWS_LEFT_OUT]: String(file.left.rows) },
  });
}

function* piecesOf<C extends string, R>({ columns, rows, cells, left, notes = [] }: CsvFile<C, R>) {
  yield heading(columns);
  for (let at = 0; at < rows.length; at += ROWS_PER_PIECE)
    yield written(columns, rows.slice(at, at + ROWS_PER_PIECE).map(cells));
  yield last([...(left.rows > 0 ? [left.text] : []), ...notes]);
}

/**
 * The same of parts that are read while the file is sent, so that it is never in memory whole. After `most` rows `end` is its last
 * line. The first part is read before anything is answered: what fails then is no half file.
 */
export async function csvStream<C extends string>(
  name: string,
  columns: readonly C[],
  parts: AsyncGenerator<readonly Row<C>[]>,
  { most, end }: { most: number; end: string },
): Promise<Response> {
  let left = most;
  const next = async (): Promise<string | null> => {
    const part = left < 0 ? await parts.return(undefined) : await parts.next();
    if (part.done) return null;
    const rows = part.value.slice(0, left);
    const isCut = rows.length < part.value.length;
    left = isCut ? -1 : left - rows.length;
    return `${written(columns, rows)}${last(isCut ? [end] : [])}`;
  };
  let lines: string | null = `${heading(columns)}${(await next()) ?? ""}`;
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (lines !== null) controller.enqueue(encoder.encode(lines));
      lines = await next();
      if (lines === null) controller.close();
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
  return new Response(body, { headers: headersOf(name) });
}

/** What a spreadsheet rounds, cuts or reckons out: long numbers, those with a zero before them, and powers of ten (`1E5`). */
const CHANGED_BY_SPREADSHEETS = /^(\d{12,}|0\d+|\.?\d[\d.]*e[+-]?\d+)$/i;

/** Such a text begins with an apostrophe, so that it stays what it is; `csvRecords` drops it from a file that comes back. */
export const exact = (text: string): string =>
  CHANGED_BY_SPREADSHEETS.test(text) ? `'${text}` : text;

/** The same for all texts of a row. */
export const exactly = <C extends string>(row: Row<C>): Row<C> =>
  Object.fromEntries(
    Object.entries<string | number | null>(row).map(([column, cell]) => [
      column,
      typeof cell === "string" ? exact(cell) : cell,
    ]),
  ) as Row<C>;

export type Row<C extends string> = Record<C, string | number | null>;

const headersOf = (name: string) => ({
  "content-type": "text/csv; charset=utf-8",
  "content-disposition": `attachment; filename="${name}"`,
  "cache-control": "private, no-store",
});

const heading = (columns: readonly string[]): string => `\ufeff${columns.join(",")}\r\n`;

const written = <C extends string>(columns: readonly C[], rows: readonly Row<C>[]): string =>
  rows.map((row) => `${columns.map((column) => cell(row[column])).join(",")}\r\n`).join("");

const last = (texts: readonly string[]): string =>
  texts.map((text) => `${cell(text)}\r\n`).join("");

/**
 * What a spreadsheet takes for the beginning of a formula: the signs, as full-width characters too, whatever blanks or
 * control characters stand before them, which some drop; and a leading control character by itself (OWASP, CSV injection).
 */
const LIKE_A_FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^\p{Cc}/u;

/** A text that begins like a formula would run in a spreadsheet: an apostrophe makes it a text again. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const harmless = LIKE_A_FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
