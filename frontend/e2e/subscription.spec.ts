import type { Subscription } from "../../worker/app.ts";
import { ACCOUNT, BILLING, PRICING, RESULT, SUBSCRIPTION, USAGE } from "./support/addresses.ts";
import { galleryOf, READERS } from "./support/gallery.ts";
import { Host } from "./support/host.ts";
import { FREE, PRO_MONTHLY, PRO_YEARLY } from "./support/pricing.ts";
import { openScreens } from "./support/screens.ts";
import { expect, test } from "./support/test.ts";
import { refusedWith } from "./support/trouble.ts";

test.describe.configure({ mode: "parallel" });

const PORTAL = [SUBSCRIPTION, USAGE, BILLING, ACCOUNT];
const END = new Date(Date.now() + 20 * 86_400_000).toISOString();

/** A plan by card as the API answers it. */
const BY_CARD: Subscription = {
  planId: "pro_yearly",
  planName: PRO_YEARLY,
  status: "active",
  source: "stripe",
  startDate: new Date(Date.now() - 10 * 86_400_000).toISOString(),
  endDate: END,
  renews: true,
  cancelAt: null,
  pendingChange: null,
  pastDueSince: null,
  endReason: null,
  nextCharge: { amount: "79.00", currency: "USD", at: END },
};

test("without a plan the page says what there is and leads to the plans; a guest is asked to sign in", async ({
  page,
  context,
  customer: _,
}) => {
  await page.goto(SUBSCRIPTION);
  const main = page.getByRole("main");
  for (const text of [FREE, "剩余 5 / 5 积分", "还没有订单"])
    await expect(main).toContainText(text);
  await expect(main.getByRole("button", { name: /取消|恢复/ })).toHaveCount(0);
  await main.getByRole("link", { name: "选择计划" }).click();
  await expect(page).toHaveURL(PRICING);

  await context.clearCookies();
  for (const address of PORTAL) {
    await page.goto(address);
    await expect(main.getByRole("link", { name: "登录" })).toBeVisible();
  }
});

test("what is paid in advance says until when, has nothing to cancel, and lists its order", async ({
  page,
  customer,
  sandbox,
}) => {
  await page.clock.install();
  await page.goto(SUBSCRIPTION);
  await expect(page.getByRole("main")).toContainText(FREE);
  const order = await customer.subscribe(sandbox, "pro_monthly");
  await page.clock.fastForward("00:16"); // Nobody tells this page; it asks.
  const main = page.getByRole("main");
  for (const text of [PRO_MONTHLY, "到期不自动续费", "剩余 100 / 100 积分", "不会自动扣款"])
    await expect(main).toContainText(text);
  await expect(main.getByRole("button", { name: /取消|恢复|银行卡/ })).toHaveCount(0);
  await main.getByRole("link", { name: /查看订单/ }).click();
  await expect(page).toHaveURL(new RegExp(`${RESULT}\\?orderId=${order}`));
});

test("what renews is cancelled after being told what that does, and resumed", async ({
  page,
  customer: _,
}) => {
  let now = BY_CARD;
  await page.route("**/api/portal/subscription", (route) => route.fulfill({ json: now }));
  for (const [act, after] of [
    ["cancel", { ...BY_CARD, renews: false, cancelAt: END, nextCharge: null }],
    ["resume", BY_CARD],
  ] as const)
    await page.route(`**/api/portal/subscription/${act}`, (route) => {
      now = after;
      return route.fulfill({ json: { outcome: "done", subscription: after } });
    });
  await page.goto(SUBSCRIPTION);
  const main = page.getByRole("main");
  for (const text of ["自动续费", "US$79.00"]) await expect(main).toContainText(text);
  await main.getByRole("button", { name: "取消续费" }).click();
  const dialog = page.getByRole("dialog");
  for (const text of ["功能和积分在此之前不变", "之后不再扣款", "不退回"])
    await expect(dialog).toContainText(text);
  await dialog.getByRole("button", { name: "保留订阅" }).click();
  expect(now).toBe(BY_CARD);
  await main.getByRole("button", { name: "取消续费" }).click();
  await dialog.getByRole("button", { name: "确认取消" }).click();
  await expect(dialog).toBeHidden();
  await expect(main.getByRole("button", { name: "取消续费" })).toHaveCount(0);
  await main.getByRole("button", { name: "恢复续费" }).click();
  await expect(main.getByRole("button", { name: "取消续费" })).toBeVisible();
  await expect(main.getByRole("button", { name: "恢复续费" })).toHaveCount(0);
});

test("by card: subscribed on Stripe's page, known on return without a reload, cancelled, resumed, upgraded", async ({
  page,
  pricing,
  customer,
  operator,
  stack,
}) => {
  test.setTimeout(120_000);
  await stack.pushCatalog();
  await operator.set("payway_3_status", "true");
  await pricing.open();
  await pricing.preview(PRO_MONTHLY);
  await pricing.change.locator("label", { hasText: "银行卡" }).click();
  for (const text of ["US$9.99", "自动续费"]) await expect(pricing.change).toContainText(text);
  await pricing.change.getByRole("button", { name: "前往银行卡支付页面" }).click();
  await expect(page).toHaveURL(/\/stripe\/checkout\/cs_/);
  await page.locator('button[name="action"][value="pay"]').click();
  await expect(page).toHaveURL(new RegExp(SUBSCRIPTION));
  const main = page.getByRole("main");
  await expect(main).toContainText(PRO_MONTHLY, { timeout: 30_000 });
  await expect(page).toHaveURL(new RegExp(`${SUBSCRIPTION}$`));
  for (const text of ["银行卡，自动续费", "US$9.99", "剩余 100 / 100 积分"])
    await expect(main).toContainText(text);

  await main.getByRole("button", { name: "取消续费" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "确认取消" }).click();
  await expect(main).toContainText("已取消续费");
  await main.getByRole("button", { name: "恢复续费" }).click();
  await expect(main.getByRole("button", { name: "取消续费" })).toBeVisible();

  await pricing.open("?interval=year");
  await pricing.preview(PRO_YEARLY);
  await expect(pricing.change).toContainText("差额现在从你的银行卡扣除");
  await pricing.confirm.click();
  await expect(pricing.toasts.first()).toContainText(`已更改为「${PRO_YEARLY}」`);
  await expect(pricing.plan(PRO_YEARLY)).toContainText("当前计划");
  expect(await customer.plan()).toMatchObject({ planId: "pro_yearly", source: "stripe" });
  expect((await customer.credits()).available).toBe(150);

  await page.getByRole("radio", { name: "月付" }).check();
  await pricing.preview(PRO_MONTHLY);
  await expect(pricing.change).toContainText("现在不收费");
  await pricing.confirm.click();
  await expect(pricing.toasts.last()).toContainText(`起改为「${PRO_MONTHLY}」`);
  await page.goto(SUBSCRIPTION);
  await expect(main).toContainText(`起改为「${PRO_MONTHLY}」`);
  await main.getByRole("button", { name: "撤销更改" }).click();
  await expect(main.getByRole("button", { name: "撤销更改" })).toHaveCount(0);
  expect(await customer.plan()).toMatchObject({ planId: "pro_yearly", pendingChange: null });
});

test("past due says since when and leads to the card", async ({ page, customer: _ }) => {
  const pastDue = { ...BY_CARD, status: "past_due", pastDueSince: END, renews: false };
  await page.route("**/api/portal/subscription", (route) => route.fulfill({ json: pastDue }));
  await page.route("**/api/portal/subscription/card", (route) =>
    route.fulfill({ json: { outcome: "redirect", url: `${SUBSCRIPTION}?card=changed` } }),
  );
  await page.goto(SUBSCRIPTION);
  await expect(page.getByRole("status").filter({ hasText: "最近一次扣款未成功" })).toBeVisible();
  await page.getByRole("button", { name: "更新银行卡" }).click();
  await expect(page.getByRole("region", { name: "提示消息" })).toContainText("银行卡已更新");
  await expect(page).toHaveURL(SUBSCRIPTION);
});

test("back from the card page it waits, says so, and knows the plan without a reload", async ({
  page,
  customer: _,
}) => {
  await page.clock.install();
  let isPaid = false;
  await page.route("**/api/portal/subscription", (route) =>
    isPaid ? route.fulfill({ json: BY_CARD }) : route.continue(),
  );
  await page.goto(`${SUBSCRIPTION}?checkout=done`);
  await expect(page.getByRole("heading", { name: "正在确认付款" })).toBeVisible();
  let loads = 0;
  page.on("load", () => loads++);
  isPaid = true;
  await page.clock.fastForward("00:03");
  await expect(page.getByRole("main")).toContainText(PRO_YEARLY);
  await expect(page.getByRole("heading", { name: "正在确认付款" })).toBeHidden();
  await expect(page).toHaveURL(SUBSCRIPTION);
  expect(loads).toBe(0);
});

test("every page of the portal is locked while the operator has closed it", async ({
  page,
  operator,
  customer: _,
  trouble,
}) => {
  trouble.expect(refusedWith(403));
  await operator.set("customer_portal_status", "false");
  for (const address of PORTAL) {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: "暂未开放" })).toBeVisible();
    await expect(page.getByRole("main")).toContainText("已开通的计划和积分不受影响");
  }
});

for (const reader of READERS) {
  const { language, locale, name } = reader;
  test.describe(language, () => {
    test.use({ locale });

    test("the portal reads well and fits, light and dark, on a phone and a desktop", async ({
      browser,
      stack,
      sandbox,
      operator,
    }, info) => {
      test.setTimeout(120_000);
      const { screens, customer, close } = await openScreens(browser, stack, name);
      const onEach = galleryOf(screens, info, reader);
      await onEach("subscription-free", (page) => page.goto(SUBSCRIPTION));
      await customer.subscribe(sandbox, "pro_monthly");
      await onEach("pricing", async (page) => {
        await page.goto(`${PRICING}?interval=year`);
        await expect(page.getByTestId("plan")).toHaveCount(3);
      });
      await onEach("change", async (page) => {
        await page.getByTestId("plan").nth(1).getByRole("button").click();
        await expect(page.locator(".change-due")).toBeVisible();
      });
      await onEach("subscription", async (page) => {
        await page.goto(SUBSCRIPTION);
        await expect(page.locator(".portal-history li")).toHaveCount(1);
      });
      const host = await Host.withNewKey(stack);
      await host.record(customer.id, "ai_chat", 9_000);
      await host.record(customer.id, "email", 1_000);
      await onEach("usage", async (page) => {
        await page.goto(USAGE);
        await expect(page.getByTestId("event")).toHaveCount(2);
      });
      await operator.invoice(customer.id);
      await onEach("billing", async (page) => {
        await page.goto(BILLING);
        await expect(page.getByTestId("invoice")).toHaveCount(1);
      });
      await onEach("account", async (page) => {
        await page.goto(ACCOUNT);
        await expect(page.locator(".form-add")).toHaveCount(2);
        for (const add of await page.locator(".form-add").all()) await add.click();
        await page.locator("main [type=submit]").click();
        await expect(page.locator("[aria-invalid=true]")).toHaveCount(3);
      });
      await close();
    });
  });
}
