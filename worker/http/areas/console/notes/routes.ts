import { Hono } from "hono";
import { rowOf } from "../../../../domain/console/noted-row.ts";
import { type Note, type Noted, readNote, writeNote } from "../../../../store/row-notes.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_WRITES, valid } from "../../../core/describe.ts";
import { refuse } from "../../../core/problem.ts";
import { presentNote } from "./present.ts";
import { NoteRow, RowNote } from "./schemas.ts";

/** What operators note of rows that need a person. */
export const notes = new Hono<AppEnv>().put(
  "/notes/:key",
  describe({
    tag: "Console",
    summary:
      "Notes what was done about an anomaly, a difference or a subscription's issue, and sets it aside or opens it",
    answers: { 200: { description: "As it is from now on", schema: RowNote } },
    refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH", "ROW_NOT_FOUND", "NOTE_CHANGED"],
  }),
  acting("note.write", "money", "key"),
  valid("json", NoteRow),
  async (c) => {
    const { aside, count, ...wanted } = c.req.valid("json");
    const row = rowOf(c.req.param("key"));
    const seen = row && (await readNote(c.env.DB, row));
    if (!row || !seen) return refuse(c, "ROW_NOT_FOUND");
    const asideAt = aside ? (count ?? seen.count) : 0;
    const note = { ...wanted, asideAt, by: c.get("customer").id, nowMs: Date.now() };
    const isWritten = await writeNote(c.env.DB, row, note);
    const now = await readNote(c.env.DB, row);
    if (!now) return refuse(c, "ROW_NOT_FOUND"); // Rows end with their time.
    const body = presentNote(row, now, now.count);
    const before = told(presentNote(row, seen, seen.count));
    c.set("audit", { why: note.note, before, after: { ...told(body), note: note.note } });
    if (!isWritten && !isSame(now, note))
      return refuse(c, "NOTE_CHANGED", undefined, { current: body });
    return c.json(body, 200, NO_STORE);
  },
);

/** The answer of the first time may have been lost. */
const isSame = (now: Noted, { note, asideAt, version, by }: Note): boolean =>
  now.noteVersion === version + 1 &&
  now.note === note &&
  now.notedBy === by &&
  now.aside > 0 === asideAt > 0;

const told = ({ standing, note }: RowNote) => ({ standing, note });
