import type { NotedRow } from "../domain/console/noted-row.ts";

/** What operators note of a row, and whether they set it aside: in columns of the row itself, so that it goes with it. */

/** Of each list: its table, how its row is found, and how many messages the row stands for. */
const LISTS = {
  message: { table: "anomaly", where: "id = ?1 AND genuine = 1", count: "1" },
  count: {
    table: "anomaly_count",
    where: "day = ?1 AND gateway = ?2 AND reason = ?3",
    count: "count",
  },
  difference: { table: "discrepancy", where: "number = ?1 AND reason = ?2", count: "1" },
  issue: { table: "subscription_issue", where: "customer_id = ?1 AND key = ?2", count: "1" },
} as const satisfies Record<NotedRow["list"], { table: string; where: string; count: string }>;

/** Which rows a list is asked for: those that wait for a person, those that were set aside, or all. */
export type Shown = "open" | "aside" | "all";

/** What waits for a person. In these words the indexes `anomaly_open`, `discrepancy_open` and `subscription_issue_open` are entered. */
export const OPEN = "aside = 0";

/** As a condition; a row that stands for several messages is open again when more of them came. */
export function shownBy(shown: Shown, list: NotedRow["list"]): string {
  if (shown === "all") return "1";
  if (list === "count") return shown === "open" ? "count > aside" : "count <= aside";
  return shown === "open" ? OPEN : "aside > 0";
}

export interface NoteColumns {
  note: string | null;
  notedBy: string | null;
  notedAtMs: number | null;
  /** 0 where nothing was noted. */
  noteVersion: number;
  /** How many messages there were when it was set aside; 0 where it is open. */
  aside: number;
}

export const NOTE_COLUMNS = `note, noted_by AS "notedBy", noted_at AS "notedAtMs", note_version AS "noteVersion", aside`;

export interface Noted extends NoteColumns {
  count: number;
}

/** Null where there is no such row. */
export async function readNote(db: D1Database, row: NotedRow): Promise<Noted | null> {
  const { table, where, count } = LISTS[row.list];
  return db
    .prepare(`SELECT ${NOTE_COLUMNS}, ${count} AS count FROM ${table} WHERE ${where}`)
    .bind(...placeOf(row))
    .first<Noted>();
}

export interface Note {
  note: string;
  /** How many messages the operator saw, where the row is set aside: more than these bring it back. 0 where it is open. */
  asideAt: number;
  /** `noteVersion` of what the operator saw. */
  version: number;
  by: string;
  nowMs: number;
}

/** Writes where nobody wrote since; true when it did. Nothing is compared first and written afterwards. */
export async function writeNote(db: D1Database, row: NotedRow, note: Note): Promise<boolean> {
  const { table, where, count } = LISTS[row.list];
  const { meta } = await db
    .prepare(
      `UPDATE ${table} SET note = ?4, noted_by = ?5, noted_at = ?6, note_version = note_version + 1, aside = min(?7, ${count})
       WHERE ${where} AND note_version = ?8`,
    )
    .bind(...threeOf(row), note.note, note.by, note.nowMs, note.asideAt, note.version)
    .run();
  return meta.changes > 0;
}

function placeOf(row: NotedRow): (string | number)[] {
  if (row.list === "message") return [row.id];
  if (row.list === "count") return [row.day, row.gateway, row.reason];
  if (row.list === "issue") return [row.customer, row.key];
  return [row.number, row.reason];
}

/** `?1` to `?3` are the row's, used or not. */
const threeOf = (row: NotedRow): (string | number | null)[] =>
  [...placeOf(row), null, null].slice(0, 3);
