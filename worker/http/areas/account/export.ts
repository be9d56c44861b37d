import type { Language } from "../../../domain/language.ts";
import { gatewayOf } from "../../../domain/order/payway.ts";
import { GATEWAYS } from "../../../payments/registry.ts";
import type { LedgerEntry } from "../../core/ledger/schemas.ts";
import type { OrderListItem } from "../../core/orders/schemas.ts";
import { type ExportWord, exportWord } from "./export-words.ts";

/** A reader's language and IANA time zone. */
export interface Reader {
  language: Language;
  timeZone: string;
}

type Cell = string | number | null;

/** A column's heading, and what stands in it. */
interface Column<Row> {
  heading: string;
  of: (row: Row) => Cell;
}

/** "2026-11-20 17:30:00" where the reader is: sorts, and is a time to every spreadsheet. */
export function localTime(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(new Date(iso));
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "";
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")}:${of("second")}`;
}

/** First what a reader understands, then the values as the API has them, for machines. */
export function orderColumns({ language, timeZone }: Reader): Column<OrderListItem>[] {
  const word = (key: ExportWord) => exportWord(key, language);
  const local = (iso: string | null) => iso && localTime(iso, timeZone);
  return [
    { heading: word("orderNo"), of: (row) => row.orderNo },
    { heading: word("kind"), of: (row) => exportWord(`from.${row.from}`, language) },
    { heading: word("name"), of: (row) => row.packageName },
    { heading: word("amount"), of: (row) => row.totalAmount },
    { heading: word("currency"), of: (row) => row.currency },
    { heading: word("payWay"), of: (row) => payWay(row.payType, language) },
    { heading: word("status"), of: (row) => exportWord(`status.${row.orderStatus}`, language) },
    { heading: `${word("createdAt")} (${timeZone})`, of: (row) => local(row.createdAt) },
    { heading: `${word("paidAt")} (${timeZone})`, of: (row) => local(row.paidAt) },
    ...raw<OrderListItem>("from", "payType", "orderStatus", "createdAt", "paidAt"),
  ];
}

export function ledgerColumns({ language, timeZone }: Reader): Column<LedgerEntry>[] {
  const word = (key: ExportWord) => exportWord(key, language);
  return [
    { heading: `${word("at")} (${timeZone})`, of: (row) => localTime(row.at, timeZone) },
    { heading: word("kind"), of: (row) => exportWord(`ledger.${row.kind}`, language) },
    { heading: word("name"), of: (row) => row.name },
    { heading: word("amount"), of: (row) => row.amount },
    { heading: word("unit"), of: (row) => exportWord(`unit.${row.asset ?? "days"}`, language) },
    { heading: word("reference"), of: (row) => row.reference },
    ...raw<LedgerEntry>("id", "kind", "asset", "at"),
  ];
}

const raw = <Row>(...names: (keyof Row & string)[]): Column<Row>[] =>
  names.map((name) => ({ heading: name, of: (row) => row[name] as Cell }));

function payWay(payType: number, language: Language): string {
  const name = gatewayOf(payType);
  return name ? GATEWAYS[name].label[language] : String(payType);
}

/** Rows by heading, as the CSV writer takes them. */
export function sheetOf<Row>(
  columns: Column<Row>[],
  rows: readonly Row[],
): { columns: string[]; rows: Record<string, Cell>[] } {
  const headings = columns.map(({ heading }) => heading);
  return {
    columns: headings,
    rows: rows.map((row) =>
      Object.fromEntries(columns.map(({ heading, of }) => [heading, of(row)])),
    ),
  };
}
