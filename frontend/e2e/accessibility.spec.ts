import {
  ACCOUNT,
  BILLING,
  CENTRE,
  CREDITS,
  HOME,
  PRICING,
  RECHARGE,
  RECORDS,
  RESULT,
  SUBSCRIPTION,
  TERMS,
  USAGE,
} from "./support/addresses.ts";
import { expectAccessible, flawsInSchemes } from "./support/axe.ts";
import { PRO, WECHAT } from "./support/centre.ts";
import { Host } from "./support/host.ts";
import { PRO_YEARLY } from "./support/pricing.ts";
import { POWER_100 } from "./support/recharge.ts";
import { expect, test } from "./support/test.ts";
import { NETWORK_LOST, refusedWith } from "./support/trouble.ts";

// Many states of few pages, each scanned in two looks: both Playwright workers take their share, and a busy machine its time.
test.describe.configure({ mode: "parallel", timeout: 300_000 });
// What fades in would be judged half transparent.
test.use({ contextOptions: { reducedMotion: "reduce" } });

test("axe finds nothing on what a guest sees", async ({ page, trouble }) => {
  trouble.expect(refusedWith(401), refusedWith(404));
  for (const address of [
    HOME,
    CENTRE,
    RECHARGE,
    CREDITS,
    TERMS,
    RECORDS,
    PRICING,
    SUBSCRIPTION,
    `${RESULT}?orderId=EC1`,
    "/nowhere",
  ]) {
    await page.goto(address);
    await expectAccessible(page, address);
  }
});

test("axe finds nothing from the choice to the payment", async ({
  page,
  centre,
  customer: _,
  sandbox,
}) => {
  await page.clock.install();
  await centre.open();
  await centre.choose(PRO, WECHAT);
  await expectAccessible(page, "a choice");
  const { qrCode } = await centre.codeAfter(() => centre.buyButton.click());
  await expectAccessible(page, "a code");
  await page.clock.fastForward("02:01");
  await expect(centre.dialog.expired).toBeVisible();
  await expectAccessible(page, "an expired code");
  await sandbox.pay(qrCode.code_url);
  await centre.dialog.expectSuccess();
  await expectAccessible(page, "success");
});

test("axe finds nothing where a payment ends otherwise", async ({
  page,
  recharge,
  customer: _,
  sandbox,
  trouble,
}) => {
  trouble.expect(refusedWith(504), refusedWith(404));
  await recharge.open();
  await recharge.buy(POWER_100, WECHAT);
  const address = page.url();
  await recharge.dialog.cancel.click();
  await expect(recharge.toasts.first()).toBeVisible();
  await expectAccessible(page, "cancelled, with a message");
  await page.goto(address);
  await expect(recharge.dialog.root.getByRole("button", { name: "重新下单" })).toBeVisible();
  await expectAccessible(page, "a cancelled order's dialog");
  await sandbox.fault({ gateway: "wechat", fault: "error-500", operation: "native", times: 50 });
  await recharge.dialog.root.getByRole("button", { name: "重新下单" }).click();
  await expect(recharge.dialog.root.getByRole("button", { name: "重试" })).toBeVisible();
  await expectAccessible(page, "no code");
});

test("axe finds nothing in the records and a result", async ({ page, customer, sandbox }) => {
  for (const tab of ["orders", "ledger"]) {
    await page.goto(`${RECORDS}?tab=${tab}`);
    await expectAccessible(page, `no ${tab}`);
  }
  const order = await customer.buy(sandbox, "recharge", POWER_100.id);
  for (const tab of ["orders", "ledger"]) {
    await page.goto(`${RECORDS}?tab=${tab}`);
    await expect(page.locator("main li.order, main li.entry").first()).toBeVisible();
    await expectAccessible(page, tab);
  }
  await page.goto(`${RECORDS}?from=2020-01-01&to=2020-01-02`);
  await expectAccessible(page, "a filter");
  await page.goto(`${RESULT}?orderId=${order}`);
  await expectAccessible(page, "a result");
});

test("axe finds nothing in menus and where nothing can be bought", async ({
  page,
  customer: _,
  operator,
  trouble,
}) => {
  trouble.expect(NETWORK_LOST);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(CENTRE);
  await page.getByRole("button", { name: "打开菜单" }).click();
  await expectAccessible(page, "the drawer");
  await page.keyboard.press("Escape");
  await page.route("**/api/web/coze-package/center*", (route) => route.abort());
  await page.goto(CENTRE);
  await expectAccessible(page, "no network");
  await operator.set("recharge_status", "false");
  await page.goto(RECHARGE);
  await expect(page.getByRole("heading", { name: "暂未开放" })).toBeVisible();
  await expectAccessible(page, "a closed centre");
});

test("axe finds nothing on the credits, in either system", async ({
  page,
  customer,
  operator,
  sandbox,
  trouble,
}) => {
  trouble.expect(NETWORK_LOST);
  await page.goto(CREDITS);
  await expectAccessible(page, "credits in v2");
  await page.getByTestId("credit-balance").click();
  await expectAccessible(page, "the balance");
  await page.goto(`${CREDITS}?needed=120`);
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page, "too few in v2");
  await operator.set("credit_system_version", "v1");
  await customer.buy(sandbox, "credits", "credits-500");
  await page.goto(`${CREDITS}?needed=120`);
  await expect(page.getByTestId("package-card").first()).toBeVisible();
  await expectAccessible(page, "credits in v1, enough");
  await page.goto(`${CREDITS}?needed=9000`);
  await expect(page.getByRole("dialog")).toBeVisible();
  await expectAccessible(page, "too few in v1");
  await page.route("**/api/credits/balance", (route) => route.abort());
  await page.goto(CREDITS);
  await expect(page.getByRole("button", { name: "重试" })).toBeVisible();
  await expectAccessible(page, "an unknown balance");
});

test("axe finds nothing from a plan's choice to the subscription", async ({
  page,
  customer,
  pricing,
  sandbox,
}) => {
  await page.goto(SUBSCRIPTION);
  await expectAccessible(page, "no plan");
  await customer.subscribe(sandbox, "pro_monthly");
  await pricing.open();
  await expectAccessible(page, "the plans");
  await pricing.chooseYear();
  await pricing.plan(PRO_YEARLY).getByRole("button").click();
  await expect(pricing.confirm).toBeEnabled();
  await expectAccessible(page, "a preview");
  await page.goto(SUBSCRIPTION);
  await expect(page.locator("main")).toContainText("专业版（月付）");
  await expectAccessible(page, "a plan");
});

test("axe finds nothing on usage near its limit, an invoice with its dialog, an account with faults", async ({
  page,
  customer,
  operator,
  sandbox,
  stack,
}) => {
  const host = await Host.withNewKey(stack);
  await host.record(customer.id, "ai_chat", 90);
  await host.record(customer.id, "email", 50);
  await page.goto(USAGE);
  await expect(page.getByTestId("event")).toHaveCount(2);
  await page.locator(".chart button").click();
  await expectAccessible(page, "usage as a table");
  await customer.buy(sandbox, "recharge", POWER_100.id);
  const [invoice] = await operator.invoice(customer.id);
  await page.goto(`${BILLING}?month=${invoice?.period}`);
  await page.getByTestId("invoice").getByRole("link").click();
  await page.getByTestId("fapiao").getByRole("button").click();
  await page.locator("dialog [type=submit]").click();
  await expect(page.locator("dialog [aria-invalid=true]").first()).toBeVisible();
  await expectAccessible(page, "an invoice with its dialog");
  await page.goto(ACCOUNT);
  await expect(page.locator(".form-add")).toHaveCount(2);
  for (const add of await page.locator(".form-add").all()) await add.click();
  await page.locator("main [type=submit]").click();
  await expect(page.locator("[aria-invalid=true]").first()).toBeVisible();
  await expectAccessible(page, "an account with faults");
});

/** What has colours, borders or roles of its own in an operator's text. */
const EVERYTHING = `<h2>须知</h2><p>加赠 <strong>3 天</strong>，<a href="https://example.com/">详情</a></p>
  <ul><li>一</li></ul><ol><li>二</li></ol><blockquote>引用 <code>代码</code></blockquote><hr>
  <table><thead><tr><th>档位</th><th>天数</th></tr></thead><tbody><tr><td>专业</td><td>30</td></tr></tbody></table>`;

test("axe finds nothing in an operator's text", async ({ page, centre, operator }) => {
  await operator.set("coze_package_explain", EVERYTHING);
  await centre.open();
  await expect(page.locator("main .prose table")).toBeVisible();
  await expectAccessible(page, "an operator's text");
});

test("axe finds nothing on the API's page", async ({ page }) => {
  await page.goto("/api/docs#postPayPrepay");
  await expect(page.locator("#postPayPrepay")).toContainText("curl -X POST");
  expect(await flawsInSchemes(page, "the API's page")).toEqual([]);
});
