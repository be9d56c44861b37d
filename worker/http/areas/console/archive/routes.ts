import { Hono } from "hono";
import { type RestoreRefusal, restoreMonth } from "../../../../actions/restoreMonth.ts";
import type { ArchivedOrder } from "../../../../domain/archive/record.ts";
import { archiveMonths, type ArchiveMonth as Stored } from "../../../../store/archive-months.ts";
import { orderRowOf } from "../../../../store/archive-rows.ts";
import { customerName } from "../../../../store/console-customers.ts";
import type { ConsoleOrderRow } from "../../../../store/console-orders.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import { answerArchive, archiveFile } from "../../../core/orders/archive.ts";
import { refuse } from "../../../core/problem.ts";
import { iso } from "../../../core/time.ts";
import { OfCustomer } from "../customers/schemas.ts";
import { ORDER_COLUMNS, presentConsoleOrder } from "../orders/present.ts";
import { Reasoned } from "../schemas.ts";
import { type ArchiveMonth, ArchiveMonths, OfArchivedMonth, Restored } from "./schemas.ts";

/** Ten years. */
const MONTHS_MAX = 120;

/** Old orders: which months left D1, a customer's as a file, and a month put back. */
export const archive = new Hono<AppEnv>()
  .get(
    "/archive",
    describe({
      tag: "Console",
      summary:
        "The months of which orders, events or invoices left D1 for the archive, the latest first",
      answers: { 200: { description: `At most the latest ${MONTHS_MAX}`, schema: ArchiveMonths } },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH"],
    }),
    viewing(),
    async (c) => {
      const months = await archiveMonths(c.env.DB, MONTHS_MAX);
      return c.json({ items: months.map(presentMonth) }, 200, NO_STORE);
    },
  )
  .post(
    "/archive/:month/restore",
    describe({
      tag: "Console",
      summary:
        "Puts an archived month's orders and invoices back into D1, part by part: call it until it is done. Safe to repeat",
      answers: { 200: { description: "How far it is", schema: Restored } },
      refusals: [...FOR_WRITES, "FORBIDDEN", "ROLE_NOT_ENOUGH", "ARCHIVE_FILES_MISSING"],
    }),
    acting("archive.restore", "settings", "month"),
    valid("param", OfArchivedMonth),
    valid("json", Reasoned),
    async (c) => {
      const { month } = c.req.valid("param");
      const why = c.req.valid("json").reason;
      c.set("audit", { why });
      const restored = await restoreMonth(c.env, month, Date.now());
      if (!restored.ok) {
        const { reason } = restored.error;
        return reason === "files-missing"
          ? refuse(c, "ARCHIVE_FILES_MISSING")
          : refuse(c, "INVALID_REQUEST", [{ field: "month", message: FAULTS[reason] }]);
      }
      c.set("audit", { why, after: restored.value });
      return c.json({ month, ...restored.value }, 200, NO_STORE);
    },
  )
  .get(
    "/customers/:customer/orders/archive.csv",
    describe({
      tag: "Console",
      summary: "A customer's orders that are in the archive and in no list, newest first",
      answers: { 200: archiveFile },
      refusals: [...FOR_CALLERS, "FORBIDDEN", "ROLE_NOT_ENOUGH", "INVALID_REQUEST"],
    }),
    acting("order.export-archive", "read", "customer"),
    valid("param", OfCustomer),
    async (c) => {
      const customerId = c.req.valid("param").customer;
      const name = await customerName(c.env.DB, customerId);
      return answerArchive(c, customerId, {}, (records) => ({
        columns: ORDER_COLUMNS,
        rows: records.map((record) => presentConsoleOrder(consoleRow(record, name))),
      }));
    },
  );

const FAULTS: Record<Exclude<RestoreRefusal["reason"], "files-missing">, string> = {
  "no-archive": "cannot be restored: no R2 bucket is bound as ARCHIVE (wrangler.toml)",
  "nothing-archived": "is a month of which nothing was archived",
};

const presentMonth = ({ finishedAtMs, restoredAtMs, ...month }: Stored): ArchiveMonth => ({
  ...month,
  finishedAt: finishedAtMs === null ? null : iso(finishedAtMs),
  restoredAt: restoredAtMs === null ? null : iso(restoredAtMs),
});

function consoleRow(record: ArchivedOrder, customerName: string | null): ConsoleOrderRow {
  const row = orderRowOf(record);
  const { orderNo, customerId, itemName, amountMinor, currency } = row;
  return {
    ...{ orderNo, customerId, customerName, itemName, amountMinor, currency },
    kind: row.kind as ConsoleOrderRow["kind"],
    payType: row.payingWith as ConsoleOrderRow["payType"],
    state: row.state as ConsoleOrderRow["state"],
    createdAtMs: row.createdAt,
    paidAtMs: row.paidAt,
    transactionId: record.transactionId,
  };
}
