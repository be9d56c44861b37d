/** Draws the pictures of docs/operate.md anew: `node frontend/e2e/support/console-pictures.ts`. */
import { expect, type Page } from "@playwright/test";
import { CONSOLE, signInToConsole } from "./console.ts";
import { type Customer, signIn } from "./customers.ts";
import { Operator } from "./operator.ts";
import { POWER_100 } from "./recharge.ts";
import { Sandbox } from "./sandbox.ts";
import { inStudio, take } from "./studio.ts";

/** The order's page asks again, with the sum and the reason. */
async function refund(page: Page, orderNo: string): Promise<void> {
  await page.goto(`${CONSOLE}/orders/${orderNo}`);
  await expect(page.getByTestId("why")).toContainText("已到账");
  await page.getByRole("button", { name: "退款…" }).click();
  await page.getByRole("dialog").getByLabel("退款原因").fill("客户买错套餐");
  await take(page, "console-refund");
}

async function failedRefund(
  page: Page,
  orderNo: string,
  operator: Operator,
  customer: Customer,
): Promise<void> {
  await operator.refund(orderNo);
  await expect.poll(async () => (await customer.order(orderNo)).orderStatus).toBe("refunding");
  await expect(async () => {
    await page.goto(`${CONSOLE}/orders/${orderNo}`);
    await expect(page.getByRole("button", { name: "重新退款" }).first()).toBeVisible({
      timeout: 2_000,
    });
  }).toPass();
  await take(page, "console-refund-failed");
}

async function adjust(page: Page, customerId: string): Promise<void> {
  await page.goto(`${CONSOLE}/customers/${customerId}`);
  await expect(page.getByRole("row").filter({ hasText: "AI 对话" })).toBeVisible();
  await expect(page.locator("main .skeleton:visible")).toHaveCount(0);
  await page.getByRole("button", { name: "调整余额" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("数量").fill("120");
  await dialog.getByLabel("原因").fill("补偿昨天的中断");
  await take(page, "console-adjust");
  await page.keyboard.press("Escape");
}

/** Somebody else saved the same package meanwhile. */
async function conflict(page: Page, meanwhile: () => Promise<unknown>): Promise<void> {
  await page.goto(`${CONSOLE}/packages/coze-pro`);
  await page.getByLabel("现价").fill("45.00");
  await meanwhile();
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("其他人刚刚修改了这里").first()).toBeVisible();
  await page.evaluate(() => scrollTo(0, 0));
  await take(page, "console-conflict");
}

async function switchPayWay(page: Page): Promise<void> {
  await page.goto(`${CONSOLE}/flags`);
  await page
    .getByRole("button", { name: /^切换到/ })
    .first()
    .click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await take(page, "console-switch");
}

await inStudio(async ({ stack, browser }) => {
  const sandbox = new Sandbox(stack.sandboxUrl);
  const operator = new Operator(stack);
  const buyers = await browser();
  const customer = await signIn(buyers, stack, "林知夏");
  const bought = await customer.buy(sandbox, "coze", "coze-pro");
  const returned = await customer.buy(sandbox, "recharge", POWER_100.id);
  await customer.subscribe(sandbox, "pro_monthly");
  const page = await (await browser()).newPage();
  // A little lower than a desktop: a picture is under 150 kB.
  await page.setViewportSize({ width: 1280, height: 720 });
  await signInToConsole(page);
  await refund(page, bought);
  await sandbox.fault({ gateway: "wechat", fault: "refund-abnormal" });
  await failedRefund(page, returned, operator, customer);
  await adjust(page, customer.id);
  await conflict(page, () =>
    stack.d1(
      "UPDATE coze_package SET duration_days = 60, current_price_minor = 4290 WHERE id = 'coze-pro'",
    ),
  );
  await switchPayWay(page);
  await page.goto(CONSOLE);
  await expect(page.getByRole("link", { name: "查看并重试" })).toBeVisible();
  await expect(page.getByRole("heading", { name: /^每日收款与退款/ })).toBeVisible();
  await take(page, "console-overview");
});
