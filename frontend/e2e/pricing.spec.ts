import { PRICING, RECORDS, RESULT, SUBSCRIPTION } from "./support/addresses.ts";
import { FREE, LIFETIME, PRO_MONTHLY, PRO_YEARLY } from "./support/pricing.ts";
import { orderRows } from "./support/records.ts";
import { countRequests } from "./support/requests.ts";
import { expect, test } from "./support/test.ts";
import { refusedWith } from "./support/trouble.ts";

test.describe.configure({ mode: "parallel" });

test("a guest sees the plans by month and by year, with their credits and what a year saves", async ({
  page,
  pricing,
}) => {
  await pricing.open();
  await expect(pricing.plans).toHaveCount(3);
  for (const text of ["¥69.00", "每月 100 积分"])
    await expect(pricing.plan(PRO_MONTHLY)).toContainText(text);
  await expect(pricing.plan(FREE)).toContainText("每月 5 积分");
  await expect(pricing.plan(LIFETIME)).toContainText("一次性 500 积分");
  await expect(page.getByRole("radio", { name: /年付/ }).locator("xpath=..")).toContainText("33%");
  await page.getByRole("radio", { name: "月付" }).focus();
  await page.keyboard.press("ArrowRight");
  for (const text of ["¥549.00", "约合每月 ¥45.75", "每月 150 积分"])
    await expect(pricing.plan(PRO_YEARLY)).toContainText(text);
  await expect(pricing.plan(PRO_MONTHLY)).toHaveCount(0);
});

test("a guest's choice comes back from signing in, as a preview that buys nothing", async ({
  page,
  pricing,
}) => {
  await pricing.open("?interval=year");
  await pricing.plan(PRO_YEARLY).getByRole("button").click();
  await expect(page).toHaveURL(/authorize|login/);
  await page.getByRole("button").first().click();
  await expect(page).toHaveURL(new RegExp(`${PRICING}\\?interval=year$`));
  await expect(pricing.change).toContainText(`订阅「${PRO_YEARLY}」`);
  await expect(pricing.confirm).toBeEnabled();
  expect((await page.request.get("/api/account/orders")).ok()).toBe(true);
  expect(await (await page.request.get("/api/account/orders")).json()).toMatchObject({ total: 0 });
});

test("Pro by WeChat Pay: previewed, paid, extended, and upgraded for the difference, without a reload", async ({
  page,
  pricing,
  customer,
  sandbox,
}) => {
  await pricing.open();
  let loads = 0;
  page.on("load", () => loads++);

  await pricing.preview(PRO_MONTHLY);
  for (const text of ["¥69.00", "5 → 100 积分", "到期不会自动续费"])
    await expect(pricing.change).toContainText(text);
  expect((await customer.orders()).length, "nothing is bought by a preview").toBe(0);
  await sandbox.pay(await pricing.confirmForCode());
  await pricing.dialog.expectSuccess();
  await expect(pricing.dialog.root).toContainText(`「${PRO_MONTHLY}」已开通，有效期至`);
  await pricing.dialog.close.click();
  await expect(pricing.plan(PRO_MONTHLY)).toContainText("当前计划");
  expect((await customer.credits()).available).toBe(100);
  const first = await customer.plan();

  await pricing.preview(PRO_MONTHLY);
  await expect(pricing.change).toContainText(`续期「${PRO_MONTHLY}」`);
  await sandbox.pay(await pricing.confirmForCode());
  await pricing.dialog.expectSuccess();
  await pricing.dialog.close.click();
  const extended = await customer.plan();
  expect(Date.parse(extended.endDate ?? "")).toBeGreaterThan(
    Date.parse(first.endDate ?? "") + 27 * 86_400_000,
  );
  expect((await customer.credits()).available).toBe(100);

  await pricing.chooseYear();
  await pricing.preview(PRO_YEARLY);
  for (const text of ["抵扣", "100 → 150 积分"]) await expect(pricing.change).toContainText(text);
  const due = await pricing.change.locator(".change-due .price").innerText();
  expect(due).not.toContain("549.00");
  await sandbox.pay(await pricing.confirmForCode());
  await expect.poll(async () => (await customer.plan()).planId).toBe("pro_yearly");
  await pricing.dialog.expectSuccess();
  const [order] = await customer.orders();
  expect(due.replace(/\s/g, "")).toBe(`¥${order?.totalAmount}`);
  expect((await customer.credits()).available).toBe(150);
  expect(loads, "the page was loaded again").toBe(0);

  await pricing.dialog.root.getByRole("link", { name: "查看支付结果" }).click();
  await expect(page).toHaveURL(new RegExp(RESULT));
  await expect(page.getByRole("status").filter({ hasText: PRO_YEARLY })).toBeVisible();
  await page.goto(RECORDS);
  await expect(orderRows(page)).toContainText([PRO_YEARLY, PRO_MONTHLY, PRO_MONTHLY]);
  await expect(orderRows(page).first().locator(".record-icon")).toHaveAttribute(
    "title",
    "订阅计划",
  );
});

test("an amount that has changed is shown anew and asked about again", async ({
  page,
  pricing,
  customer,
  trouble,
}) => {
  trouble.expect(refusedWith(409));
  await pricing.open();
  await pricing.preview(PRO_MONTHLY);
  const changed = { status: 409, json: { code: "PRICE_CHANGED", title: "价格已更新" } };
  await page.route("**/subscription/upgrade", (route) => route.fulfill(changed), { times: 1 });
  const previews = countRequests(page, "POST", "/api/portal/subscription/preview");
  await pricing.confirm.click();
  await expect(pricing.change).toContainText("金额已更新，请核对后再确认。");
  expect(previews()).toBe(1);
  await expect(pricing.confirm).toBeEnabled();
  await pricing.confirmForCode();
  expect((await customer.orders()).length).toBe(1);
});

test("a change that became impossible says why, and the plans are read again", async ({
  page,
  pricing,
  customer: _,
  trouble,
}) => {
  trouble.expect(refusedWith(409));
  await pricing.open();
  const refusal = { code: "CHANGE_NOT_POSSIBLE", title: "目前无法", reason: "past-due" };
  await page.route("**/subscription/preview", (route) =>
    route.fulfill({ status: 409, json: refusal }),
  );
  const reads = countRequests(page, "GET", "/api/portal/plans");
  await pricing.plan(PRO_MONTHLY).getByRole("button").click();
  await expect(pricing.change.getByRole("alert")).toContainText("请先更新银行卡");
  await expect.poll(reads).toBeGreaterThan(0);
  await page.unroute("**/subscription/preview");
  await pricing.change.getByRole("button", { name: "重新计算" }).click();
  await expect(pricing.confirm).toBeEnabled();
});

test("who holds a plan for ever is offered nothing less, and told why", async ({
  pricing,
  customer,
  sandbox,
}) => {
  await customer.subscribe(sandbox, "lifetime");
  await pricing.open();
  await expect(pricing.plan(LIFETIME)).toContainText("当前计划");
  await expect(pricing.plan(PRO_MONTHLY)).toContainText("你已拥有终身计划");
  await expect(pricing.plan(PRO_MONTHLY).getByRole("button")).toHaveCount(0);
  await pricing.plan(LIFETIME).getByRole("link", { name: "管理订阅" }).click();
  await expect(pricing.page).toHaveURL(SUBSCRIPTION);
});

test("while the portal is closed the page is locked and leads on", async ({
  page,
  operator,
  customer: _,
  trouble,
}) => {
  trouble.expect(refusedWith(403));
  await operator.set("customer_portal_status", "false");
  await page.goto(PRICING);
  await expect(page.getByRole("heading", { name: "暂未开放" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "返回首页" }).last()).toBeVisible();
});
