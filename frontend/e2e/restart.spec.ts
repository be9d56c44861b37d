import { ALIPAY, PRO, WECHAT } from "./support/centre.ts";
import { expect, test } from "./support/test.ts";
import { NETWORK_LOST, refusedWith } from "./support/trouble.ts";

/** The gateway's first retry comes after 15 s; asking finds the payment sooner. */
const FOUND_AFTER_RESTART_MS = 20_000;

test.beforeEach(({ trouble }) => trouble.expect(NETWORK_LOST, refusedWith(50)));

test("a restart between order, code and payment loses nothing, and the dialog goes on by itself", async ({
  centre,
  customer,
  stack,
}) => {
  await centre.open();
  await centre.buy(PRO, WECHAT);
  const orderNumber = await centre.dialog.orderNumber.innerText();
  await stack.restart();
  expect(await customer.orders()).toMatchObject([{ orderNo: orderNumber, orderStatus: "pending" }]);
  await centre.codeAfter(() => centre.dialog.refresh.click());
  await stack.restart();
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess(FOUND_AFTER_RESTART_MS);
  await centre.dialog.root.getByRole("button", { name: "继续购买" }).click();
  await centre.expectHas("30 天");
});

test("a payment made while the Worker was down is found when it is back", async ({
  centre,
  customer,
  sandbox,
  stack,
}) => {
  await centre.open();
  const { qrCode } = await centre.buy(PRO, ALIPAY);
  const restarted = stack.restart();
  expect(await sandbox.pay(qrCode.code_url)).toMatchObject({ ok: true });
  await restarted;
  await centre.dialog.expectSuccess(FOUND_AFTER_RESTART_MS);
  expect((await sandbox.verdictsOn(qrCode.code_url))[0]).toBe("unreachable");
  expect(await customer.daysLeft()).toBe(PRO.days);
});

test("a payment whose notification was lost before the restart is found with the page closed", async ({
  page,
  centre,
  customer,
  sandbox,
  stack,
}) => {
  await centre.open();
  const { qrCode } = await centre.buy(PRO, WECHAT);
  await page.close();
  await sandbox.fault({ gateway: "wechat", fault: "drop-notification" });
  await sandbox.pay(qrCode.code_url);
  await stack.restart();
  const state = async () => (await customer.orders())[0]?.orderStatus;
  await expect.poll(state, { timeout: FOUND_AFTER_RESTART_MS }).toBe("completed");
  expect(await sandbox.verdictsOn(qrCode.code_url)).toEqual(["dropped"]);
  expect(await customer.daysLeft()).toBe(PRO.days);
});

test("a restart after the payment changes nothing: granted once, still there", async ({
  centre,
  customer,
  stack,
}) => {
  await centre.open();
  await centre.buy(PRO, WECHAT);
  await centre.dialog.payAtCashier();
  await stack.restart();
  await centre.dialog.expectSuccess(FOUND_AFTER_RESTART_MS);
  const [order] = await customer.orders();
  const { timeline } = await customer.order(order?.id ?? "");
  expect(timeline.filter(({ event }) => event === "granted")).toHaveLength(1);
  expect(await customer.daysLeft()).toBe(PRO.days);
});
