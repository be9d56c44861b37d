import { readFile } from "node:fs/promises";
import { RECORDS } from "./support/addresses.ts";
import { expectAccessible } from "./support/axe.ts";
import { signIn } from "./support/customers.ts";
import { expectGoodLooks } from "./support/looks.ts";
import { orderRows } from "./support/records.ts";
import { expect, test } from "./support/test.ts";
import { chooseLanguage, type Language, textOf } from "./support/texts.ts";

/** The end of the archived month, which is UTC's, as each language writes it. */
const DATES: Record<Language, string> = {
  zh: "2025年3月1日",
  en: "Mar 1, 2025",
  jp: "2025/03/01",
};

test("a list of orders says in three languages where it ends, and leads to the file of the rest; an owner puts the month back", async ({
  page,
  customer,
  sandbox,
  stack,
  browser,
}) => {
  await customer.buy(sandbox, "coze", "coze-pro");
  await stack.d1(
    "INSERT INTO archive_month (month, orders, events, due_at) VALUES ('2025-02', 1, 0, 9000000000000000)",
  );
  // Whoever came later has nothing there, and is told nothing once D1 knows since when they are here.
  await page.goto(RECORDS);
  await expect(async () => {
    await page.reload();
    await expect(orderRows(page)).toHaveCount(1, { timeout: 2_000 });
    await expect(page.locator(".archive-note")).toHaveCount(0, { timeout: 100 });
  }).toPass({ timeout: 20_000 });
  await stack.d1(`UPDATE customer SET first_seen_at = 1 WHERE id = '${customer.id}'`);
  await page.reload();
  for (const language of ["zh", "jp", "en"] as const) {
    if (language !== "zh") await chooseLanguage(page, language);
    const text = textOf(language, "web-personal-rights.records.archived", {
      date: DATES[language],
    });
    await expect(page.locator(".archive-note")).toContainText(text);
  }
  await expectGoodLooks(page, test.info(), "records-archive");
  await expectAccessible(page, "records with an archive");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".archive-note").getByRole("link").click(),
  ]);
  expect(download.suggestedFilename()).toBe("orders-archive.csv");
  expect(await readFile(await download.path(), "utf8")).toContain("orderStatus");

  const context = await browser.newContext({ baseURL: stack.appUrl, locale: "zh-CN" });
  const { id } = await signIn(context, stack, "王运营");
  await stack.d1(
    `INSERT INTO operator (subject, role, changed_at, changed_by) VALUES ('${id}', 'owner', 1, 'test')`,
  );
  const owner = await context.newPage();
  await owner.goto(`/console/customers/${customer.id}`);
  // Below the orders, and below the timeline.
  await expect(owner.locator(".archive-note")).toHaveText([
    new RegExp(DATES.zh),
    new RegExp(DATES.zh),
  ]);
  await expect(
    owner.getByRole("link", { name: textOf("zh", "console.orders.archivedFile") }).first(),
  ).toBeVisible();
  await stack.d1(
    "INSERT INTO archive_invoice_month (month, invoices, due_at) VALUES ('2025-02', 1, 9000000000000000)",
  );
  for (const list of ["invoices", "fapiao"]) {
    await owner.goto(`/console/${list}`);
    const text = textOf("zh", "console.invoices.archived", { month: "2025年2月" });
    await expect(owner.locator(".archive-note")).toHaveText(text);
  }
  await owner.goto("/console/flags");
  await owner.getByRole("button", { name: textOf("zh", "console.archive.restore") }).click();
  const dialog = owner.getByRole("dialog");
  await expect(dialog).toContainText("2025年2月");
  await dialog.getByRole("textbox").fill("客户需要");
  const restore = dialog.getByRole("button", { name: textOf("zh", "console.archive.restore") });
  await restore.click();
  await expect(dialog.getByRole("alert")).toContainText("缺少该月的文件");
  await stack.archivePut("orders/2025-02/somebody.jsonl", "");
  await restore.click();
  await expect(owner.getByText(textOf("zh", "console.archive.restoreDone"))).toBeVisible();
  await expectGoodLooks(owner, test.info(), "console-archive");
  await expectAccessible(owner, "flags with an archive");
  await page.reload();
  await expect(page.locator("main li.order")).toHaveCount(1);
  await expect(page.locator(".archive-note")).toHaveCount(0);
  await stack.d1("DELETE FROM archive_month");
  await stack.d1("DELETE FROM archive_invoice_month");
  await context.close();
});
