import type { DayRow, DiscrepancyRow } from "../../../../store/reconciliation.ts";
import { iso } from "../../../core/time.ts";
import { NOTE_COLUMNS, presentNote } from "../notes/present.ts";
import type { Reconciliations } from "./schemas.ts";

export const presentDay = ({
  started_at,
  scanned_at,
  ...day
}: DayRow): Reconciliations["items"][number] => ({
  day: day.day,
  orders: day.orders,
  numbers: day.numbers,
  matched: day.matched,
  mended: day.mended,
  discrepancies: day.discrepancies,
  unanswered: day.unanswered,
  waiting: day.waiting,
  finished: scanned_at !== null && day.waiting === 0,
  startedAt: iso(started_at),
});

export const presentDiscrepancy = (
  row: DiscrepancyRow,
): Reconciliations["discrepancies"][number] => ({
  day: row.day,
  orderNo: row.order_no,
  number: row.number,
  gateway: row.gateway,
  reason: row.reason,
  at: iso(row.found_at),
  note: presentNote({ list: "difference", number: row.number, reason: row.reason }, row, 1),
});

/** Of a file of differences. */
export const DISCREPANCY_COLUMNS = [
  ...(["day", "orderNo", "number", "gateway", "reason", "at"] as const),
  ...NOTE_COLUMNS,
] as const;
