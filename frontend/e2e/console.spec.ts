import { readFile } from "node:fs/promises";
import type { Browser, Page } from "@playwright/test";
import type { Stack } from "./stack.ts";
import { CENTRE } from "./support/addresses.ts";
import { expectAccessible } from "./support/axe.ts";
import { PRO } from "./support/centre.ts";
import { CONSOLE, signInToConsole } from "./support/console.ts";
import { type Customer, signIn } from "./support/customers.ts";
import { expectGoodLooks } from "./support/looks.ts";
import { expect, test } from "./support/test.ts";
import { chooseLanguage } from "./support/texts.ts";
import { refusedWith } from "./support/trouble.ts";

/** Somebody with a browser of their own. */
async function another(browser: Browser, stack: Stack, name: string) {
  const context = await browser.newContext({ baseURL: stack.appUrl, locale: "zh-CN" });
  const customer = await signIn(context, stack, name);
  return { context, customer, page: await context.newPage() };
}

async function exported(page: Page): Promise<string> {
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "导出 CSV" }).click();
  return readFile(await (await download).path(), "utf8");
}

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });

test("an operator signs in, refunds an order, gives a role, and the audit has it all", async ({
  page,
  browser,
  stack,
  sandbox,
  trouble,
}) => {
  // Half a day of an operator's work.
  test.setTimeout(150_000);
  trouble.expect(refusedWith(401), refusedWith(403));
  const buyer = await another(browser, stack, "林知夏");
  // Who never signed in at the provider has no name here, and is called by the id.
  const orderNo = await buyer.customer.buy(sandbox, "coze", "coze-pro");

  await signInToConsole(page);
  await expect(heading(page, "概览")).toBeVisible();
  await expect(page.getByText("所有者").first()).toBeVisible();
  await expectGoodLooks(page, test.info(), "console-overview");
  await expectAccessible(page, "overview");

  await test.step("a refund asks again, with the sum and the reason", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type(`${orderNo}_1`); // As the gateway calls it.
    await page.getByRole("option", { name: orderNo }).click();
    await expect(page).toHaveURL(`${CONSOLE}/orders/${orderNo}`);
    await expect(heading(page, orderNo)).toBeVisible();
    await expect(page.getByTestId("why")).toContainText("已到账");
    await expectGoodLooks(page, test.info(), "console-order");
    await expectAccessible(page, "order");
    await page.getByRole("button", { name: "退款…" }).click();
    const dialog = page.getByRole("dialog", { name: "确认退款" });
    const act = dialog.getByRole("button", { name: `向 ${buyer.customer.id} 退款 ${PRO.price}` });
    await expect(act).toBeDisabled();
    await dialog.getByLabel("退款原因").fill("wrong package");
    await expectGoodLooks(page, test.info(), "console-refund");
    await expectAccessible(page, "refund dialog");
    await act.click();
    await expect(dialog).toBeHidden();
    await expect(async () => {
      await page.reload();
      await expect(page.getByText("已退款").first()).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(page.getByText("wrong package").first()).toBeVisible();
    expect(await buyer.customer.daysLeft()).toBeNull();
  });

  await test.step("the list has it under its state; its customer's balance is adjusted, once", async () => {
    await menu(page, "订单").click();
    await page.getByLabel("状态").selectOption("已退款");
    await expect(page).toHaveURL(/state=refunded/);
    const row = page.getByRole("row").filter({ hasText: orderNo });
    await expect(row).toContainText(PRO.price);
    await expectGoodLooks(page, test.info(), "console-orders");
    await expectAccessible(page, "orders");
    await row.getByRole("link", { name: buyer.customer.id }).click();
    await expect(heading(page, buyer.customer.id)).toBeVisible();
    await page.getByRole("button", { name: "调整余额" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("数量").fill("120");
    await dialog.getByLabel("原因").fill("thanks for waiting");
    await dialog.getByRole("button", { name: `为 ${buyer.customer.id} 调整 +120` }).click();
    const ledger = page.getByRole("table", { name: "流水" });
    await expect(ledger.getByRole("row").filter({ hasText: "客服调整" })).toContainText("+120");
    expect(await buyer.customer.power()).toBe(120);
    await expectGoodLooks(page, test.info(), "console-customer");
    await expectAccessible(page, "customer");
  });

  await test.step("the timeline has it all, by kind, and leads to the order", async () => {
    const timeline = page.getByRole("table", { name: "时间线" });
    const act = timeline.getByRole("row").filter({ hasText: "thanks for waiting" });
    await expect(act).toContainText("调整余额");
    await page.getByLabel("类别").last().selectOption("退款");
    await expect(act).toHaveCount(0);
    await timeline.getByRole("link", { name: orderNo }).first().click();
    await expect(heading(page, orderNo)).toBeVisible();
    await menu(page, "事件").click();
    await expect(heading(page, "事件")).toBeVisible();
    await expectGoodLooks(page, test.info(), "console-events");
    await expectAccessible(page, "events");
    await page.getByLabel("客户 ID").fill(buyer.customer.id);
    await page.getByLabel("客户 ID").press("Enter");
    await expect(page).toHaveURL(/customer=/);
    await page.getByLabel("类型").selectOption("已退款");
    const told = page.getByRole("row").filter({ hasText: orderNo });
    await expect(told).toHaveCount(1);
    await expect(told).toContainText("order.refunded");
  });

  await test.step("an unpaid order is closed, a plan ended, each asked again and told why", async () => {
    const unpaid = await buyer.customer.place("coze", "coze-pro");
    await page.keyboard.press("Control+k");
    await page.keyboard.type(unpaid);
    await expect(page.getByRole("option", { name: unpaid })).toBeVisible();
    await page.keyboard.press("Enter"); // One that is found alone needs no choosing.
    await expect(heading(page, unpaid)).toBeVisible();
    await page.getByRole("button", { name: "关闭订单…" }).click();
    const closing = page.getByRole("dialog", { name: "关闭这笔未支付的订单？" });
    await closing.getByLabel("原因").fill("ordered twice");
    await expectAccessible(page, "close dialog");
    await closing.getByRole("button", { name: "关闭订单" }).click();
    await expect(page.getByText("已取消").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "关闭订单…" })).toHaveCount(0);

    await buyer.customer.subscribe(sandbox, "pro_monthly");
    await page.goto(`${CONSOLE}/customers/${buyer.customer.id}`);
    await page.getByRole("button", { name: "结束订阅…" }).click();
    const ending = page.getByRole("dialog", { name: "结束此订阅？" });
    await ending.getByLabel("原因").fill("the account was sold on");
    await expectGoodLooks(page, test.info(), "console-end-plan");
    await expectAccessible(page, "end plan dialog");
    await ending.getByRole("button", { name: new RegExp(`结束 ${buyer.customer.id} 的`) }).click();
    await expect(ending).toBeHidden();
    await expect(page.getByRole("button", { name: "结束订阅…" })).toHaveCount(0);
    const row = page.getByRole("table", { name: "时间线" }).getByRole("row");
    await expect(row.filter({ hasText: "the account was sold on" })).toContainText("结束订阅");
  });

  await test.step("a customer may owe", async () => {
    await page.getByRole("button", { name: "允许欠款" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "允许欠款" }).click();
    await expect(page.getByRole("button", { name: "不再允许欠款" })).toBeVisible();
  });

  await test.step("money that fits no order waits until somebody notes what was done, and can be opened again", async () => {
    await stack.d1(
      "INSERT INTO anomaly (at, gateway, genuine, reason, detail) VALUES (1, 'wechat', 1, 'unknown-number', 'payment SHOP-1187')",
    );
    await page.reload();
    await menu(page, /^异常消息/).click();
    const row = page.getByRole("row").filter({ hasText: "SHOP-1187" });
    await row.getByRole("button", { name: "搁置…" }).click();
    const dialog = page.getByRole("dialog", { name: "搁置这一行" });
    await expectAccessible(page, "note dialog");
    await dialog.getByLabel("做了什么").fill("given back in the gateway's console, 12 Nov");
    await dialog.getByRole("button", { name: "搁置", exact: true }).click();
    await expect(row).toBeHidden();
    await page.getByRole("button", { name: "已搁置" }).click();
    await expect(page).toHaveURL(/show=aside/);
    await expect(row).toContainText("given back in the gateway's console, 12 Nov");
    await expectGoodLooks(page, test.info(), "console-anomalies-aside");
    await expectAccessible(page, "anomalies");
    await row.getByRole("button", { name: "恢复…" }).click();
    await page.getByRole("dialog").getByLabel("为什么恢复").fill("it bounced");
    await page.getByRole("dialog").getByRole("button", { name: "恢复", exact: true }).click();
    await expect(page.getByText("没有搁置过的")).toBeVisible();
    await page.getByRole("button", { name: "待处理", exact: true }).click();
    await expect(row).toContainText("it bounced");
    await stack.d1("DELETE FROM anomaly WHERE detail = 'payment SHOP-1187'");
  });

  await test.step("a subscription that needs a person says what is wrong and what to do, in the list and at the customer", async () => {
    await stack.d1(
      `INSERT INTO subscription_issue (customer_id, key, kind, about, since) VALUES ('${buyer.customer.id}', 'paid-twice:order:${orderNo}', 'paid-twice', 'order:${orderNo}', 1)`,
    );
    await page.reload();
    await menu(page, /^订阅问题/).click();
    const row = page
      .getByRole("row")
      .filter({ hasText: "同一段时间既用银行卡付了款，也预先付了款" });
    await expect(row.getByRole("link", { name: orderNo })).toBeVisible();
    await expectGoodLooks(page, test.info(), "console-subscription-issues");
    await expectAccessible(page, "subscription issues");
    await row.getByRole("cell").first().getByRole("link").click();
    await expect(page.getByRole("heading", { name: "这位客户的订阅需要处理" })).toBeVisible();
    await expectGoodLooks(page, test.info(), "console-customer-with-issue");
    await stack.d1("DELETE FROM subscription_issue");
  });

  await test.step("who may owe is a list, and lists are files", async () => {
    await menu(page, "概览").click();
    await page.getByRole("link", { name: /位客户$/ }).click();
    await expect(page).toHaveURL(/customers\?debt=owing/);
    await page.getByLabel("欠款").selectOption("允许欠款");
    const row = page.getByRole("row").filter({ hasText: buyer.customer.id });
    await expect(async () => {
      await page.reload();
      await expect(row).toContainText("允许欠款", { timeout: 1_000 });
    }).toPass();
    await expectGoodLooks(page, test.info(), "console-debts");
    await expectAccessible(page, "debts");
    expect(await exported(page)).toContain(`${buyer.customer.id},`);
    await menu(page, "退款").click();
    expect(await exported(page)).toContain(`,${orderNo},${buyer.customer.id},`);
  });

  const colleague = await another(browser, stack, "李静");
  await test.step("a stranger is told so; with a role the console opens", async () => {
    await colleague.page.goto(CONSOLE);
    await expect(colleague.page.getByText("此账号没有控制台权限")).toBeVisible();
    await menu(page, "人员").click();
    await page.getByRole("button", { name: "分配角色" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("账号（sub）").fill(colleague.customer.id);
    await dialog.getByLabel("角色").selectOption("客服");
    await dialog.getByRole("button", { name: "分配角色" }).click();
    await expect(page.getByRole("row", { name: new RegExp(colleague.customer.id) })).toContainText(
      "客服",
    );
    await expectAccessible(page, "people");
  });

  await test.step("support sees the order, and no act of money", async () => {
    const second = await buyer.customer.buy(sandbox, "coze", "coze-pro");
    await colleague.page.goto(`${CONSOLE}/orders/${second}`);
    await expect(heading(colleague.page, second)).toBeVisible();
    await expect(colleague.page.getByText("已完成").first()).toBeVisible();
    await expect(colleague.page.getByRole("button", { name: /退款/ })).toHaveCount(0);
    await expect(menu(colleague.page, "人员")).toHaveCount(0);
    await colleague.page.goto(`${CONSOLE}/people`);
    await expect(colleague.page.getByText("您的角色不能使用此页面")).toBeVisible();
  });

  await test.step("the audit has who did what and why", async () => {
    await menu(page, "审计").click();
    const refunded = page.getByRole("row").filter({ hasText: orderNo });
    await expect(refunded.first()).toContainText("wrong package");
    await page.getByLabel("操作", { exact: true }).selectOption("分配角色");
    await expect(page).toHaveURL(/act=operator\.give-role/);
    await expect(page.getByRole("row").nth(1)).toContainText(colleague.customer.id);
    await expect(page.getByRole("row").filter({ hasText: orderNo })).toHaveCount(0);
    await expectGoodLooks(page, test.info(), "console-audit");
    await expectAccessible(page, "audit");
  });
  await Promise.all([buyer.context.close(), colleague.context.close()]);
});

test("on a phone the console is whole, and the customers' pages load nothing of it", async ({
  page,
  customer,
  sandbox,
  stack,
}) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(CENTRE);
  await expect(page.getByTestId("package-card").first()).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(asked.filter((url) => url.includes("console"))).toEqual([]);
  expect(await page.content()).not.toContain("/assets/console");

  await giveRole(stack, customer, "finance");
  const orderNo = await customer.buy(sandbox, "coze", "coze-pro");
  const file = [`/orders/${orderNo}`, `/customers/${customer.id}`];
  const lists = ["", "/orders", "/customers", "/events", "/refunds", "/audit"];
  await page.setViewportSize({ width: 360, height: 740 });
  const look = async (path: string, name: string) => {
    await page.goto(CONSOLE + path);
    await expect(page.locator("h1")).toBeVisible();
    await expectGoodLooks(page, test.info(), name);
  };
  for (const path of [...lists, "/reconciliations", ...file]) await look(path, nameOf("zh", path));
  await page.emulateMedia({ colorScheme: "dark" });
  for (const language of ["en", "jp"] as const) {
    await chooseLanguage(page, language);
    for (const path of ["", ...file]) await look(path, nameOf(language, path));
  }
  await chooseLanguage(page, "zh");
  await page.getByRole("button", { name: "打开菜单" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "退款" }).click();
  await expect(page.locator("h1")).toHaveText("退款");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});

const menu = (page: Page, name: string | RegExp) =>
  page.getByRole("navigation", { name: "主导航" }).getByRole("link", { name, exact: true });

const nameOf = (language: string, path: string): string =>
  ["console-phone", language, ...path.split("/").filter(Boolean)].join("-").slice(0, 40);

/** As an owner gave it before. */
async function giveRole(stack: Stack, { id }: Customer, role: string): Promise<void> {
  await stack.d1(
    `INSERT INTO operator (subject, role, changed_at, changed_by) VALUES ('${id}', '${role}', 1, 'test')`,
  );
}
