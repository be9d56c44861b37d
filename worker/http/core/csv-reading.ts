/** A row of a file by the headings of its columns. */
export type CsvRecord = Record<string, string>;

/**
 * A CSV file as spreadsheets save it (RFC 4180): with or without a byte order mark, lines ended by either sign, cells in
 * quotes or not, semicolons or tabs where a country's comma is a decimal sign. The apostrophe that keeps a number a text is dropped.
 */
export function csvRecords(file: string): CsvRecord[] {
  const text = file.replace(/^\ufeff/, "");
  const [headings = [], ...rows] = cellsOf(text, separatorOf(text));
  const names = headings.map((name) => name.trim());
  return rows
    .filter((cells) => cells.some((cell) => cell.trim() !== ""))
    .map((cells) => Object.fromEntries(names.map((name, at) => [name, plain(cells[at] ?? "")])));
}

const plain = (cell: string): string => cell.trim().replace(/^'/, "");

function separatorOf(text: string): string {
  const head = /^.*/.exec(text)?.[0] ?? "";
  return [",", ";", "\t"].find((sign) => head.includes(sign)) ?? ",";
}

function cellsOf(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const part = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n][^${separator}\\r\\n]*|))(${separator}|\\r\\n|\\r|\\n|$)`,
    "y",
  );
  while (part.lastIndex < text.length) {
    const found = part.exec(text);
    if (!found) return rows; // A quote that nobody closes: what stands before it is read.
    const [, quoted, bare = "", end = ""] = found;
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === separator && part.lastIndex < text.length) continue;
    if (end === separator) row.push("");
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Bytes as text: UTF-8, or GB 18030, as spreadsheets in China save it. Null for what is neither. */
export function textOf(bytes: ArrayBuffer | Uint8Array): string | null {
  for (const encoding of ["utf-8", "gb18030"])
    try {
      return new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes);
    } catch {
      // Not in this one.
    }
  return null;
}
