import { USAGE } from "./support/addresses.ts";
import { Host } from "./support/host.ts";
import { countRequests } from "./support/requests.ts";
import { expect, test } from "./support/test.ts";

/** How soon a page in view follows what a host product reports (issue 12). */
const FOLLOWS = { timeout: 3_000 };

test("what a host reports is on the open page within three seconds: what is left, the day's bar, the event, the warnings", async ({
  page,
  customer,
  stack,
}) => {
  const host = await Host.withNewKey(stack);
  await page.goto(USAGE);
  const main = page.getByRole("main");
  const chat = page.getByTestId("product").filter({ hasText: "AI 对话" });
  await expect(main.getByRole("heading", { name: "本期还没有用量" })).toBeVisible();
  await expect(chat).toContainText("剩余 100 次");
  let loads = 0;
  page.on("load", () => loads++);

  await host.record(customer.id, "ai_chat", 3, { id: "chat-1" });
  await expect(chat).toContainText("剩余 97 次", FOLLOWS);
  await expect(chat).toContainText("重置");
  await expect(page.getByTestId("event")).toHaveCount(1);
  await expect(page.getByTestId("event")).toContainText("chat-1");
  await expect(page.getByTestId("plot").locator(".plot-bar:not([height='0'])")).toHaveCount(1);

  await host.record(customer.id, "ai_chat", 77);
  await expect(chat).toContainText("已用 80%，用完后将无法继续使用", FOLLOWS);
  await expect(chat.getByRole("meter")).toHaveAttribute("aria-valuenow", "80");
  await host.record(customer.id, "ai_chat", 20);
  await expect(chat).toContainText("请升级套餐", FOLLOWS);
  await host.record(customer.id, "agent_seats", 1);
  const seats = page.getByTestId("product").filter({ hasText: "坐席" });
  await expect(seats).toContainText("请先减少占用", FOLLOWS);
  await expect(chat.getByRole("link", { name: "查看可升级的计划" })).toHaveAttribute(
    "href",
    "/pricing",
  );
  // Read by whoever does not see the bars; what is shown as a table is the same.
  const table = page.getByRole("table", { name: "每日用量" });
  await expect(table.getByRole("row")).toHaveCount(2);
  await expect(table.getByRole("cell")).toHaveText(["100", "1"]);
  await page.getByRole("button", { name: "以表格查看" }).click();
  await expect(page.getByTestId("plot")).toBeHidden();
  await expect(table).toBeInViewport();
  expect(loads, "nothing was loaded anew").toBe(0);
});

test("single events are filtered, paged and exported; a period that is over is asked for once", async ({
  page,
  customer,
  stack,
}) => {
  const host = await Host.withNewKey(stack);
  await host.record(customer.id, "email", 2, { id: "mail-1" });
  for (let n = 1; n <= 21; n++)
    await host.record(customer.id, "text_tokens", 1_000, { id: `text-${n}` });
  await page.goto(USAGE);
  const events = page.getByTestId("event");
  await expect(events).toHaveCount(20);
  await page.getByRole("button", { name: "下一页" }).click();
  await expect(events).toHaveCount(2);
  await expect(page).toHaveURL(/page=2&before=/);
  const second = await events.allTextContents();
  await host.record(customer.id, "email", 1, { id: "mail-2" });
  await expect(page.getByText("第 2 / 2 页，共 23 条")).toBeVisible();
  expect(await events.allTextContents(), "what is new moves nothing here").toEqual(second);
  await page.getByRole("button", { name: "上一页" }).click();
  await expect(events.first()).toContainText("1 封");
  await expect(page).not.toHaveURL(/page=|before=/);
  await page.getByLabel("产品").selectOption({ label: "邮件" });
  await expect(events).toContainText(["1 封", "2 封"]);
  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "导出 CSV" }).click();
  const file = await (await saved).createReadStream();
  const text = Buffer.concat(await file.toArray()).toString();
  expect(text).toContain("日期,时间 (UTC),产品,用量");
  expect(text.trim().split("\r\n")).toHaveLength(3);
  expect(text).toContain("mail-1");

  await page.getByLabel(/^时间/).selectOption("custom");
  await page.getByLabel("开始日期").fill("2026-01-01");
  await page.getByLabel("结束日期").fill("2026-01-31");
  await expect(page.getByText("所选时间内没有明细")).toBeVisible();

  await page.clock.install();
  await page.goto(`${USAGE}?month=2025-12`);
  await expect(page.getByRole("heading", { name: "该周期没有用量" })).toBeVisible();
  const asked = countRequests(page, "GET", "/api/portal/usage");
  await page.clock.fastForward("00:10");
  expect(asked()).toBe(0);
  await page.getByRole("button", { name: "下个月" }).click();
  await expect(page.getByTestId("month")).toHaveText("2026年1月");
});
