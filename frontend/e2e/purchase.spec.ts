import { RECORDS } from "./support/addresses.ts";
import { ALIPAY, PRO, TRIAL, WECHAT } from "./support/centre.ts";
import { readCodeOnScreen } from "./support/qr.ts";
import { orderRows } from "./support/records.ts";
import { expect, test } from "./support/test.ts";

test("a guest's choice survives signing in, and the purchase goes on from there", async ({
  page,
  centre,
}) => {
  await centre.open();
  await expect(centre.account).toContainText("登录后查看你的权益");
  await expect(centre.buyButton).toBeDisabled();
  await centre.choose(PRO, WECHAT);
  await centre.buyButton.click();

  await centre.codeAfter(() => page.getByRole("button", { name: /林知夏/ }).click());
  await expect(centre.account).toContainText("林知夏");
  await centre.expectHas("暂无套餐");
  await centre.expectHas("0 天");
  await expect(centre.packageChoice(PRO.name)).toBeChecked();
  await expect(centre.payWay(WECHAT).getByRole("radio")).toBeChecked();
  await expect(centre.dialog.root).toContainText(PRO.price);
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
});

for (const way of [WECHAT, ALIPAY]) {
  test(`${way}: the code on the screen is the gateway's, and paying it shows at once`, async ({
    page,
    centre,
    customer,
  }) => {
    await centre.open();
    let loads = 0;
    page.on("load", () => loads++);
    const prepaid = await centre.buy(PRO, way);

    await expect.poll(() => readCodeOnScreen(page)).toBe(prepaid.qrCode.code_url);
    const link = new URL((await centre.dialog.cashierLink.getAttribute("href")) ?? "");
    expect(link.searchParams.get("code_url")).toBe(prepaid.qrCode.code_url);
    const [order] = await customer.orders();
    await expect(centre.dialog.orderNumber).toHaveText(order?.orderNo ?? "");
    await expect(centre.dialog.root).toContainText(PRO.price);

    await centre.dialog.payAtCashier();
    await centre.dialog.expectSuccess();
    await expect(centre.dialog.root).toContainText(`「${PRO.name}」已生效，有效期至`);
    await centre.dialog.root.getByRole("button", { name: "继续购买" }).click();
    await centre.expectHas(PRO.name);
    await centre.expectHas("30 天");
    expect(loads, "the page was loaded again").toBe(0);
  });
}

test("a second purchase by the other way extends, and both are on record", async ({
  page,
  centre,
  customer,
}) => {
  await centre.open();
  const purchase = async (item: typeof PRO, way: string) => {
    await centre.buy(item, way);
    await centre.dialog.payAtCashier();
    await centre.dialog.expectSuccess();
  };
  await purchase(PRO, WECHAT);
  await centre.dialog.root.getByRole("button", { name: "继续购买" }).click();
  await centre.expectHas("30 天");
  await purchase(TRIAL, ALIPAY);
  await centre.dialog.root.getByRole("link", { name: "查看记录" }).click();

  await expect(page).toHaveURL(RECORDS);
  const rows = orderRows(page);
  await expect(rows).toHaveCount(2);
  for (const [row, item, way] of [
    [rows.nth(0), TRIAL, ALIPAY],
    [rows.nth(1), PRO, WECHAT],
  ] as const) {
    for (const text of [item.name, item.price, way, "已完成"])
      await expect(row).toContainText(text);
  }

  await rows.nth(0).getByRole("link", { name: "查看详情" }).click();
  await expect(page.getByRole("heading", { name: "支付成功" })).toBeVisible();
  const story = page.getByRole("list").filter({ hasText: "提交订单" }).getByRole("listitem");
  await expect(story).toContainText(["提交订单", "生成支付二维码", "收到付款", "权益已到账"]);
  await page.getByRole("link", { name: "返回套餐中心" }).click();
  await centre.expectHas("37 天");
  expect(await customer.daysLeft()).toBe(37);
});
