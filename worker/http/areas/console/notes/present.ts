import { keyOf, type NotedRow, standingOf } from "../../../../domain/console/noted-row.ts";
import type { NoteColumns } from "../../../../store/row-notes.ts";
import { iso } from "../../../core/time.ts";
import type { RowNote } from "./schemas.ts";

/** `count`: how many messages the row stands for. */
export const presentNote = (row: NotedRow, noted: NoteColumns, count: number): RowNote => ({
  key: keyOf(row),
  standing: standingOf({ aside: noted.aside, count }),
  version: noted.noteVersion,
  note: noted.note,
  by: noted.notedBy,
  at: noted.notedAtMs === null ? null : iso(noted.notedAtMs),
});

/** In a file, the columns of a row's note. */
export const NOTE_COLUMNS = ["standing", "note", "notedBy", "notedAt"] as const;

export const noteCells = ({ standing, note, by, at }: RowNote) => ({
  ...{ standing, note, notedBy: by, notedAt: at },
});
