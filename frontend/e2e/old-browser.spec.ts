import { ALIPAY, PRO, WECHAT } from "./support/centre.ts";
import { POWER_100 } from "./support/recharge.ts";
import { expect, test } from "./support/test.ts";

/** What Safari 15.4, Chromium 100 or Firefox 100 lack and today's browser has (README, "Browsers"). */
const NEWER_APIS = [
  "AbortSignal.timeout",
  "AbortSignal.any",
  "Array.fromAsync",
  "Array.prototype.toSorted",
  "Array.prototype.toReversed",
  "Array.prototype.toSpliced",
  "Array.prototype.with",
  "Object.groupBy",
  "Map.groupBy",
  "Promise.withResolvers",
  "Promise.try",
  "URL.canParse",
  "URL.parse",
  "URLSearchParams.prototype.size",
  "String.prototype.isWellFormed",
  "String.prototype.toWellFormed",
  "Set.prototype.union",
  "Set.prototype.intersection",
  "Iterator.prototype.map",
  "Element.prototype.checkVisibility",
  "HTMLElement.prototype.inert",
  "HTMLElement.prototype.showPopover",
  "Document.prototype.startViewTransition",
  "requestIdleCallback",
  "navigation",
  "scheduler",
  "cookieStore",
  "trustedTypes",
  "Intl.Segmenter",
  "Intl.DurationFormat",
  "crypto.randomUUID",
];

test.beforeEach(async ({ context }) => {
  await context.addInitScript((names) => {
    for (const name of names) {
      const path = name.split(".");
      const last = path.pop() ?? "";
      const owner = path.reduce<unknown>((at, key) => Reflect.get(Object(at), key), window);
      for (let at = owner; at instanceof Object; at = Object.getPrototypeOf(at))
        Reflect.deleteProperty(at, last);
    }
  }, NEWER_APIS);
  // A document that a test answers itself comes from no network: today's browser then asks before it opens a socket to one.
  // A browser that does not know the permission does not ask.
  await context.grantPermissions(["local-network-access"]).catch(() => undefined);
  // Neither had :has(); a rule with it in its list is dropped whole.
  await context.route(/\/profile\//, async (route) => {
    if (route.request().resourceType() !== "document") return route.fallback();
    const answer = await route.fetch();
    const headers = { ...answer.headers() };
    delete headers["content-security-policy"]; // It names the styles by their hash.
    await route.fulfill({ headers, body: (await answer.text()).replaceAll(":has(", ":unknown(") });
  });
});

test("purchases by both ways, from the choice to success, in a browser without newer APIs", async ({
  page,
  centre,
  recharge,
  customer,
}) => {
  await centre.open();
  expect(await page.evaluate(() => "timeout" in AbortSignal)).toBe(false);
  await centre.buy(PRO, WECHAT);
  await expect(centre.packageCard(PRO.name).locator(".ring")).not.toHaveCSS(
    "background-color",
    "rgb(255, 255, 255)",
  );
  await expect(centre.dialog.timer).toHaveText(/^(2:00|1:5\d)$/);
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
  expect(await customer.daysLeft()).toBe(PRO.days);

  await recharge.open();
  await recharge.buy(POWER_100, ALIPAY);
  await expect(recharge.dialog.timer).toHaveText(/^(2:00|1:5\d)$/);
  await recharge.dialog.payAtCashier();
  await recharge.dialog.expectSuccess();
  expect(await customer.power()).toBe(POWER_100.arrives);
});

test("the built code is in the syntax of the oldest browsers", async ({
  page,
  request,
  centre,
}) => {
  const scripts = new Set<string>();
  page.on("response", (answer) => {
    if (answer.request().resourceType() === "script") scripts.add(answer.url());
  });
  await centre.open();
  await page.waitForLoadState("networkidle");
  expect(scripts.size).toBeGreaterThan(3);
  for (const address of scripts) {
    const code = await (await request.get(address)).text();
    // Class static blocks and looking behind in patterns: Safari 16.4. One of them and nothing runs.
    expect(code.match(/\bstatic\s*\{|\(\?<[=!]/)?.[0], address).toBeUndefined();
  }
});
