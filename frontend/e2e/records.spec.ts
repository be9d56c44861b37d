import { RECHARGE, RECORDS, RESULT } from "./support/addresses.ts";
import { PRO, WECHAT } from "./support/centre.ts";
import { signIn } from "./support/customers.ts";
import { Host } from "./support/host.ts";
import { expectGoodLooks } from "./support/looks.ts";
import { POWER_500 } from "./support/recharge.ts";
import { backdateOrder, entryRows, exported, multiplyOrder, orderRows } from "./support/records.ts";
import { expect, test } from "./support/test.ts";
import { chooseLanguage } from "./support/texts.ts";
import { refusedWith } from "./support/trouble.ts";

const PACKAGE_ID = "coze-pro";

test("the orders of both centres are one list, and the ledger another, newest first", async ({
  page,
  customer,
  sandbox,
}) => {
  await customer.buy(sandbox, "coze", PACKAGE_ID);
  const recharged = await customer.buy(sandbox, "recharge", POWER_500.id);
  await page.goto(RECORDS);
  await expect(orderRows(page)).toHaveCount(2);
  const [newer, older] = [orderRows(page).nth(0), orderRows(page).nth(1)];
  for (const text of ["算力充值", "550 算力", POWER_500.price, WECHAT, "已完成"])
    await expect(newer).toContainText(text);
  for (const text of ["Coze 套餐", PRO.name, "30 天", PRO.price, WECHAT, "已完成"])
    await expect(older).toContainText(text);

  await page.getByRole("tab", { name: "订单" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "明细", selected: true })).toBeFocused();
  await expect(entryRows(page)).toContainText([
    /到账算力充值.*\+550 算力$/,
    /套餐到账专业版.*\+30 天$/,
  ]);
  await entryRows(page).first().getByRole("link", { name: recharged }).click();
  await expect(page).toHaveURL(`${RESULT}?orderId=${recharged}`);
  await expect(page.getByRole("heading", { name: "充值成功" })).toBeVisible();
  await page.getByRole("link", { name: "返回充值中心" }).click();
  await expect(page).toHaveURL(RECHARGE);
});

test("kind and time are kept in the address: a reload and the back button know them", async ({
  page,
  customer,
  sandbox,
  stack,
}) => {
  const kind = page.getByRole("combobox", { name: "类型" });
  const period = page.getByRole("combobox", { name: "时间" });
  await backdateOrder(stack, await customer.buy(sandbox, "coze", PACKAGE_ID), 20);
  await customer.buy(sandbox, "recharge", POWER_500.id);
  await page.goto(RECORDS);
  await expect(orderRows(page)).toHaveCount(2);

  await kind.selectOption({ label: "Coze 套餐" });
  await expect(page).toHaveURL(`${RECORDS}?kind=coze`);
  await expect(orderRows(page)).toHaveCount(1);
  await expect(orderRows(page)).toContainText(PRO.name);
  await page.reload();
  await expect(kind).toHaveValue("coze");
  await expect(orderRows(page)).toHaveCount(1);

  await period.selectOption({ label: "最近 7 天" });
  await expect(page).toHaveURL(`${RECORDS}?kind=coze&period=7d`);
  await expect(page.getByRole("heading", { name: "没有符合条件的记录" })).toBeVisible();
  await page.goBack();
  await expect(orderRows(page)).toHaveCount(1);
  await page.goForward();
  await page.getByRole("button", { name: "清除筛选" }).click();
  await expect(page).toHaveURL(RECORDS);
  await expect(orderRows(page)).toHaveCount(2);

  await period.selectOption({ label: "最近 7 天" });
  await expect(orderRows(page)).toHaveCount(1);
  await expect(orderRows(page)).toContainText("算力充值");
  await period.selectOption({ label: "自定义" });
  await expect(orderRows(page)).toHaveCount(2);
  const daysAgo = (days: number) =>
    new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(
      Date.now() - days * 86_400_000,
    );
  await page.getByLabel("结束日期").fill(daysAgo(10));
  await expect(orderRows(page)).toHaveCount(1);
  await expect(orderRows(page)).toContainText(PRO.name);
  await page.reload();
  await expect(page.getByLabel("结束日期")).toHaveValue(daysAgo(10));
  await expect(orderRows(page)).toHaveCount(1);

  await page.goto(`${RECORDS}?tab=ledger`);
  await expect(entryRows(page)).toHaveCount(2);
  await kind.selectOption({ label: "套餐到账" });
  await expect(page).toHaveURL(`${RECORDS}?tab=ledger&kind=coze.extend`);
  await expect(entryRows(page)).toHaveCount(1);
  await page.reload();
  await expect(entryRows(page)).toContainText([PRO.name]);
});

test("an order between two pages repeats none and hides none; back, a reload and filters know the place", async ({
  page,
  customer,
  sandbox,
  stack,
  trouble,
}) => {
  const next = page.getByRole("button", { name: "下一页" });
  const previous = page.getByRole("button", { name: "上一页" });
  const numbers = () => orderRows(page).locator(".order-no").allTextContents();
  const orderNo = await customer.buy(sandbox, "recharge", POWER_500.id);
  await multiplyOrder(stack, orderNo, 40);
  await page.goto(RECORDS);
  await expect(orderRows(page)).toHaveCount(20);
  const newest = await customer.buy(sandbox, "recharge", POWER_500.id);
  const first = await numbers(); // With the new one, if the page has followed by itself.
  await next.click();
  await expect(page.getByText("第 2 / 3 页，共 42 条")).toBeVisible();
  const second = await numbers();
  expect(second).toHaveLength(20);
  expect(second.filter((number) => first.includes(number))).toEqual([]);
  await page.reload();
  await expect(page.getByText("第 2 / 3 页，共 42 条")).toBeVisible();
  expect(await numbers()).toEqual(second);
  const atSecond = page.url();

  await next.click();
  await expect(page.getByText("第 3 / 3 页，共 42 条")).toBeVisible();
  const seen = [...first, ...second, ...(await numbers())];
  await expect(next).toBeDisabled();
  // Each was there once; the new one stands on the first page, as whoever goes back sees.
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((number) => number !== newest)).toHaveLength(41);
  await previous.click();
  await expect(page).toHaveURL(atSecond);
  await expect(orderRows(page)).toHaveCount(20);
  expect(await numbers()).toEqual(second);
  await previous.dblclick();
  await expect(page).toHaveURL(RECORDS);
  await expect(orderRows(page).first()).toContainText(newest);
  await page.goForward();
  await expect(page).toHaveURL(atSecond);

  await page.getByRole("combobox", { name: "类型" }).selectOption({ label: "算力充值" });
  await expect(page).toHaveURL(`${RECORDS}?kind=recharge`);
  // Of another list, as in an address that was pieced together.
  trouble.expect(refusedWith(422));
  await page.goto(atSecond.replace("?", "?tab=ledger&"));
  await expect(page).toHaveURL(`${RECORDS}?tab=ledger`);
  await expect(entryRows(page)).toHaveCount(2);
});

test("many orders come in pages, and the file has them all", async ({
  page,
  customer,
  sandbox,
  stack,
}) => {
  const orderNo = await customer.buy(sandbox, "recharge", POWER_500.id);
  await multiplyOrder(stack, orderNo, 44);
  await backdateOrder(stack, await customer.buy(sandbox, "coze", PACKAGE_ID), 1);
  const next = page.getByRole("button", { name: "下一页" });
  await page.goto(RECORDS);
  await expect(orderRows(page)).toHaveCount(20);
  await expect(page.getByRole("button", { name: "上一页" })).toBeDisabled();
  await next.click();
  await expect(page).toHaveURL(/\?page=2&before=[\w-]+$/);
  await expect(page.getByText("第 2 / 3 页，共 46 条")).toBeVisible();
  await page.reload();
  await expect(page.getByText("第 2 / 3 页，共 46 条")).toBeVisible();
  await next.click();
  await expect(orderRows(page)).toHaveCount(6);
  await expect(orderRows(page).last()).toContainText(PRO.name);
  await page.goto(`${RECORDS}?page=99`);
  await expect(page).toHaveURL(`${RECORDS}?page=3`);
  await expect(orderRows(page)).toHaveCount(6);

  const all = await exported(page);
  expect(all.name).toBe("orders.csv");
  expect(all.lines[0]).toMatch(
    /^\ufeff订单号,类型,名称,.*,支付方式,状态,下单时间 \(Asia\/Shanghai\),/,
  );
  expect(all.lines[0]).toMatch(/,from,payType,orderStatus,createdAt,paidAt$/);
  expect(all.lines).toHaveLength(1 + 46);
  expect(all.lines[1]).toMatch(
    new RegExp(
      `^${orderNo},算力充值,.*,45.00,CNY,微信支付,已完成,20[^,]+,20[^,]+,recharge,1,completed,20`,
    ),
  );
  expect(all.lines[46]).toContain(`,Coze 套餐,${PRO.name},39.90,CNY,微信支付,已完成,`);

  await page.getByRole("combobox", { name: "类型" }).selectOption({ label: "Coze 套餐" });
  await expect(page).toHaveURL(`${RECORDS}?kind=coze`);
  await expect(orderRows(page)).toHaveCount(1);
  expect((await exported(page)).lines).toHaveLength(2);
});

test("what the host product spends is in the ledger, in its file and in the balance", async ({
  page,
  recharge,
  customer,
  sandbox,
  stack,
}) => {
  const orderNo = await customer.buy(sandbox, "recharge", POWER_500.id);
  const host = await Host.withNewKey(stack);
  await host.deduct(customer.id, 30, "chat-20261120, 2");
  await page.goto(`${RECORDS}?tab=ledger`);
  await expect(entryRows(page)).toContainText([/使用.*chat-20261120, 2.*-30 算力$/, "+550 算力"]);
  const { name, lines } = await exported(page);
  expect(name).toBe("ledger.csv");
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/^20[^,]+,使用,,-30,算力,"chat-20261120, 2",\d+,deduct,power,20/);
  expect(lines[2]).toContain(`,550,算力,${orderNo},`);
  expect(lines[2]).toContain(",grant,power,");

  await page.getByRole("combobox", { name: "类型" }).selectOption({ label: "使用" });
  await expect(entryRows(page)).toHaveCount(1);
  expect((await exported(page)).lines).toHaveLength(2);
  await recharge.open();
  await recharge.expectHas("520 算力");
});

test("the file is in the language that the reader chose", async ({ page, customer, sandbox }) => {
  await customer.buy(sandbox, "coze", PACKAGE_ID);
  await page.goto(RECORDS);
  await chooseLanguage(page, "en");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Export CSV" }).click(),
  ]);
  const stream = await download.createReadStream();
  expect((await stream.toArray()).join("")).toContain(",Coze package,Pro,39.90,");
});

test("a guest is asked to sign in, and comes back to the same records", async ({
  page,
  context,
  trouble,
}) => {
  trouble.expect(refusedWith(401));
  const address = `${RECORDS}?tab=ledger&period=30d`;
  await page.goto(address);
  await expect(page.getByRole("heading", { name: "登录后查看你的权益" })).toBeVisible();
  await expect(page.getByRole("link", { name: "导出 CSV" })).toBeHidden();
  await expect(page.locator("main li")).toHaveCount(0);
  for (const path of ["orders", "orders.csv", "ledger", "ledger.csv"])
    expect((await context.request.get(`/api/account/${path}`)).status()).toBe(401);
  await page.locator("main").getByRole("link", { name: "登录" }).click();
  await page.getByRole("button", { name: /Alex Chen/ }).click();
  await expect(page).toHaveURL(address);
  await expect(page.getByRole("tab", { name: "明细", selected: true })).toBeVisible();
});

test("another customer sees nothing of it", async ({
  page,
  context,
  stack,
  customer,
  sandbox,
  trouble,
}) => {
  trouble.expect(refusedWith(404));
  const orderNo = await customer.buy(sandbox, "recharge", POWER_500.id);
  await signIn(context, stack, "Somebody Else");
  await page.goto(RECORDS);
  await expect(page.getByRole("heading", { name: "还没有订单" })).toBeVisible();
  await expect(page.locator("main").getByRole("link", { name: "去充值" })).toBeVisible();
  await page.getByRole("tab", { name: "明细" }).click();
  await expect(page.getByRole("heading", { name: "还没有明细" })).toBeVisible();
  await page.goto(`${RESULT}?orderId=${orderNo}`);
  await expect(page.getByRole("heading", { name: "没有找到这笔订单" })).toBeVisible();
  await expect(page.locator("main")).not.toContainText(POWER_500.price);
  for (const file of ["orders", "ledger"])
    expect(await (await context.request.get(`/api/account/${file}.csv`)).text()).not.toContain(
      orderNo,
    );
});

test.describe("a phone of 360 px", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true });

  test("has room for rows, filters, dates and pages", async ({
    page,
    customer,
    sandbox,
    stack,
  }, info) => {
    const orderNo = await customer.buy(sandbox, "recharge", POWER_500.id);
    await multiplyOrder(stack, orderNo, 20);
    await customer.buy(sandbox, "coze", PACKAGE_ID);
    const host = await Host.withNewKey(stack);
    await host.deduct(customer.id, 30, `conversation/${"2f8d".repeat(12)}`);

    await page.goto(`${RECORDS}?period=custom&from=2026-01-01&to=2099-12-31`);
    await expect(orderRows(page)).toHaveCount(20);
    await expectGoodLooks(page, info, "records-dates");
    await page.getByRole("navigation", { name: "分页" }).scrollIntoViewIfNeeded();
    await expectGoodLooks(page, info, "records-pages");
    await page.getByRole("tab", { name: "明细" }).click();
    await expect(entryRows(page)).toHaveCount(3);
    await expectGoodLooks(page, info, "records-ledger");
    await page.getByRole("combobox", { name: "类型" }).selectOption({ label: "过期" });
    await expect(page.getByRole("heading", { name: "没有符合条件的记录" })).toBeVisible();
    await expectGoodLooks(page, info, "records-none");
  });
});
