import type { Page } from "@playwright/test";
import { CENTRE, HOME, RECORDS, RESULT } from "./support/addresses.ts";
import { ALIPAY, Centre, PRO, WECHAT } from "./support/centre.ts";
import { readCodeOnScreen } from "./support/qr.ts";
import { countRequests } from "./support/requests.ts";
import { expect, test } from "./support/test.ts";
import { NETWORK_LOST, refusedWith } from "./support/trouble.ts";

/** The page asks while no socket is open; blocked, it has nothing else. */
const blockSockets = (page: Page) =>
  page.routeWebSocket(/\/api\/pay\/watch/, (socket) => socket.close());

test("one story at a time: what was said of the order gives way to its payment", async ({
  page,
  centre,
  customer: _,
  sandbox,
}) => {
  await centre.open();
  const { qrCode } = await centre.buy(PRO, WECHAT);
  await page.keyboard.press("Escape");
  await expect(centre.toasts).toContainText(["支付未完成，订单已保留"]);
  await sandbox.pay(qrCode.code_url);
  await expect(centre.toasts).toHaveCount(1);
  await expect(centre.toasts).toContainText(["支付成功"]);
});

test("a gateway's failure is told once, and leaves nothing behind when a code comes", async ({
  centre,
  customer: _,
  sandbox,
  trouble,
}) => {
  trouble.expect(refusedWith(504));
  await centre.open();
  await sandbox.fault({ gateway: "wechat", fault: "error-500", operation: "native", times: 50 });
  await centre.choose(PRO, WECHAT);
  await centre.buyButton.click();
  await expect(centre.dialog.root).toContainText("支付渠道没有响应");
  await expect(centre.toasts).toHaveCount(0);
  await expect(centre.dialog.root.getByText("支付渠道没有响应")).toHaveCount(1);
  await sandbox.forgetFaults();
  await centre.codeAfter(() => centre.dialog.root.getByRole("button", { name: "重试" }).click());
  await expect(centre.toasts).toHaveCount(0);
});

test("a decline that the gateway tells is said, and gives way to the next code", async ({
  page,
  centre,
  customer: _,
}) => {
  let tell = (_message: object) => {};
  await page.routeWebSocket(/\/api\/pay\/watch/, (socket) => {
    socket.connectToServer();
    tell = (message) => socket.send(JSON.stringify(message));
  });
  await centre.open();
  await centre.buy(PRO, WECHAT);
  tell({ event: "payment-declined", orderNo: await centre.dialog.orderNumber.innerText() });
  await expect(centre.dialog.live).toHaveText("支付未成功，可重新扫码或更换支付方式");
  await centre.codeAfter(() => centre.dialog.refresh.click());
  await expect(centre.dialog.live).toHaveText("等待支付，成功后自动更新");
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
});

test("two tabs show the same code, and both hear of the payment", async ({
  page,
  context,
  centre,
  customer,
  sandbox,
}) => {
  await centre.open();
  await centre.buy(PRO, WECHAT);
  const address = page.url();
  const other = new Centre(await context.newPage());
  const codes = countRequests(page, "POST", "/api/pay/prepay");
  await other.codeAfter(() => other.page.goto(address));
  const { qrCode } = await other.codeAfter(() => other.dialog.payWay(ALIPAY).click());
  await page.bringToFront();
  await expect(centre.dialog.root).toHaveAccessibleName("支付宝扫码支付");
  await expect.poll(() => readCodeOnScreen(page)).toBe(qrCode.code_url);
  expect(codes(), "the first tab asks for no code of its own").toBe(0);
  await sandbox.pay(qrCode.code_url);
  await centre.dialog.expectSuccess();
  await other.dialog.expectSuccess();
  expect(await customer.orders()).toHaveLength(1);
});

test("a session that ends while a payment is awaited leads to signing in and back", async ({
  page,
  context,
  centre,
  customer: _,
  sandbox,
  trouble,
}) => {
  trouble.expect(refusedWith(401), NETWORK_LOST);
  await blockSockets(page);
  await centre.open();
  const { qrCode } = await centre.buy(PRO, WECHAT);
  const session = await context.cookies();
  const address = new URL(page.url());
  await context.clearCookies();
  await expect(centre.dialog.live).toHaveText("登录已失效，登录后继续查看付款结果");
  const link = centre.dialog.root.getByRole("link", { name: "登录" });
  const back = new URLSearchParams((await link.getAttribute("href"))?.split("?")[1]);
  expect(back.get("returnTo")).toBe(address.pathname + address.search);
  await sandbox.pay(qrCode.code_url);
  await context.addCookies(session);
  await page.goto(address.href);
  await centre.dialog.expectSuccess();
});

test("whatever ends asking is shown: an order that is gone, and a result page without a session", async ({
  page,
  context,
  centre,
  customer,
  trouble,
}) => {
  trouble.expect(refusedWith(401), refusedWith(404), NETWORK_LOST);
  await blockSockets(page);
  await centre.open();
  await centre.buy(PRO, WECHAT);
  const [order] = await customer.orders();
  await page.route("**/api/pay/getPayResult*", (route) =>
    route.fulfill({ status: 404, json: { code: "ORDER_NOT_FOUND", title: "x", status: 404 } }),
  );
  await expect(centre.dialog.live).toHaveText("没有找到这笔订单，已停止更新");
  await page.unroute("**/api/pay/getPayResult*");

  await page.goto(`${RESULT}?orderId=${order?.id}`);
  await expect(page.getByRole("heading", { name: "等待支付" })).toBeVisible();
  await context.clearCookies();
  await expect(page.getByRole("main").getByRole("link", { name: "登录" })).toBeVisible();
});

test("a lost connection is said in words, keeps the page, and a click leads to no browser error", async ({
  page,
  context,
  centre,
  trouble,
}) => {
  trouble.expect(NETWORK_LOST);
  await centre.open();
  await context.setOffline(true);
  const strip = page.getByText("网络已断开。页面保留上次的内容");
  await expect(strip).toBeVisible();
  const [above, below] = [strip, page.getByRole("button", { name: /^语言/ })];
  const { y = Number.NaN, height = Number.NaN } = (await above.boundingBox()) ?? {};
  expect((await below.boundingBox())?.y, "under the strip").toBeGreaterThanOrEqual(y + height);
  await page.getByRole("main").getByRole("link", { name: "登录" }).click();
  await expect(centre.toasts).toContainText(["网络连接已断开"]);
  await centre.choose(PRO, WECHAT);
  await centre.buyButton.click();
  await expect(page).toHaveURL(CENTRE);
  await expect(centre.packageChoice(PRO.name)).toBeChecked();
  await context.setOffline(false);
  await expect(strip).toBeHidden();
});

test("the dialog says that the connection is lost, and goes on by itself when it is back", async ({
  context,
  centre,
  customer: _,
  sandbox,
  trouble,
}) => {
  trouble.expect(NETWORK_LOST);
  await centre.open();
  const { qrCode } = await centre.buy(PRO, WECHAT);
  await context.setOffline(true);
  await expect(centre.dialog.live).toHaveText("网络已断开，恢复后自动更新付款结果");
  await sandbox.pay(qrCode.code_url);
  await context.setOffline(false);
  await centre.dialog.expectSuccess();
});

test("a page that is not loaded yet says that the network is gone, and comes by itself when it is back", async ({
  page,
  context,
  centre,
  customer: _,
  trouble,
}) => {
  trouble.expect(NETWORK_LOST, /Failed to fetch dynamically imported module/);
  await centre.open();
  await page.waitForLoadState("networkidle");
  await context.setOffline(true);
  await page.getByRole("navigation").getByRole("link", { name: "我的记录" }).click();
  const main = page.getByRole("main");
  await expect(main).toContainText("加载失败");
  await expect(main).toContainText("网络连接已断开，请检查网络后重试");
  await main.getByRole("button", { name: "重试" }).click();
  await expect(page).toHaveURL(RECORDS);
  await context.setOffline(false);
  await expect(page.getByRole("heading", { name: "还没有订单" })).toBeVisible();
});

test("a refund says its reason in words, also what could not be granted", async ({
  page,
  customer,
  sandbox,
}) => {
  const orderNo = await customer.buy(sandbox, "coze", "coze-pro");
  await page.route(`**/api/account/orders/${orderNo}*`, async (route) => {
    const order = await (await route.fetch()).json();
    const refund = { amount: "39.90", why: "not-grantable", reason: "", takenBack: null };
    await route.fulfill({ json: { ...order, orderStatus: "refunded", refund } });
  });
  await page.goto(`${RESULT}?orderId=${orderNo}`);
  await expect(page.getByRole("heading", { name: "已退款" })).toBeVisible();
  await expect(page.locator("dl div").filter({ hasText: "退款原因" })).toContainText(
    "商品无法开通，已自动退款",
  );
});

test("a device clock that is wrong, and is set while the code is shown, changes nothing", async ({
  page,
  centre,
  sandbox,
  customer: _,
}) => {
  await page.addInitScript(() => {
    const device = Date;
    let wrongByMs = 5 * 3_600_000;
    const now = () => device.now() + wrongByMs;
    Reflect.set(window, "setDeviceClock", (ms: number) => {
      wrongByMs = ms;
    });
    window.Date = class extends device {
      constructor(...given: [] | [number]) {
        super(given[0] ?? now());
      }
      static override now = now;
    } as DateConstructor;
  });
  await centre.open();
  const { qrCode } = await centre.buy(PRO, WECHAT);
  await expect(centre.dialog.timer).toHaveText(/^(2:00|1:5\d)$/);
  for (const wrongByMs of [-86_400_000, 86_400_000]) {
    await page.evaluate((ms) => Reflect.get(window, "setDeviceClock")(ms), wrongByMs);
    await page.waitForTimeout(600);
    await expect(centre.dialog.timer).toHaveText(/^1:[45]\d$/);
  }
  // By a device that is a day behind, what runs now would begin tomorrow.
  await page.evaluate(() => Reflect.get(window, "setDeviceClock")(-86_400_000));
  await sandbox.pay(qrCode.code_url);
  await expect(centre.dialog.root).toContainText("已生效");
});

test("whoever holds the last unit is led to their own order, not told that it is sold out", async ({
  page,
  centre,
  customer,
  operator,
}) => {
  const last = await operator.offer("e2e-own-last", 1);
  await centre.open();
  await centre.buy(last, WECHAT);
  await operator.forgetCatalog();
  await centre.open();
  const card = centre.packageCard(last.name);
  await centre.codeAfter(() => card.getByRole("link", { name: /你已下单，待支付/ }).click());
  const [order] = await customer.orders();
  await expect(centre.dialog.orderNumber).toHaveText(order?.orderNo ?? "");
  expect(new URL(page.url()).searchParams.get("order")).toBe(order?.id);
});

test("the usual way to pay is chosen, and reading the terms keeps the choice", async ({
  page,
  centre,
}) => {
  await centre.open();
  await expect(centre.payWay(WECHAT).getByRole("radio")).toBeChecked();
  await centre.choose(PRO, ALIPAY);
  await page.getByRole("link", { name: "《支付服务条款》" }).click();
  await page.getByRole("link", { name: "返回", exact: true }).click();
  await expect(centre.packageChoice(PRO.name)).toBeChecked();
  await expect(centre.payWay(ALIPAY).getByRole("radio")).toBeChecked();
});

test("a guest who presses buy is back at a code after signing in, without pressing again", async ({
  page,
  centre,
}) => {
  await centre.open();
  await centre.choose(PRO, ALIPAY);
  await centre.buyButton.click();
  await centre.codeAfter(() => page.getByRole("button", { name: /Alex Chen/ }).click());
  await expect(centre.dialog.root).toHaveAccessibleName("支付宝扫码支付");
  const orders = countRequests(page, "POST", "/api/web/coze-package/order");
  await page.reload();
  await expect(centre.dialog.code).toBeVisible();
  expect(orders(), "a reload places no order").toBe(0);
});

test("the terms are in reach in the dialog, and success leads to the order's own page", async ({
  page,
  centre,
  customer: _,
}) => {
  await centre.open();
  await centre.buy(PRO, WECHAT);
  const terms = centre.dialog.root.getByRole("link", { name: "《支付服务条款》" });
  await expect(terms).toHaveAttribute("target", "_blank");
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
  await centre.dialog.root.getByRole("link", { name: "查看支付结果" }).click();
  await expect(page).toHaveURL(new RegExp(`${RESULT}\\?orderId=`));
  await expect(page.getByRole("heading", { name: "支付成功" })).toBeVisible();
});

test("a closed centre, and the home page, show what the customer has", async ({
  page,
  centre,
  customer,
  sandbox,
  operator,
}) => {
  await customer.buy(sandbox, "coze", "coze-pro");
  await page.goto(HOME);
  const card = page.getByRole("main").getByRole("link", { name: /Coze 套餐中心/ });
  await expect(card).toContainText(PRO.name);
  await expect(card).toContainText("剩余 30 天");
  await expect(card).toContainText(`${PRO.price} 起`);
  await expect(page.getByRole("main").getByRole("link", { name: /充值中心/ })).toContainText(
    "0 算力",
  );

  await operator.set("coze_package_status", "false");
  await page.goto(HOME);
  await expect(card).toContainText(PRO.name);
  await card.click();
  await expect(page.getByRole("heading", { name: "暂未开放" })).toBeVisible();
  await centre.expectHas(PRO.name);
});
