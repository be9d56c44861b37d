import { RECORDS } from "./support/addresses.ts";
import { ALIPAY, PRO, WECHAT } from "./support/centre.ts";
import { orderRows } from "./support/records.ts";
import { countRequests } from "./support/requests.ts";
import { expect, test } from "./support/test.ts";

test("refreshing shows a new code, and the old one is dead at the cashier", async ({
  page,
  centre,
  customer,
  sandbox,
}) => {
  await centre.open();
  const first = await centre.buy(PRO, WECHAT);
  const second = await centre.codeAfter(() => centre.dialog.refresh.click());
  expect(second.qrCode.code_url).not.toBe(first.qrCode.code_url);
  expect(await customer.orders()).toHaveLength(1);

  const cashier = await page.context().newPage();
  await cashier.goto(first.cashierUrl ?? "");
  await expect(cashier.getByRole("status")).toContainText("二维码已失效");
  await cashier.close();
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
  expect(await sandbox.pay(first.qrCode.code_url)).toMatchObject({ ok: false });
});

test("changing the pay way keeps the order, and the other way's code can no longer be paid", async ({
  centre,
  customer,
  sandbox,
}) => {
  await centre.open();
  const wechat = await centre.buy(PRO, WECHAT);
  await centre.codeAfter(() => centre.dialog.payWay(ALIPAY).click());
  await expect(centre.dialog.root.getByRole("heading", { name: "支付宝扫码支付" })).toBeVisible();
  expect(await sandbox.pay(wechat.qrCode.code_url)).toEqual({ ok: false, reason: "trade-closed" });

  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
  expect(await customer.orders()).toMatchObject([{ orderStatus: "completed" }]);
});

test("after a change of pay way the record names the one it was paid by", async ({
  page,
  centre,
  customer: _,
}) => {
  await centre.open();
  await centre.buy(PRO, WECHAT);
  await centre.codeAfter(() => centre.dialog.payWay(ALIPAY).click());
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
  await page.goto(RECORDS);
  await expect(orderRows(page)).toContainText(ALIPAY);
});

for (const { by, leave } of [
  { by: "Esc", leave: "Escape" },
  { by: "the cross", leave: null },
]) {
  test(`closing by ${by} keeps the order, and the records go on with it`, async ({
    page,
    centre,
    customer: _,
  }) => {
    await centre.open();
    await centre.buy(PRO, WECHAT);
    const orderNumber = await centre.dialog.orderNumber.innerText();
    if (leave) await page.keyboard.press(leave);
    else await centre.dialog.close.click();
    await expect(centre.dialog.root).toBeHidden();
    await expect(centre.toasts).toContainText(["订单已保留，可在「我的记录」中继续支付"]);
    await expect(centre.buyButton).toBeFocused();
    expect(new URL(page.url()).search).toBe("");

    await centre.toasts.getByRole("link", { name: "我的记录" }).click();
    await expect(page).toHaveURL(RECORDS);
    await expect(orderRows(page)).toContainText("待支付");
    await page.getByRole("link", { name: "继续支付" }).click();
    await expect(centre.dialog.orderNumber).toHaveText(orderNumber);
    await centre.dialog.payAtCashier();
    await centre.dialog.expectSuccess();
  });
}

test("a reload with the dialog open comes back to the same order", async ({
  page,
  centre,
  customer,
}) => {
  await centre.open();
  await centre.buy(PRO, WECHAT);
  const orderNumber = await centre.dialog.orderNumber.innerText();
  await centre.codeAfter(() => page.reload());
  await expect(centre.dialog.orderNumber).toHaveText(orderNumber);
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
  expect(await customer.orders()).toHaveLength(1);
});

test("a payment made before the reload is shown by it", async ({
  page,
  centre,
  customer: _,
  sandbox,
}) => {
  await centre.open();
  const { qrCode } = await centre.buy(PRO, WECHAT);
  const address = page.url();
  await page.goto("about:blank");
  await sandbox.pay(qrCode.code_url);
  await page.goto(address);
  await centre.dialog.expectSuccess();
});

test("the browser's back button closes the dialog and keeps the order", async ({
  page,
  centre,
  customer,
}) => {
  await centre.open();
  await centre.buy(PRO, WECHAT);
  await page.goBack();
  await expect(centre.dialog.root).toBeHidden();
  expect(await customer.orders()).toMatchObject([{ orderStatus: "pending" }]);
});

test("cancelling ends the order, says so, and kills the code", async ({
  page,
  centre,
  customer: _,
  sandbox,
}) => {
  await centre.open();
  const { qrCode } = await centre.buy(PRO, WECHAT);
  await centre.dialog.cancel.click();
  await expect(centre.dialog.root).toBeHidden();
  await expect(centre.toasts).toContainText(["已取消支付，订单已关闭"]);
  expect(await sandbox.pay(qrCode.code_url)).toEqual({ ok: false, reason: "trade-closed" });
  await page.goto(RECORDS);
  await expect(orderRows(page)).toContainText("已取消");
  await expect(page.getByRole("link", { name: "继续支付" })).toBeHidden();
});

test("an expired code is covered, and one button shows the next", async ({
  page,
  centre,
  customer: _,
}) => {
  await page.clock.install();
  await centre.open();
  await centre.buy(PRO, WECHAT);
  await expect(centre.dialog.timer).toHaveText(/^(2:00|1:5\d)$/);
  await page.clock.fastForward("02:01");
  await expect(centre.dialog.expired).toBeVisible();
  await expect(centre.dialog.cashierLink).toBeHidden();
  await expect(centre.dialog.refresh).toHaveCount(1);
  await centre.codeAfter(() => centre.dialog.refresh.click());
  await expect(centre.dialog.expired).toBeHidden();
  await expect(centre.dialog.timer).toHaveText(/^(2:00|1:5\d)$/);
});

test("a second press changes nothing: one order, one code, one cancellation", async ({
  page,
  centre,
  customer: _,
}) => {
  const twice = (button: typeof centre.buyButton) =>
    button.evaluate((element: HTMLElement) => {
      element.click();
      element.click();
    });
  const orders = countRequests(page, "POST", "/api/web/coze-package/order");
  const codes = countRequests(page, "POST", "/api/pay/prepay");
  const cancellations = countRequests(page, "POST", "/api/pay/cancel");

  await centre.open();
  await centre.choose(PRO, WECHAT);
  await centre.codeAfter(() => twice(centre.buyButton));
  expect(orders()).toBe(1);
  expect(codes()).toBe(1);
  await centre.codeAfter(() => twice(centre.dialog.refresh));
  expect(codes()).toBe(2);
  await twice(centre.dialog.cancel);
  await expect(centre.dialog.root).toBeHidden();
  expect(cancellations()).toBe(1);
});

test("the focus starts in the dialog, stays in it and goes back", async ({
  page,
  centre,
  customer: _,
}) => {
  await centre.open();
  await centre.choose(PRO, WECHAT);
  await centre.buyButton.focus();
  await centre.codeAfter(() => page.keyboard.press("Enter"));
  await expect(centre.dialog.root.getByRole("heading", { name: "微信扫码支付" })).toBeFocused();
  await expect(centre.dialog.root).toHaveAccessibleName("微信扫码支付");

  const strayed = await centre.dialog.root.evaluate((root) => {
    const outside = (element: Element) => !root.contains(element);
    return [...document.querySelectorAll<HTMLElement>("a, button, input")].filter((element) => {
      element.focus();
      return outside(element) && document.activeElement === element;
    }).length;
  });
  expect(strayed, "elements behind the dialog that take the focus").toBe(0);
  for (const key of ["Tab", "Shift+Tab"]) {
    for (let press = 0; press < 12; press++) {
      await page.keyboard.press(key);
      const inside = await centre.dialog.root.evaluate((root) => {
        const { activeElement } = document;
        return root.contains(activeElement) || activeElement === document.body; // The browser's own bar.
      });
      expect(inside).toBe(true);
    }
  }
  await page.keyboard.press("Escape");
  await expect(centre.buyButton).toBeFocused();
});

test("where motion is not wanted nothing moves", async ({ page, centre, customer: _, sandbox }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await centre.open();
  const { qrCode } = await centre.buy(PRO, WECHAT);
  const moving = () =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ playState, effect }) => {
          const { duration } = effect?.getComputedTiming() ?? {};
          return playState === "running" && Number(duration) > 1;
        })
        .map(({ effect }) => (effect as KeyframeEffect).target?.outerHTML.slice(0, 120)),
    );
  expect(await moving()).toEqual([]);
  await sandbox.pay(qrCode.code_url);
  await centre.dialog.expectSuccess();
  expect(await moving()).toEqual([]);
});
