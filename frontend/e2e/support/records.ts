import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import type { Stack } from "../stack.ts";

/** The orders of "my records", newest first; what stands in for them while they load is none. */
export const orderRows = (page: Page): Locator =>
  page.locator("main li").filter({ hasText: "下单时间" });

/** The ledger entries of "my records", newest first. */
export const entryRows = (page: Page): Locator => page.locator("main li.entry");

/** The lines of the file that the page offers, the first names the columns. */
export async function exported(page: Page): Promise<{ name: string; lines: string[] }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "导出 CSV" }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  return { name: download.suggestedFilename(), lines: text.trimEnd().split("\r\n") };
}

/** As many more orders like this one, a minute older each; a customer of years is not made by hand. */
export async function multiplyOrder(stack: Stack, orderNo: string, count: number): Promise<void> {
  const [row] = await stack.d1(`SELECT * FROM orders WHERE order_no = '${orderNo}'`);
  const columns = Object.keys(row ?? {});
  const day = Math.floor(1e7 + Math.random() * 9e7);
  const changed: Record<string, string> = {
    order_no: `'EC${day}' || printf('%010d', i)`,
    created_at: "created_at - i * 60000",
  };
  await stack.d1(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
     INSERT INTO orders (${columns.join(", ")})
     SELECT ${columns.map((column) => changed[column] ?? column).join(", ")}
     FROM orders, n WHERE order_no = '${orderNo}'`,
  );
}

const DAY_MS = 86_400_000;

export async function backdateOrder(stack: Stack, orderNo: string, days: number): Promise<void> {
  await stack.d1(
    `UPDATE orders SET created_at = created_at - ${days * DAY_MS} WHERE order_no = '${orderNo}'`,
  );
}
