/** How many rows were too many for the file: 0 when it is whole. */
export const ROWS_LEFT_OUT = "x-rows-left-out";

/**
 * Rows as a CSV file (RFC 4180). Spreadsheets need the byte order mark to read Chinese. `left` are rows that are not in it:
 * the last line says so to whoever opens the file, and a header to a program.
 */
export function csvAnswer<C extends string>(
  name: string,
  columns: readonly C[],
  rows: readonly Record<C, string | number | null>[],
  left: { rows: number; text: string } = { rows: 0, text: "" },
): Response {
  const lines = [
    columns.join(","),
    ...rows.map((row) => columns.map((column) => cell(row[column])).join(",")),
    ...(left.rows > 0 ? [cell(left.text)] : []),
  ];
  return new Response(`\ufeff${lines.join("\r\n")}\r\n`, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "private, no-store",
      [ROWS_LEFT_OUT]: String(left.rows),
    },
  });
}

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
