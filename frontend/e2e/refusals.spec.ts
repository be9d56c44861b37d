import { PRO, WECHAT } from "./support/centre.ts";
import { expect, test } from "./support/test.ts";
import { NETWORK_LOST, refusedWith } from "./support/trouble.ts";

test("a gateway that is down says so in the dialog, and trying again works", async ({
  centre,
  customer,
  sandbox,
  trouble,
}) => {
  trouble.expect(refusedWith(504));
  await centre.open();
  await sandbox.fault({ gateway: "wechat", fault: "error-500", operation: "native", times: 50 });
  await centre.choose(PRO, WECHAT);
  await centre.buyButton.click();
  await expect(centre.dialog.root).toContainText("二维码获取失败");
  await expect(centre.dialog.root).toContainText("支付渠道没有响应，请稍后刷新二维码");
  await expect(centre.dialog.live).toHaveText("二维码获取失败，请重试");

  await sandbox.forgetFaults();
  await centre.codeAfter(() => centre.dialog.root.getByRole("button", { name: "重试" }).click());
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
  expect(await customer.orders()).toHaveLength(1);
});

test("what was withdrawn between looking and buying is said as it is, and leaves the page", async ({
  centre,
  customer,
  operator,
  trouble,
}) => {
  trouble.expect(refusedWith(400));
  const rare = await operator.offer("e2e-rare", 1);
  await centre.open();
  await centre.choose(rare, WECHAT);
  await operator.withdraw("e2e-rare");
  await centre.buyButton.click();
  await expect(centre.toasts).toContainText(["该套餐不存在或已下架，请重新选择"]);
  await expect(centre.packageCard(rare.name)).toBeHidden();
  await expect(centre.buyButton).toBeDisabled();
  expect(await customer.orders()).toEqual([]);
});

test("what was sold out between looking and buying is said as it is, and shown so", async ({
  centre,
  customer,
  operator,
  trouble,
}) => {
  trouble.expect(refusedWith(400));
  const rare = await operator.offer("e2e-last", 1);
  await centre.open();
  await centre.choose(rare, WECHAT);
  await operator.sellOut("e2e-last");
  await centre.buyButton.click();
  await expect(centre.toasts.last()).toContainText("该套餐已售罄，请选择其他套餐");
  await expect(centre.packageCard(rare.name)).toContainText("已售罄");
  await expect(centre.packageChoice(rare.name)).toBeDisabled();
  await expect(centre.buyButton).toBeDisabled();
  expect(await customer.orders()).toEqual([]);
});

test("a lost network is said, and everything works again when it is back", async ({
  context,
  centre,
  customer,
  trouble,
}) => {
  trouble.expect(NETWORK_LOST);
  await centre.open();
  await centre.choose(PRO, WECHAT);
  await context.setOffline(true);
  await centre.buyButton.click();
  await expect(centre.toasts).toContainText(["网络连接已断开，请检查网络后重试"]);
  await expect(centre.dialog.root).toBeHidden();

  await context.setOffline(false);
  await centre.codeAfter(() => centre.buyButton.click());
  await context.setOffline(true);
  await centre.dialog.refresh.click();
  await expect(centre.dialog.root).toContainText("二维码获取失败");
  await context.setOffline(false);
  await centre.codeAfter(() => centre.dialog.root.getByRole("button", { name: "重试" }).click());
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
  expect(await customer.orders()).toHaveLength(1);
});

test("somebody else's order does not open, and the page stays usable", async ({
  centre,
  customer: _,
  trouble,
}) => {
  trouble.expect(refusedWith(404));
  await centre.open("?order=EC00000000000000000000000000");
  await expect(centre.toasts).toContainText(["未找到该订单，请在我的记录中查看"]);
  await expect(centre.dialog.root).toBeHidden();
  await centre.buy(PRO, WECHAT);
});

test("a session that ended while the page was open leads to signing in, with the choice kept", async ({
  page,
  context,
  centre,
  customer: _,
  trouble,
}) => {
  trouble.expect(refusedWith(401));
  await centre.open();
  await centre.choose(PRO, WECHAT);
  await context.clearCookies();
  await centre.buyButton.click();
  await page.getByRole("button", { name: /Alex Chen/ }).click();
  await expect(centre.account).toContainText("Alex Chen");
  await expect(centre.packageChoice(PRO.name)).toBeChecked();
});
