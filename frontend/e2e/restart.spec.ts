import type { Browser } from "@playwright/test";
import type { Stack } from "./stack.ts";
import { ALIPAY, Centre, PRO, WECHAT } from "./support/centre.ts";
import { type Customer, signIn } from "./support/customers.ts";
import { expect, test } from "./support/test.ts";
import { NETWORK_LOST, refusedWith, Trouble } from "./support/trouble.ts";

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

/** A customer in a browser of their own, at the package centre. */
async function openCentre(browser: Browser, stack: Stack, name: string) {
  const context = await browser.newContext({ baseURL: stack.appUrl, locale: "zh-CN" });
  const trouble = new Trouble(context);
  trouble.expect(NETWORK_LOST, refusedWith(50));
  const customer = await signIn(context, stack, name);
  const centre = new Centre(await context.newPage());
  await centre.open();
  return {
    customer,
    centre,
    close: async () => {
      expect(trouble.unexpected()).toEqual([]);
      await context.close();
    },
  };
}

async function expectGrantedOnce(customer: Customer): Promise<void> {
  const [order, ...others] = await customer.orders();
  expect(others).toEqual([]);
  const { timeline } = await customer.order(order?.id ?? "");
  expect(timeline.filter(({ event }) => event === "granted")).toHaveLength(1);
  expect(await customer.daysLeft()).toBe(PRO.days);
}

test("payments around a restart are found and granted once: told before it, never told, made while the Worker was down", async ({
  browser,
  sandbox,
  stack,
}) => {
  const told = await openCentre(browser, stack, "林知夏");
  const untold = await openCentre(browser, stack, "Alex Chen");
  const down = await openCentre(browser, stack, "佐藤 花子");
  await told.centre.buy(PRO, WECHAT);
  await told.centre.dialog.payAtCashier();

  const lost = await untold.centre.buy(PRO, WECHAT);
  await untold.centre.page.close();
  const { qrCode } = await down.centre.buy(PRO, ALIPAY);
  await sandbox.fault({ gateway: "wechat", fault: "drop-notification" });
  await sandbox.pay(lost.qrCode.code_url);
  const restarted = stack.restart();
  expect(await sandbox.pay(qrCode.code_url)).toMatchObject({ ok: true });
  await restarted;

  await told.centre.dialog.expectSuccess(FOUND_AFTER_RESTART_MS);
  await down.centre.dialog.expectSuccess(FOUND_AFTER_RESTART_MS);
  const state = async () => (await untold.customer.orders())[0]?.orderStatus;
  await expect.poll(state, { timeout: FOUND_AFTER_RESTART_MS }).toBe("completed");
  expect((await sandbox.verdictsOn(qrCode.code_url))[0]).toBe("unreachable");
  expect(await sandbox.verdictsOn(lost.qrCode.code_url)).toEqual(["dropped"]);
  for (const { customer, close } of [told, untold, down]) {
    await expectGrantedOnce(customer);
    await close();
  }
});
