import { Hono } from "hono";
import type * as v from "valibot";
import { type AuditRow, listAudit } from "../../../../store/audit.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, valid } from "../../../core/describe.ts";
import { iso } from "../../../core/time.ts";
import { answerFile, describeFile, FILE_ROWS_ASKED } from "../file.ts";
import { AUDIT_PART_MAX, type AuditEntry, AuditPart, AuditQuery } from "./schemas.ts";

const COLUMNS = [
  ...["id", "at", "operator", "role", "address", "act", "object", "why"],
  ...["before", "after", "outcome", "code"],
] as (keyof AuditEntry)[];

/** What operators did. */
export const audit = new Hono<AppEnv>()
  .get(
    "/audit",
    describe({
      tag: "Console",
      summary: "What operators did or tried, the newest first",
      answers: { 200: { description: "A part", schema: AuditPart } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    viewing("audit"),
    valid("query", AuditQuery),
    async (c) => {
      const rows = await listAudit(c.env.DB, {
        ...stretch(c.req.valid("query")),
        limit: AUDIT_PART_MAX + 1,
      });
      const items = rows.slice(0, AUDIT_PART_MAX).map(present);
      const next = rows.length > AUDIT_PART_MAX ? (items.at(-1)?.id ?? null) : null;
      return c.json({ items, next }, 200, NO_STORE);
    },
  )
  .get(
    "/audit.csv",
    describeFile("What operators did or tried"),
    acting("audit.export", "audit"),
    valid("query", AuditQuery),
    async (c) =>
      answerFile(c, c.req.valid("query"), async (query) => {
        const rows = await listAudit(c.env.DB, { ...stretch(query), limit: FILE_ROWS_ASKED });
        return { name: "audit.csv", columns: COLUMNS, rows, cells };
      }),
  );

const stretch = ({ from, to, ...rest }: v.InferOutput<typeof AuditQuery>) => ({
  ...rest,
  fromMs: from,
  toMs: to,
});

function cells(row: AuditRow) {
  const { before, after, ...rest } = present(row);
  const asText = (state: unknown) => (state === null ? null : JSON.stringify(state));
  return { ...rest, before: asText(before), after: asText(after) };
}

const present = ({ atMs, ...row }: AuditRow): AuditEntry => ({ ...row, at: iso(atMs) });
