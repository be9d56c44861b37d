import { expect, test } from "vitest";
import { DAY_MS } from "../domain/time.ts";
import { invoicesToArchive, invoiceWalk } from "../store/archive-invoice-walk.ts";
import { archiveRun, DAYS, emptyShopForEach } from "./archiving.ts";
import { manyInvoices, rowsRead } from "./archiving-invoices.ts";
import { bindings } from "./world.ts";

/** What a run over months of invoices reads of D1, whatever it finds (docs/decisions/0028-archive.md). */

emptyShopForEach();

const run = (sql: string) => bindings.DB.prepare(sql).run();

async function walkNow() {
  const nowMs = Date.now();
  const quietMs = nowMs - DAYS * DAY_MS;
  const walk = await invoiceWalk(bindings.DB, { before: "2026-01", quietMs }, nowMs);
  return { nowMs, quietMs, walk };
}

test("a run with nothing to do reads as many rows as there are months, and a part of a walk as many as it takes", async () => {
  const months = 3;
  await manyInvoices(300, 20);
  const { nowMs, quietMs, walk } = await walkNow();
  if (!walk) throw new Error("no walk");
  const part = await rowsRead((db) => invoicesToArchive(db, walk, { quietMs, limit: 25 }));
  expect(part).toBeLessThan(25 * 30 + 500);
  // Nothing is due: each month is one seek in the invoices and one in the months.
  await run("UPDATE archive_invoice_month SET due_at = 9007199254740991");
  const before = "2026-01";
  const idle = await rowsRead((db) => invoiceWalk(db, { before, quietMs }, nowMs));
  expect(idle).toBeLessThan(5 * months);
});

test("a month in which nothing is at rest is read in parts, and the next run goes on where one ended", async () => {
  await manyInvoices(4_100, 20);
  // All drafted long ago, and but for the one that the index has last paid today.
  await bindings.DB.prepare("UPDATE invoice SET paid_at = ? WHERE id <> 'in_2'")
    .bind(Date.now())
    .run();
  const { quietMs, walk } = await walkNow();
  if (!walk) throw new Error("no walk");
  let part: Awaited<ReturnType<typeof invoicesToArchive>> = null;
  const rows = await rowsRead(async (db) => {
    part = await invoicesToArchive(db, walk, { quietMs, limit: 25 });
  });
  expect(part).toMatchObject({ records: [] });
  expect(rows).toBeLessThan(3_000);
  expect(await archiveRun()).toMatchObject({ invoices: 0 });
  expect(await archiveRun()).toMatchObject({ invoices: 1 });
});

test("a month whose invoices are all too young begins no walk", async () => {
  await manyInvoices(30, 3, { draftedMs: Date.now() });
  expect((await walkNow()).walk).toBeNull();
});
