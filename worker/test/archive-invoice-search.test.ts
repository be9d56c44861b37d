import { expect, test } from "vitest";
import { archiveAll, emptyShopForEach, rowsIn } from "./archiving.ts";
import { manyInvoices } from "./archiving-invoices.ts";
import { operator } from "./refunding.ts";
import { bindings } from "./world.ts";

/** An archived invoice is found by its whole number (docs/decisions/0028-archive.md). */

emptyShopForEach();

test("also where invoices in D1 have longer numbers that begin with it", async () => {
  await manyInvoices(1_004, 20);
  await bindings.DB.prepare(
    "UPDATE invoice SET state = 'issued', paid_at = NULL WHERE ordinal >= 1000",
  ).run();
  expect((await archiveAll()).invoices).toBe(999);
  expect(await rowsIn("invoice")).toHaveLength(5);
  const by = await operator();
  interface Page {
    items: { number: string }[];
    total: number;
    next: string | null;
  }
  const find = async (query: string) => {
    const path = `/api/console/invoices?pageSize=2&number=INV202102100${query}`;
    const { items, ...rest } = (await by.get<Page>(path)).body;
    return { ...rest, numbers: items.map(({ number }) => number.replace("INV202102", "")) };
  };
  const first = await find("");
  expect(first).toMatchObject({ total: 6, numbers: ["100", "1002", "1003"] });
  expect(await find("&page=2")).toMatchObject({ total: 6, numbers: ["1004", "1000"] });
  expect(await find(`&before=${first.next}`)).toMatchObject({ numbers: ["1004", "1000"] });
  // In D1, on whichever page.
  expect(await find("4&page=2")).toMatchObject({ total: 1, numbers: [] });
  // An archived one that is not sought.
  expect(await find("&state=issued")).toMatchObject({ total: 5, numbers: ["1002", "1003"] });
});
