import { type Context, Hono } from "hono";
import { type Role, rightsOf } from "../../../../domain/operator/rights.ts";
import { giveRole, listOperators, type OperatorRow } from "../../../../store/operators.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { subjectsIn } from "../../../core/auth/identity.ts";
import { acting, viewing, type WithOperator } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import { refuse } from "../../../core/problem.ts";
import { iso } from "../../../core/time.ts";
import { ConsoleMe, ConsoleOperator, ConsoleOperators, GiveRole, OfSubject } from "./schemas.ts";

/** Who may use the console, and as what. A change counts from the next call on. */
export const people = new Hono<AppEnv>()
  .get(
    "/me",
    describe({
      tag: "Console",
      summary: "Who is asking, in which role, and what that may do",
      answers: { 200: { description: "The operator", schema: ConsoleMe } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    viewing(),
    (c) => {
      const { id, username, role } = c.get("customer");
      return c.json({ id, username, role, rights: rightsOf(role) }, 200, NO_STORE);
    },
  )
  .get(
    "/operators",
    describe({
      tag: "Console",
      summary: "Everybody whose role was written, and the owners that the configuration names",
      answers: { 200: { description: "By subject", schema: ConsoleOperators } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    viewing("people"),
    async (c) => {
      const named = subjectsIn(c.env.OPERATOR_SUBJECTS);
      const written = await listOperators(c.env.DB);
      const items = [
        ...named.map((subject) => presentOperator({ subject, role: "owner" }, true)),
        ...written
          .filter(({ subject }) => !named.includes(subject))
          .map((row) => presentOperator(row, false)),
      ];
      return c.json({ items }, 200, NO_STORE);
    },
  )
  .put(
    "/operators/:subject",
    describe({
      tag: "Console",
      summary: "Gives somebody a role",
      answers: { 200: { description: "From the next call on", schema: ConsoleOperator } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH", "OWN_ROLE", "ROLE_FIXED"],
    }),
    acting("operator.give-role", "people", "subject"),
    valid("param", OfSubject),
    valid("json", GiveRole),
    (c) => write(c, c.req.valid("param").subject, c.req.valid("json").role),
  )
  .delete(
    "/operators/:subject",
    describe({
      tag: "Console",
      summary: "Shuts somebody out of the console, also whom the provider calls an operator",
      answers: { 200: { description: "From the next call on", schema: ConsoleOperator } },
      refusals: [
        ...FOR_CALLERS,
        "FORBIDDEN",
        "ROLE_NOT_ENOUGH",
        "INVALID_REQUEST",
        "OWN_ROLE",
        "ROLE_FIXED",
      ],
    }),
    acting("operator.shut-out", "people", "subject"),
    valid("param", OfSubject),
    (c) => write(c, c.req.valid("param").subject, "none"),
  );

async function write(
  c: Context<WithOperator>,
  subject: string,
  role: Role | "none",
): Promise<Response> {
  const by = c.get("customer").id;
  if (subjectsIn(c.env.OPERATOR_SUBJECTS).includes(subject)) return refuse(c, "ROLE_FIXED");
  // An owner who takes their own role away by mistake could not give it back.
  if (subject === by) return refuse(c, "OWN_ROLE");
  const nowMs = Date.now();
  const before = await giveRole(c.env.DB, { subject, role, by, nowMs });
  c.set("audit", { before: { role: before }, after: { role } });
  const row = { subject, role, changedAtMs: nowMs, changedBy: by };
  return c.json(presentOperator(row, false), 200, NO_STORE);
}

const presentOperator = (
  row: Pick<OperatorRow, "subject" | "role"> & Partial<OperatorRow>,
  fixed: boolean,
): ConsoleOperator => ({
  subject: row.subject,
  role: row.role,
  fixed,
  changedAt: row.changedAtMs === undefined ? null : iso(row.changedAtMs),
  changedBy: row.changedBy ?? null,
});
