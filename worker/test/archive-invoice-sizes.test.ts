import { expect, test } from "vitest";
import { archiveAll, emptyShopForEach, filesIn, invoiceRows, restore } from "./archiving.ts";
import { manyInvoices } from "./archiving-invoices.ts";
import { operator } from "./refunding.ts";
import { bindings } from "./world.ts";

/** What leaves D1 comes back through its limits, 2 MB a parameter (docs/decisions/0028-archive.md). */

emptyShopForEach();

const MONTH = "2021-02";

/** Two invoices, the first with so many items more, each with names of so many characters of 3 bytes. */
async function longNames(count: number, characters: number): Promise<void> {
  const name = "专".repeat(characters);
  const items = Array.from({ length: count }, (_, at) => ({
    ...{ amountMinor: 3990, names: { en: name, jp: name, zh: name }, paidAtMs: 1_613_000_000_000 },
    ...{ quantity: 1, rate: 600, sale: `order:EC${at}`, unitAmountMinor: 3990 },
  }));
  await manyInvoices(2, 2, { content: JSON.stringify({ items }) });
  await bindings.DB.prepare(
    `INSERT INTO invoice_item SELECT 'in_1', key + 1, value ->> '$.sale', 0, value -> '$.names', 'coze', 1, 3990, 3990, 1613000000000
     FROM json_each(?)`,
  )
    .bind(JSON.stringify(items))
    .run();
}

const leftOf = async () => (await invoiceRows()).documents.map(({ id }) => id);

test("a record of over 1,300,000 bytes leaves, and comes back row for row", async () => {
  await longNames(650, 100);
  const before = await invoiceRows();
  expect((await archiveAll()).invoices).toBe(2);
  const lines = (await filesIn("invoices/")).flatMap((file) => file.lines);
  const bytes = lines.map((line) => new TextEncoder().encode(line).length);
  expect(Math.max(...bytes)).toBeGreaterThan(1_300_000);
  expect(await restore(await operator(), MONTH)).toMatchObject({ invoices: 2, done: true });
  expect(await invoiceRows()).toEqual(before);
});

test("contents of over 750,000 bytes stay, however few characters they are", async () => {
  await longNames(500, 200);
  expect((await archiveAll()).invoices).toBe(1);
  expect(await leftOf()).toEqual(["in_1"]);
});

test("a record of over 1,500,000 bytes stays, however short its contents are", async () => {
  // In a record each of these is four bytes, in the content two.
  await manyInvoices(2, 2, { content: JSON.stringify('"'.repeat(374_900)) });
  expect((await archiveAll()).invoices).toBe(1);
  expect(await leftOf()).toEqual(["in_1"]);
});
