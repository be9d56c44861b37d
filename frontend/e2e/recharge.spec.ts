import type { Page } from "@playwright/test";
import { RECHARGE, RECORDS, TERMS } from "./support/addresses.ts";
import { ALIPAY, WECHAT } from "./support/centre.ts";
import { signIn } from "./support/customers.ts";
import { readCodeOnScreen } from "./support/qr.ts";
import { POWER_100, POWER_500, RULES } from "./support/recharge.ts";
import { entryRows, orderRows } from "./support/records.ts";
import { expect, test } from "./support/test.ts";
import { chooseLanguage, FOREIGN, type Language, textOf } from "./support/texts.ts";
import { refusedWith } from "./support/trouble.ts";

// Many short tests, some of them with slow commands of the operator; both Playwright workers take their share.
test.describe.configure({ mode: "parallel" });

/** Seed 003: how soon a payment shows. */
const RECOGNISED_WITHIN_MS = 3_000;

const menuEntry = (page: Page, name: string) =>
  page.getByRole("navigation").getByRole("link", { name });

test.describe("what is on sale", () => {
  test("customer, rules and pay ways are shown, the first rule and WeChat Pay chosen", async ({
    page,
    recharge,
    customer,
  }) => {
    await recharge.open();
    await expect(recharge.account).toContainText(customer.name);
    await expect(recharge.account.locator(".avatar")).toBeVisible();
    await recharge.expectHas("0 算力");

    await expect(recharge.cards).toHaveCount(RULES.length);
    for (const [index, rule] of RULES.entries()) {
      const card = recharge.cards.nth(index);
      for (const text of [rule.name, rule.price, rule.label])
        await expect(card).toContainText(text);
      if (rule.gift) await expect(card).toContainText(`赠送 ${rule.gift}`);
      else await expect(card).not.toContainText("赠送");
      const all = `共到账 ${rule.arrives.toLocaleString("zh-CN")} 算力`;
      if (rule.gift) await expect(card).toContainText(all);
      else await expect(card).not.toContainText("共到账");
    }
    const ways = page.getByRole("group", { name: "支付方式" });
    await expect(ways.getByRole("radio")).toHaveCount(2);
    for (const way of [WECHAT, ALIPAY]) {
      const logo = recharge.payWay(way).locator("img");
      expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).not.toBe(0);
    }

    await expect(recharge.packageChoice(POWER_100.name)).toBeChecked();
    await expect(page.getByRole("radio", { name: WECHAT })).toBeChecked();
    await expect(page.locator(".buy-total")).toHaveText(`合计${POWER_100.price}`);
    await expect(recharge.buyButton).toBeEnabled();

    await recharge.choose(POWER_500, ALIPAY);
    await expect(page.getByRole("radio", { checked: true })).toHaveCount(2);
    await expect(page.locator(".buy-total")).toHaveText(`合计${POWER_500.price}`);
  });

  test("without rules the page says so, and nothing can be bought", async ({
    page,
    recharge,
    customer: _,
    operator,
  }) => {
    await operator.withdrawAllRules();
    await page.goto(RECHARGE);
    await expect(page.getByRole("heading", { name: "暂无充值选项" })).toBeVisible();
    await expect(recharge.cards).toHaveCount(0);
    await expect(recharge.buyButton).toBeDisabled();
  });

  test("the operator's explanation is shown in its language, and ours where there is none", async ({
    page,
    operator,
  }) => {
    const explain = page.locator("section.explain");
    await page.goto(RECHARGE);
    await expect(explain).toContainText("充值的算力在支付成功后立即到账");
    await operator.set("recharge_explain:jp", "<p>夏の<strong>増量</strong></p>");
    await page.reload();
    await expect(explain).toContainText("充值的算力在支付成功后立即到账");
    await chooseLanguage(page, "jp");
    await expect(explain.locator("strong")).toHaveText("増量");
    await expect(explain).not.toContainText("反映され");
  });
});

test("an order shows the gateway's code, after 120 s it is covered, and a refresh shows the next", async ({
  page,
  recharge,
  customer,
}) => {
  await page.clock.install();
  await recharge.open();
  const ordered = page.waitForRequest((one) => one.url().endsWith("/api/recharge/submitRecharge"));
  const first = await recharge.buy(POWER_500, WECHAT);
  expect((await ordered).postDataJSON()).toMatchObject({ id: POWER_500.id, payType: 1 });
  await expect(recharge.dialog.root).toContainText(POWER_500.price);
  await expect(recharge.dialog.root).toContainText("算力充值 · 550 算力");
  await expect.poll(() => readCodeOnScreen(page)).toBe(first.qrCode.code_url);

  await page.clock.fastForward("01:55");
  await expect(recharge.dialog.timer).toHaveText(/^0:0\d$/);
  await expect(recharge.dialog.expired).toBeHidden();
  await page.clock.fastForward("00:10");
  await expect(recharge.dialog.expired).toBeVisible();
  expect(await readCodeOnScreen(page), "a covered code").toBeNull();

  const second = await recharge.codeAfter(() => recharge.dialog.refresh.click());
  expect(second.qrCode.code_url).not.toBe(first.qrCode.code_url);
  await expect(recharge.dialog.expired).toBeHidden();
  await expect.poll(() => readCodeOnScreen(page)).toBe(second.qrCode.code_url);
  await recharge.dialog.payAtCashier();
  await recharge.dialog.expectSuccess();
  expect(await customer.orders()).toMatchObject([{ from: "recharge", orderStatus: "completed" }]);
});

for (const way of [WECHAT, ALIPAY]) {
  test(`${way}: a payment is recognised within 3 s; balance and records follow without a reload`, async ({
    page,
    context,
    recharge,
    customer,
    sandbox,
  }) => {
    await recharge.open();
    const prepaid = await recharge.buy(POWER_500, way);
    const orders = await context.newPage();
    await orders.goto(RECORDS);
    await expect(orderRows(orders)).toContainText("待支付");
    const ledger = await context.newPage();
    await ledger.clock.install();
    await ledger.goto(`${RECORDS}?tab=ledger`);
    await expect(ledger.getByRole("heading", { name: "还没有明细" })).toBeVisible();
    let loads = 0;
    for (const one of [page, orders, ledger]) one.on("load", () => loads++);

    expect(await sandbox.pay(prepaid.qrCode.code_url)).toMatchObject({ ok: true });
    await recharge.dialog.expectSuccess(RECOGNISED_WITHIN_MS);
    await expect(recharge.dialog.root).toContainText("550 算力已到账");
    await recharge.expectHas("550 算力");
    await expect(orderRows(orders)).toContainText("已完成");
    await ledger.clock.fastForward("00:15"); // Nobody tells this page; it asks.
    await expect(entryRows(ledger)).toContainText(["+550 算力"]);
    expect(loads, "a page was loaded again").toBe(0);
    expect(await customer.power()).toBe(550);
  });
}

test("buying again adds up, and the way to the records is one press", async ({
  page,
  recharge,
  customer,
}) => {
  await recharge.open();
  await recharge.buy(POWER_500, WECHAT);
  await recharge.dialog.payAtCashier();
  await recharge.dialog.expectSuccess();
  await recharge.dialog.root.getByRole("button", { name: "继续充值" }).click();
  await expect(recharge.dialog.root).toBeHidden();
  await recharge.buy(POWER_100, ALIPAY);
  await recharge.dialog.payAtCashier();
  await recharge.dialog.expectSuccess();
  await recharge.dialog.root.getByRole("link", { name: "查看记录" }).click();
  await expect(page).toHaveURL(RECORDS);
  await expect(orderRows(page)).toHaveCount(2);
  await page.getByRole("tab", { name: "明细" }).click();
  await expect(entryRows(page)).toContainText(["+100 算力", "+550 算力"]);
  expect(await customer.power()).toBe(650);
});

test.describe("a switched off centre", () => {
  test.beforeEach(({ operator }) => operator.set("recharge_status", "false"));

  test("shows the lock in three languages, keeps its menu entry and takes no order", async ({
    page,
    context,
    stack,
    customer,
  }) => {
    await page.goto(RECHARGE);
    const titles: Record<Language, string> = {
      zh: "暂未开放",
      en: "Not open yet",
      jp: textOf("jp", "pay.center.notOpen"),
    };
    for (const language of ["zh", "en", "jp"] as const) {
      if (language !== "zh") await chooseLanguage(page, language);
      await expect(page.getByRole("heading", { name: titles[language] })).toBeVisible();
      await expect(page.locator("main")).toContainText(
        textOf(language, "web-personal-rights.rechargeCenter.notOpenDesc"),
      );
      await expect(menuEntry(page, textOf(language, "menu.rechargeCenter"))).toBeVisible();
    }
    await expect(page.locator(".buy-bar")).toBeHidden();

    const refused = await context.request.post("/api/recharge/submitRecharge", {
      data: { id: POWER_100.id, payType: 1 },
      headers: { origin: stack.appUrl },
    });
    expect(refused.status()).toBe(403);
    expect(await refused.json()).toMatchObject({ code: "CENTER_CLOSED" });
    expect(await customer.orders()).toEqual([]);
  });
});

test("closed between looking and buying: the page locks, and what was ordered before can be paid", async ({
  page,
  recharge,
  customer,
  operator,
  trouble,
}) => {
  trouble.expect(refusedWith(403));
  await recharge.open();
  await recharge.buy(POWER_500, WECHAT);
  await page.keyboard.press("Escape");
  await recharge.choose(POWER_500, ALIPAY);
  await operator.set("recharge_status", "false");
  await recharge.buyButton.click();
  await expect(recharge.toasts.last()).toContainText("该功能暂未开放，请稍后再来");
  await expect(page.getByRole("heading", { name: "暂未开放" })).toBeVisible();
  await expect(menuEntry(page, "充值中心")).toBeVisible();

  await page.locator("main").getByRole("link", { name: "我的记录" }).click();
  await recharge.codeAfter(() => page.getByRole("link", { name: "继续支付" }).click());
  await recharge.dialog.payAtCashier();
  await recharge.dialog.expectSuccess();
  expect(await customer.power()).toBe(POWER_500.arrives);
});

test("a guest is asked to sign in, and is back at the code of what they chose", async ({
  page,
  recharge,
  stack,
}) => {
  await recharge.open();
  await expect(recharge.account).toContainText("登录后查看你的权益");
  await expect(recharge.account.getByRole("link", { name: "登录" })).toBeVisible();
  const order = { data: { id: POWER_500.id, payType: 1 }, headers: { origin: stack.appUrl } };
  expect((await page.request.post("/api/recharge/submitRecharge", order)).status()).toBe(401);
  await recharge.choose(POWER_500, ALIPAY);
  await recharge.buyButton.click();

  await recharge.codeAfter(() => page.getByRole("button", { name: /Alex Chen/ }).click());
  expect(new URL(page.url()).pathname).toBe(RECHARGE);
  await expect(recharge.account).toContainText("Alex Chen");
  await expect(recharge.packageChoice(POWER_500.name)).toBeChecked();
  await expect(recharge.payWay(ALIPAY).getByRole("radio")).toBeChecked();
  await expect(recharge.dialog.root).toContainText(POWER_500.price);
  await recharge.dialog.cancel.click();
});

const READERS = [
  { language: "zh", locale: "zh-CN" },
  { language: "en", locale: "en-US" },
  { language: "jp", locale: "ja-JP" },
] as const;

for (const { language, locale } of READERS) {
  test.describe(`in ${language}`, () => {
    test.use({ locale });

    test("every text is there and of this language, and the terms open", async ({
      page,
      context,
      stack,
    }) => {
      const t = (key: string) => textOf(language, key);
      const own = (key: string) => t(`web-personal-rights.rechargeCenter.${key}`);
      await signIn(context, stack, "Alexandra");
      await page.goto(RECHARGE);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("menu.rechargeCenter"));
      await expect(menuEntry(page, t("common.personalRights.rechargeCenter"))).toBeVisible();
      await expect(page.getByRole("navigation")).toContainText(t("common.label.personalRights"));
      await expect(page.getByRole("group", { name: own("selectRechargePackage") })).toBeVisible();
      await expect(page.getByRole("group", { name: own("paymentMethod") })).toBeVisible();
      const explain = page.locator("section.explain");
      await expect(explain).toContainText(own("rechargeInstructions.title"));
      await expect(explain).toContainText(own("rechargeInstructions.default"));
      await expect(page.getByRole("button", { name: own("immediatelyPurchase") })).toBeEnabled();
      expect(await page.locator("main").innerText()).not.toMatch(FOREIGN[language]);

      await page.getByRole("link", { name: t("pay.center.termsLink") }).click();
      await expect(page).toHaveURL(TERMS);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(t("menu.agreement"));
      const agreement = page.getByRole("article");
      await expect(agreement).toContainText(t("agreement.payment.lead"));
      await expect(agreement.getByRole("heading", { level: 2 })).toHaveCount(5);
      expect(await agreement.innerText()).not.toMatch(FOREIGN[language]);
    });
  });
}

test("cancelling says so, and the order has ended", async ({
  page,
  recharge,
  customer,
  sandbox,
}) => {
  await recharge.open();
  const { qrCode } = await recharge.buy(POWER_500, WECHAT);
  await recharge.dialog.cancel.click();
  await expect(recharge.dialog.root).toBeHidden();
  await expect(recharge.toasts).toContainText(["取消支付"]);
  expect(await sandbox.pay(qrCode.code_url)).toEqual({ ok: false, reason: "trade-closed" });
  await page.goto(RECORDS);
  await expect(orderRows(page)).toContainText("已取消");
  expect(await customer.power()).toBe(0);
});

test("a recharge that was left open goes on from the records, in its own centre", async ({
  page,
  recharge,
  customer,
}) => {
  await recharge.open();
  await recharge.buy(POWER_500, ALIPAY);
  const orderNumber = await recharge.dialog.orderNumber.innerText();
  await page.keyboard.press("Escape");
  await recharge.toasts.getByRole("link", { name: "我的记录" }).click();
  await expect(orderRows(page)).toContainText("待支付");
  await recharge.codeAfter(() => page.getByRole("link", { name: "继续支付" }).click());
  expect(new URL(page.url()).pathname).toBe(RECHARGE);
  await expect(recharge.dialog.orderNumber).toHaveText(orderNumber);
  await recharge.dialog.payAtCashier();
  await recharge.dialog.expectSuccess();
  await recharge.expectHas("550 算力");
  expect(await customer.orders()).toHaveLength(1);
});

test.describe("between looking and buying", () => {
  test.beforeEach(async ({ page }) => page.clock.install());

  test("a changed price is said, and the page shows the new one by itself", async ({
    page,
    recharge,
    customer,
    operator,
    trouble,
  }) => {
    trouble.expect(refusedWith(409));
    const rule = { name: "70 算力" };
    await operator.offerRule("e2e-dear", { power: 70, priceMinor: 700 });
    await recharge.open();
    await recharge.choose(rule, WECHAT);
    await operator.repriceRule("e2e-dear", 800);
    await recharge.buyButton.click();
    await expect(recharge.toasts).toContainText(["价格已更新，请核对新价格后再下单"]);
    await expect(recharge.dialog.root).toBeHidden();
    expect(await customer.orders()).toEqual([]);

    await expect(recharge.packageCard(rule.name)).toContainText("¥8.00");
    await expect(page.locator(".buy-total")).toHaveText("合计¥8.00");
    await recharge.codeAfter(() => recharge.buyButton.click());
    await expect(recharge.dialog.root).toContainText("¥8.00");
  });

  test("a rule that was withdrawn is said, and leaves the page without another in its place", async ({
    page,
    recharge,
    customer,
    operator,
    trouble,
  }) => {
    trouble.expect(refusedWith(400));
    const rule = { name: "80 算力" };
    await operator.offerRule("e2e-gone", { power: 80, priceMinor: 800 });
    await recharge.open();
    await recharge.choose(rule, WECHAT);
    await operator.withdrawRule("e2e-gone");
    await recharge.buyButton.click();
    await expect(recharge.toasts).toContainText(["已下架，请重新选择"]);

    await expect(recharge.packageCard(rule.name)).toBeHidden();
    await expect(page.locator(".buy-total")).toContainText("请选择充值套餐");
    await expect(recharge.buyButton).toBeDisabled();
    expect(await customer.orders()).toEqual([]);
  });
});
