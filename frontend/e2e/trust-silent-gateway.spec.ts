import { RESULT } from "./support/addresses.ts";
import { ALIPAY, PRO } from "./support/centre.ts";
import { expect, test } from "./support/test.ts";

test.describe("an order that is over while its gateway is silent", () => {
  const ASKING = "正在向支付渠道确认这笔订单是否已付款";

  test("is not called unpaid: dialog and result page say that it is asked about, and follow", async ({
    page,
    context,
    centre,
    customer,
    sandbox,
  }) => {
    await centre.open();
    const { qrCode } = await centre.buy(PRO, ALIPAY);
    await sandbox.fault({ gateway: "alipay", fault: "system-error", times: 500 });
    await centre.dialog.cancel.click();
    await expect(centre.dialog.root).toContainText(ASKING);
    await expect(centre.dialog.root.getByRole("button", { name: "知道了" })).toHaveClass(/primary/);
    await expect(centre.toasts).toHaveCount(0);

    const [order] = await customer.orders();
    const silent = await context.newPage();
    await silent.routeWebSocket(/\/api\/pay\/watch/, () => {});
    await silent.route("**/api/pay/getPayResult*", (route) => route.abort());
    await silent.goto(`${RESULT}?orderId=${order?.id}`);
    await expect(silent.getByRole("main")).toContainText(ASKING);
    await silent.close();

    const result = await context.newPage();
    await result.goto(`${RESULT}?orderId=${order?.id}`);
    await expect(result.getByRole("heading", { name: "订单已取消" })).toBeVisible();
    await expect(result.getByRole("main")).toContainText(ASKING);

    await sandbox.forgetFaults();
    await sandbox.pay(qrCode.code_url);
    await result.bringToFront();
    await expect(result.getByRole("heading", { name: "支付成功" })).toBeVisible();
    await page.bringToFront();
    await centre.dialog.expectSuccess();
  });

  test("is called closed once the gateway has answered, without a word from the socket", async ({
    page,
    centre,
    customer: _,
    sandbox,
  }) => {
    await page.clock.install();
    await centre.open();
    await centre.buy(PRO, ALIPAY);
    await sandbox.fault({ gateway: "alipay", fault: "system-error", times: 500 });
    await centre.dialog.cancel.click();
    await expect(centre.dialog.root).toContainText(ASKING);
    await page.route("**/api/pay/getPayResult*", async (route) => {
      const { unconfirmed: __, ...certain } = await (await route.fetch()).json();
      await route.fulfill({ json: certain });
    });
    await page.clock.runFor("00:16");
    await expect(centre.dialog.root).toContainText("订单已关闭");
    await expect(centre.dialog.root).not.toContainText(ASKING);
  });
});
