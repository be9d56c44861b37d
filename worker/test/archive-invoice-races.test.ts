import { expect, test, vi } from "vitest";
import { DAY_MS } from "../domain/time.ts";
import type { Invoice } from "../http/core/invoices/schemas.ts";
import { keepInvoices } from "../jobs/invoices.ts";
import { RETURNED_MS } from "../store/archive-invoice-return.ts";
import { archiveAll, archiveRun, emptyShopForEach, restore, rowsIn } from "./archiving.ts";
import { oldInvoices, PERIOD } from "./archiving-invoices.ts";
import { put, refunded } from "./invoicing.ts";
import { bindings, travel } from "./world.ts";

/** What is brought back to be changed is not taken again before it was (docs/decisions/0028-archive.md). */

emptyShopForEach();

const run = (sql: string) => bindings.DB.prepare(sql).run();

/** Right after an invoice came back, before anything else is asked of D1, `meanwhile` happens. */
const onReturn = (meanwhile: () => Promise<unknown>) => {
  const database = Object.getPrototypeOf(bindings.DB) as D1Database;
  const { batch } = database;
  const seen = { times: 0 };
  vi.spyOn(database, "batch").mockImplementation(async function (this: D1Database, statements) {
    const answer = await batch.call(this, statements);
    const texts = statements.map((one) => String((one as { statement?: unknown }).statement));
    if (texts.some((text) => text.includes("INTO invoice_return")) && seen.times++ === 0)
      await meanwhile();
    return answer as never;
  });
  return seen;
};

/** Archived, with the walk over their month due again. */
async function archivedAndDue() {
  const all = await oldInvoices();
  await archiveAll();
  await travel(8 * DAY_MS);
  return all;
}

test("a wish for a fapiao, while a run of the cron comes in between", async () => {
  const { second } = await archivedAndDue();
  const seen = onReturn(archiveRun);
  const title = { type: "person", title: "林" };
  const path = `/api/portal/invoices/${second.id}/fapiao`;
  expect(await second.who.post<Invoice>(path, { title })).toMatchObject({
    ...{ status: 201, body: { fapiao: { status: "requested" } } },
  });
  expect(seen.times).toBe(1);
});

test("a revision, while a run of the cron comes in between", async () => {
  const { second } = await archivedAndDue();
  await put(second.who, "/api/portal/account", { company: "丙公司" });
  const seen = onReturn(archiveRun);
  const path = `/api/portal/invoices/${second.id}/revision`;
  expect(await second.who.post<Invoice>(path, {})).toMatchObject({
    ...{ status: 200, body: { number: "INV202512002-2" } },
  });
  expect(seen.times).toBe(1);
});

test("an act of an operator, while a run of the cron comes in between", async () => {
  const { second, by } = await archivedAndDue();
  const seen = onReturn(archiveRun);
  expect((await by.post(`/api/console/invoices/${second.id}/void`, {})).status).toBe(409);
  expect(seen.times).toBe(1);
});

test("a credit note whose order is in the archive, while a run of the cron comes in between", async () => {
  const { second, by } = await archivedAndDue();
  await run("UPDATE archive_invoice_month SET restored_at = 1, restore_after = NULL");
  await restore(by, PERIOD);
  await refunded(second.orders[0] ?? "", Date.now());
  // As when the order's object tells of it while the order's own row is away.
  await run("DELETE FROM orders");
  await run("UPDATE archive_invoice_month SET due_at = 0");
  const seen = onReturn(archiveRun);
  expect(await keepInvoices(bindings, () => Date.now())).toMatchObject({ credited: 1, failed: 0 });
  expect(seen.times).toBe(1);
});

test("a walk that is under way when an invoice comes back takes it not, nor does one within the hour", async () => {
  const { second, by } = await archivedAndDue();
  const rows = "SELECT walks, cursor_no, due_at FROM archive_invoice_month";
  await run("UPDATE archive_invoice_month SET cursor_at = 1, cursor_no = 'in_x'");
  const before = await bindings.DB.prepare(rows).first<{ walks: number }>();
  await by.post(`/api/console/invoices/${second.id}/revision`, {});
  expect(await bindings.DB.prepare(rows).first()).toEqual({
    ...{ walks: (before?.walks ?? 0) + 1, cursor_no: "", due_at: Date.now() + RETURNED_MS },
  });
  expect(await archiveRun()).toMatchObject({ invoices: 0 });
  expect((await rowsIn("invoice")).map(({ id }) => id)).toEqual([second.id]);
  await travel(RETURNED_MS);
  expect(await archiveRun()).toMatchObject({ invoices: 1 });
});
