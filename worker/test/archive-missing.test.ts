import { expect, test, vi } from "vitest";
import {
  archiveAll,
  archivedMonth,
  archivedRows,
  emptyShopForEach,
  filesIn,
  invoiceRows,
  oldShop,
  orderRows,
  restore,
} from "./archiving.ts";
import { oldInvoices, PERIOD } from "./archiving-invoices.ts";
import { bindings } from "./world.ts";

/** Files that are missing, or the wrong bucket, are not taken for an empty archive (docs/decisions/0028-archive.md). */

emptyShopForEach();

/** Takes files away; answers what puts them back. */
async function takeAway(prefix: string): Promise<() => Promise<void>> {
  const bucket = bindings.ARCHIVE as R2Bucket;
  const files = await filesIn(prefix);
  expect(files.length).toBeGreaterThan(0);
  for (const { key } of files) await bucket.delete(key);
  return async () => {
    for (const { key, lines } of files)
      await bucket.put(key, lines.map((line) => `${line}\n`).join(""));
  };
}

const restoredAt = (table: string) =>
  bindings.DB.prepare(`SELECT restored_at FROM ${table}`).first("restored_at");

test("a month of invoices is put back whole, or is not said to be", async () => {
  const { by, first } = await oldInvoices();
  const before = await invoiceRows();
  await archiveAll();
  const putBack = await takeAway(`invoices/${PERIOD}/${first.who.id}`);
  for (const _call of [1, 2])
    expect(await restore(by, PERIOD)).toMatchObject({ code: "ARCHIVE_FILES_MISSING" });
  expect((await archivedRows()).invoices).toMatchObject([{ first_id: first.id }]);
  expect(await restoredAt("archive_invoice_month")).toBeNull();
  await putBack();
  expect(await restore(by, PERIOD)).toMatchObject({ invoices: 1, done: true });
  expect(await invoiceRows()).toEqual(before);
  expect(await restoredAt("archive_invoice_month")).not.toBeNull();
});

test("a month of orders is not said to be back when no file of it is there", async () => {
  const { by } = await oldShop();
  const before = await orderRows();
  await archiveAll();
  const month = await archivedMonth();
  const putBack = await takeAway("orders/");
  expect(await restore(by, month)).toMatchObject({ code: "ARCHIVE_FILES_MISSING" });
  expect(await restoredAt("archive_month")).toBeNull();
  await putBack();
  expect(await restore(by, month)).toMatchObject({ orders: 5, done: true });
  expect(await orderRows()).toEqual(before);
});

test("invoices come back also where the orders' files are missing", async () => {
  const { by } = await oldInvoices();
  const before = await invoiceRows();
  await archiveAll();
  await takeAway("orders/");
  expect(await restore(by, PERIOD)).toMatchObject({ code: "ARCHIVE_FILES_MISSING" });
  expect(await invoiceRows()).toEqual(before);
});

test("a customer's archived invoices are a file with all of them, or none", async () => {
  const { by, second } = await oldInvoices();
  await archiveAll();
  await takeAway(`invoices/${PERIOD}/${second.who.id}`);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const path = `/api/console/customers/${second.who.id}/invoices/archive.csv`;
  expect((await by.call(path)).status).toBe(500);
});
