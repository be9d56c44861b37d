import type { Page } from "@playwright/test";
import { startStack } from "./stack.ts";
import { CENTRE, HOME, RECHARGE, RECORDS } from "./support/addresses.ts";
import { type Capture, KEY, startCapture } from "./support/capture.ts";
import { PRO, TRIAL, WECHAT } from "./support/centre.ts";
import { POWER_100, POWER_500 } from "./support/recharge.ts";
import { orderRows } from "./support/records.ts";
import { test as base, expect } from "./support/test.ts";

const STACK_STARTS_WITHIN_MS = 180_000;
const ANSWERED_MS = 500;

/** The product with analytics on, and PostHog's stand-in. */
const test = base.extend<{ capture: Capture }, { analytics: Capture }>({
  analytics: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from this pattern.
    async ({}, use) => {
      const capture = await startCapture();
      await use(capture);
      await capture.stop();
    },
    { scope: "worker" },
  ],
  stack: [
    async ({ analytics }, use) => {
      const stack = await startStack({ POSTHOG_KEY: KEY, POSTHOG_HOST: analytics.url });
      await use(stack);
      await stack.stop();
    },
    { scope: "worker", timeout: STACK_STARTS_WITHIN_MS },
  ],
  capture: async ({ analytics }, use) => {
    analytics.forget();
    await use(analytics);
  },
});

const COZE = [
  "coze_package_view",
  "coze_package_select",
  "coze_package_create_order",
  "coze_package_qr_show",
  "coze_package_pay_success",
];

/** Whatever the page still has to tell it tells now. */
async function leave(page: Page): Promise<void> {
  await page.goto("about:blank");
  await page.waitForTimeout(ANSWERED_MS);
}

test("a package and two recharges tell all twelve events, in order, each once, though the tab closes at once", async ({
  page,
  context,
  centre,
  recharge,
  customer,
  sandbox,
  capture,
}) => {
  await page.clock.install();
  await centre.open();
  const code = await centre.buy(PRO, WECHAT);
  await centre.packageCard(PRO.name).dispatchEvent("click"); // Chosen already: no second choice.
  await sandbox.pay(code.qrCode.code_url);
  await centre.dialog.expectSuccess();
  await expect.poll(() => capture.names()).toEqual(COZE);

  await page.goto(RECHARGE);
  await recharge.buy(POWER_500, WECHAT);
  await expect.poll(() => capture.names().at(-1)).toBe("recharge_qr_load");
  // The leap would also end the wait for the answer to it, and the library would send it again.
  await page.waitForTimeout(ANSWERED_MS);
  await page.clock.fastForward("02:01");
  await expect(recharge.dialog.expired).toBeVisible();
  const second = await recharge.codeAfter(() => recharge.dialog.refresh.click());
  await sandbox.pay(second.qrCode.code_url);
  await recharge.dialog.expectSuccess();
  await recharge.dialog.root.getByRole("button", { name: "继续充值" }).click();
  await recharge.buy(POWER_100, WECHAT);
  await recharge.dialog.cancel.click();
  await expect(recharge.dialog.root).toBeHidden();
  await page.close({ runBeforeUnload: true });
  await expect
    .poll(() => capture.names().slice(COZE.length))
    .toEqual([
      "recharge_view",
      "recharge_create_order",
      "recharge_qr_load",
      "recharge_qr_timeout",
      "recharge_qr_refresh",
      "recharge_qr_load",
      "recharge_pay_success",
      "recharge_create_order",
      "recharge_qr_load",
      "recharge_pay_cancel",
    ]);
  expect(new Set(capture.names()).size).toBe(12);

  const [cancelled, paid, coze] = (await customer.orders()).map(({ orderNo }) => orderNo);
  const money = { currency: "CNY" };
  const pro = { ...money, itemName: PRO.name, price: 39.9 };
  const big = { ...money, itemId: POWER_500.id, price: 45, payType: 1, orderNo: paid };
  const small = { ...money, itemId: POWER_100.id, price: 9.9, payType: 1, orderNo: cancelled };
  const bought = { ...pro, payType: 1, orderNo: coze };
  const expected = [
    ...[{}, pro, bought, bought, bought],
    ...[{}, big, big, big, big, big, big, small, small, small],
  ];
  for (const [index, properties] of expected.entries())
    expect(capture.events[index]?.properties, capture.names()[index]).toMatchObject(properties);
  expect(Object.keys(capture.events[0]?.properties ?? {})).not.toContain("orderNo");

  const visitors = new Set(capture.events.map((event) => event.distinct_id));
  expect(visitors.size).toBe(1);
  expect([...visitors][0]).toMatch(/^[0-9a-f]{32}$/);
  for (const { body, headers } of capture.requests) {
    for (const personal of [customer.id, customer.name]) expect(body).not.toContain(personal);
    expect(headers.cookie).toBeUndefined();
  }
  const cookies = (await context.cookies()).map(({ name }) => name);
  expect(cookies).toEqual(["ec_session"]);
});

test("a reload does not repeat what was told", async ({
  page,
  centre,
  customer,
  sandbox,
  capture,
}) => {
  await centre.open();
  const { qrCode } = await centre.buy(PRO, WECHAT);
  const withOrder = page.url();
  await sandbox.pay(qrCode.code_url);
  await centre.dialog.expectSuccess();
  await expect.poll(() => capture.names()).toEqual(COZE);
  capture.forget();

  await page.goto(withOrder);
  await centre.dialog.expectSuccess();
  await expect.poll(() => capture.names()).toEqual(["coze_package_view"]);
  await leave(page);
  expect(capture.names()).toEqual(["coze_package_view"]);
  expect(await customer.orders()).toHaveLength(1);
});

test("a payment while the tab was closed is told when it is opened again, once", async ({
  page,
  centre,
  customer,
  sandbox,
  capture,
}) => {
  await centre.open();
  const { qrCode } = await centre.buy(PRO, WECHAT);
  const withOrder = page.url();
  await expect.poll(() => capture.names()).toEqual(COZE.slice(0, 4));
  await page.goto("about:blank");
  await sandbox.pay(qrCode.code_url);
  await expect.poll(async () => (await customer.orders())[0]?.orderStatus).toBe("completed");
  await page.goto(withOrder);
  await centre.dialog.expectSuccess();
  await expect.poll(() => capture.names().at(-1)).toBe("coze_package_pay_success");
  expect(capture.names().filter((name) => name.endsWith("pay_success"))).toHaveLength(1);
});

test("a payment after the centre was left is told by the records, once", async ({
  page,
  centre,
  customer: _,
  sandbox,
  capture,
}) => {
  await centre.open();
  const { qrCode } = await centre.buy(PRO, WECHAT);
  await page.goto(RECORDS);
  await expect(orderRows(page)).toContainText("待支付");
  await sandbox.pay(qrCode.code_url);
  await expect(orderRows(page)).toContainText("已完成");
  await expect.poll(() => capture.names()).toEqual(COZE);
  expect(capture.events.at(-1)?.properties).toMatchObject({ itemName: PRO.name, price: 39.9 });
  await orderRows(page).getByRole("link", { name: "查看详情" }).click();
  await expect(page.getByRole("heading", { name: "支付成功" })).toBeVisible();
  await leave(page);
  expect(capture.names()).toEqual(COZE);
});

test("nothing is lost when the tab closes right after the success", async ({
  page,
  centre,
  customer,
  sandbox,
  capture,
}) => {
  await centre.open();
  const { qrCode } = await centre.buy(TRIAL, WECHAT);
  await sandbox.pay(qrCode.code_url);
  await centre.dialog.expectSuccess();
  await page.close({ runBeforeUnload: true });
  await expect.poll(() => capture.names()).toEqual(COZE);
  expect(await customer.orders()).toHaveLength(1);
});

test("nor when it closes before the library is there, or while a request hangs", async ({
  page,
  context,
  centre,
  customer: _,
  capture,
}) => {
  await context.route("**/assets/sink-*.js", () => undefined); // Never arrives.
  await centre.open();
  await centre.packageCard(PRO.name).click();
  await centre.packageCard(TRIAL.name).click();
  await page.goto("about:blank");
  await expect.poll(() => capture.names()).toEqual([COZE[0], COZE[1], COZE[1]]);

  capture.forget();
  await context.unroute("**/assets/sink-*.js");
  let hanging = 0;
  await context.route("**/api/analytics/batch/", (route) => {
    if (route.request().resourceType() === "ping") return route.continue();
    hanging++;
    return undefined;
  });
  await centre.open();
  await expect.poll(() => hanging).toBe(1);
  await centre.packageCard(PRO.name).click();
  await page.goto("about:blank");
  await expect.poll(() => capture.names()).toEqual([COZE[1]]);
});

test("an address is told without what a link may have added to it, and where one came from without its page", async ({
  page,
  context,
  stack,
  centre,
  capture,
}) => {
  const personal = "?email=someone%40example.com";
  const expected = [COZE[0], COZE[1]];
  await page.goto(`${HOME}${personal}`);
  // A link of the browser's own, so that the page before is the referrer, query and all.
  await page.evaluate((address) => {
    const link = document.createElement("a");
    link.href = address;
    document.body.append(link);
    link.click();
  }, CENTRE + personal);
  await expect(centre.cards.first()).toBeVisible();
  expect(await page.evaluate(() => document.referrer)).toContain(personal);
  await centre.packageCard(PRO.name).click();
  await expect.poll(() => capture.names()).toEqual(expected);
  for (const { properties } of capture.events)
    expect(properties).toMatchObject({
      $current_url: stack.appUrl + CENTRE,
      $pathname: CENTRE,
      $referrer: stack.appUrl,
    });

  await context.route("**/assets/sink-*.js", () => undefined); // Never arrives: the closing tab tells instead.
  await centre.open(personal);
  await centre.packageCard(TRIAL.name).click(); // The visit remembers the other choice.
  await page.goto("about:blank");
  await expect.poll(() => capture.names()).toEqual([...expected, ...expected]);
  for (const { body, path, headers } of capture.requests)
    expect(body + path + JSON.stringify(headers)).not.toMatch(/email|someone/i);
});

test("a library that is blocked changes nothing for the customer", async ({
  page,
  context,
  centre,
  customer: _,
  sandbox,
  trouble,
}) => {
  trouble.expect(/net::ERR_FAILED/);
  await context.route("**/assets/sink-*.js", (route) => route.abort());
  let loads = 0;
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().includes("/assets/sink-")) asked++;
  });
  page.on("load", () => loads++);
  await centre.open();
  const { qrCode } = await centre.buy(PRO, WECHAT);
  await sandbox.pay(qrCode.code_url);
  await centre.dialog.expectSuccess();
  expect(loads, "the page was loaded again").toBe(1);
  expect(asked, "asked for what is blocked").toBeLessThanOrEqual(3);
});
