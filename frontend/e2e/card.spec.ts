import type { Page } from "@playwright/test";
import { CENTRE, RESULT } from "./support/addresses.ts";
import { flawsInSchemes } from "./support/axe.ts";
import { type Centre, PRO } from "./support/centre.ts";
import { expect, test } from "./support/test.ts";

/** Buying by card on the page that the sandbox has in place of Stripe's. */

// What fades in would be judged half transparent, and what moves for ever is never at rest.
test.use({ contextOptions: { reducedMotion: "reduce" } });

const CARD = "银行卡";

async function toCardPage(page: Page, centre: Centre): Promise<void> {
  await centre.open();
  await centre.choose(PRO, CARD);
  await centre.buyButton.click();
  const go = centre.dialog.root.getByRole("link", { name: "前往银行卡支付页面" });
  await expect(go).toBeVisible();
  await expect(centre.dialog.root).toContainText("将前往支付服务商的安全页面付款");
  expect(await flawsInSchemes(page, "card")).toEqual([]);
  await go.click();
  await expect(page).toHaveURL(/\/stripe\/checkout\/cs_/);
}

const act = (page: Page, action: string) =>
  page.locator(`button[name="action"][value="${action}"]`).click();

test.beforeEach(async ({ operator, customer: _ }) => {
  await operator.set("payway_3_status", "true");
});

test("a package is bought by card, and the order's page shows it without a reload", async ({
  page,
  centre,
  customer,
}) => {
  await toCardPage(page, centre);
  await expect(page.locator("body")).toContainText("39.90");
  await act(page, "pay");
  await expect(page).toHaveURL(new RegExp(`${RESULT}\\?orderId=EC`));
  await expect(page.getByRole("status").filter({ hasText: PRO.name })).toBeVisible();
  await expect(page.locator("main")).toContainText(CARD);
  await expect(page.locator("main")).toContainText("打开银行卡支付页面");
  expect(await flawsInSchemes(page, "card")).toEqual([]);
  expect(await customer.daysLeft()).toBe(PRO.days);
});

test("a bank that answers later is said to be confirming, and the page hears its word", async ({
  page,
  centre,
  customer,
  sandbox,
}) => {
  await toCardPage(page, centre);
  await act(page, "delayed");
  await expect(page).toHaveURL(new RegExp(RESULT));
  await expect(page.getByRole("heading", { name: "银行正在确认付款" })).toBeVisible();
  await expect(page.getByRole("link", { name: "继续支付" })).toBeHidden();
  expect(await customer.daysLeft()).toBeNull();
  expect(await flawsInSchemes(page, "card")).toEqual([]);

  await sandbox.confirmDelayed();
  await expect(page.getByRole("heading", { name: "银行正在确认付款" })).toBeHidden();
  await expect(page.getByRole("status").filter({ hasText: PRO.name })).toBeVisible();
  expect(await customer.daysLeft()).toBe(PRO.days);
});

test("who comes back unpaid finds the order kept, and pays it by another way", async ({
  page,
  centre,
  customer,
}) => {
  await toCardPage(page, centre);
  await page.getByRole("link", { name: /返回/ }).click();
  await expect(page).toHaveURL(new RegExp(CENTRE));
  const [order] = await customer.orders();
  await page.goto(`${CENTRE}?order=${order?.orderNo}`);
  await expect(centre.dialog.root.getByRole("link", { name: "前往银行卡支付页面" })).toBeVisible();
  await centre.codeAfter(() => centre.dialog.root.getByText("微信支付").click());
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
  expect(await customer.daysLeft()).toBe(PRO.days);
});
