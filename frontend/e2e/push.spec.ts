import type { Page } from "@playwright/test";
import { ALIPAY, PRO, WECHAT } from "./support/centre.ts";
import type { Customer } from "./support/customers.ts";
import { countRequests } from "./support/requests.ts";
import { expect, test } from "./support/test.ts";

/** The contract: an unpushed payment shows within a poll. */
const POLL_INTERVAL_MS = 3_000;
/** Notification, settling, the answer and drawing it, on two busy cores. */
const ALLOWANCE_MS = 2_000;
/** README.md: a payment whose notification never comes is found by asking, within ten seconds. */
const FOUND_WITHIN_MS = 10_000;

const countPolls = (page: Page) => countRequests(page, "GET", "/api/pay/getPayResult");

async function expectGrantedOnce(customer: Customer, days: number): Promise<void> {
  const [order, ...others] = await customer.orders();
  expect(others).toEqual([]);
  const { timeline, orderStatus } = await customer.order(order?.id ?? "");
  expect(orderStatus).toBe("completed");
  expect(timeline.filter(({ event }) => event === "granted")).toHaveLength(1);
  expect(await customer.daysLeft()).toBe(days);
}

test("with a socket the page never asks: success is told", async ({
  page,
  centre,
  customer,
  sandbox,
}) => {
  const polls = countPolls(page);
  const told: unknown[] = [];
  const pings: unknown[] = [];
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => told.push(payload));
    socket.on("framesent", ({ payload }) => pings.push(payload));
  });
  await page.clock.install();
  await centre.open();
  const prepaid = await centre.buy(PRO, WECHAT);
  for (let turn = 0; turn < 7; turn++) {
    await expect
      .poll(() => told.length - pings.length, "the state, and each ping's answer")
      .toBe(1);
    await page.clock.runFor(POLL_INTERVAL_MS);
  }
  expect(pings.length).toBeGreaterThan(0);
  await sandbox.pay(prepaid.qrCode.code_url);
  await centre.dialog.expectSuccess();
  expect(polls()).toBe(0);
  await expectGrantedOnce(customer, PRO.days);
});

test("without a socket the page asks, and success shows within one poll", async ({
  page,
  centre,
  customer,
  sandbox,
}) => {
  const polls = countPolls(page);
  await page.routeWebSocket(/\/api\/pay\/watch/, (socket) => socket.close());
  await centre.open();
  const prepaid = await centre.buy(PRO, ALIPAY);
  await sandbox.pay(prepaid.qrCode.code_url);
  await centre.dialog.expectSuccess(POLL_INTERVAL_MS + ALLOWANCE_MS);
  expect(polls()).toBeGreaterThan(0);
  await expectGrantedOnce(customer, PRO.days);
});

test("a socket that breaks while the customer pays loses nothing", async ({
  page,
  centre,
  customer,
  sandbox,
}) => {
  const sockets: { close(): Promise<void> }[] = [];
  await page.routeWebSocket(/\/api\/pay\/watch/, (socket) => {
    sockets.push(socket);
    const server = socket.connectToServer();
    // The payment's own message is the one that gets lost.
    server.onMessage((message) => {
      if (String(message).includes('"payStatus":0')) socket.send(message);
      else void socket.close();
    });
  });
  await centre.open();
  const prepaid = await centre.buy(PRO, WECHAT);
  await expect.poll(() => sockets.length).toBe(1);
  await sandbox.pay(prepaid.qrCode.code_url);
  await centre.dialog.expectSuccess(POLL_INTERVAL_MS + ALLOWANCE_MS);
  await expectGrantedOnce(customer, PRO.days);
});

test("a socket that only looks open does not keep the payment from showing", async ({
  page,
  centre,
  customer,
  sandbox,
}) => {
  await page.clock.install();
  await page.routeWebSocket(/\/api\/pay\/watch/, () => {}); // Open, and nothing ever comes.
  await centre.open();
  const prepaid = await centre.buy(PRO, WECHAT);
  await sandbox.pay(prepaid.qrCode.code_url);
  const state = async () => (await customer.orders())[0]?.orderStatus;
  await expect.poll(state).toBe("completed");
  await page.clock.runFor(POLL_INTERVAL_MS);
  await centre.dialog.expectSuccess();
  await expectGrantedOnce(customer, PRO.days);
});

test("a payment after the code expired on the page is recognised and granted once", async ({
  page,
  centre,
  customer,
  sandbox,
}) => {
  await page.clock.install();
  await centre.open();
  const prepaid = await centre.buy(PRO, WECHAT);
  await page.clock.fastForward("02:01");
  await expect(centre.dialog.expired).toBeVisible();
  await expect(centre.dialog.live).toHaveText("二维码已失效；若已付款，仍会自动确认");
  expect(await sandbox.pay(prepaid.qrCode.code_url)).toMatchObject({ ok: true });
  await centre.dialog.expectSuccess();
  await expectGrantedOnce(customer, PRO.days);
});

for (const { way, gateway } of [
  { way: WECHAT, gateway: "wechat" },
  { way: ALIPAY, gateway: "alipay" },
] as const) {
  test(`${way}: a lost notification with the page closed completes within 10 s`, async ({
    page,
    centre,
    customer,
    sandbox,
  }) => {
    await centre.open();
    const { qrCode } = await centre.buy(PRO, way);
    await page.close();
    await sandbox.fault({ gateway, fault: "drop-notification" });
    expect(await sandbox.pay(qrCode.code_url)).toMatchObject({ ok: true });
    const state = async () => (await customer.orders())[0]?.orderStatus;
    await expect.poll(state, { timeout: FOUND_WITHIN_MS }).toBe("completed");
    expect(await sandbox.verdictsOn(qrCode.code_url)).toEqual(["dropped"]);
    await expectGrantedOnce(customer, PRO.days);
  });
}
