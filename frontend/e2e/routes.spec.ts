import { gzipSync } from "node:zlib";
import {
  ACCOUNT,
  BILLING,
  CENTRE,
  CREDITS,
  HOME,
  PRICING,
  RECHARGE,
  RECORDS,
  RESULT,
  SUBSCRIPTION,
  TERMS,
  USAGE,
} from "./support/addresses.ts";
import { flawsInSchemes } from "./support/axe.ts";
import { PRO } from "./support/centre.ts";
import { expectGoodLooks } from "./support/looks.ts";
import { countRequests } from "./support/requests.ts";
import { expect, test } from "./support/test.ts";
import { FOREIGN, textOf } from "./support/texts.ts";
import { NETWORK_LOST, refusedWith } from "./support/trouble.ts";

const SCRIPT_BYTES_MAX = 60_000;
const STYLE_BYTES_MAX = 15_000;
const TITLES = [
  [HOME, "menu.home"],
  [CENTRE, "menu.cozePackageCenter"],
  [RECHARGE, "menu.rechargeCenter"],
  [CREDITS, "menu.credits"],
  [RECORDS, "menu.records"],
  [RESULT, "menu.cozePackageResult"],
  [TERMS, "menu.agreement"],
  [PRICING, "menu.pricing"],
  [SUBSCRIPTION, "menu.subscription"],
  [USAGE, "menu.usage"],
  [BILLING, "menu.billing"],
  [ACCOUNT, "menu.account"],
] as const;
const LONG_CACHE = /immutable|max-age=\d{5}/;

test("each address of the page answers by itself with its own title, and is asked for anew each time", async ({
  page,
  trouble,
}) => {
  trouble.expect(refusedWith(401)); // A guest's records.
  for (const [path, title] of TITLES) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    expect(answer?.headers()["cache-control"], path).not.toMatch(LONG_CACHE);
    await expect(page).toHaveTitle(`${textOf("zh", title)} · ${textOf("zh", "common.brand")}`);
    await expect(page.locator("main h1")).toBeVisible();
    await expect(page.locator("#app")).not.toHaveAttribute("inert");
  }
});

test("an address that leads nowhere is a 404 that leads on", async ({ page, trouble }) => {
  trouble.expect(refusedWith(404));
  const answer = await page.goto("/no/such/page");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "这个页面不存在" })).toBeVisible();
  await page.getByRole("main").getByRole("link", { name: "Coze 套餐中心" }).click();
  await expect(page.getByTestId("package-card").first()).toBeVisible();
});

test("a page may open sockets to its own host by name, and is kept to https", async ({
  request,
}) => {
  const headers = (await request.get(CENTRE)).headers();
  const [, sources] = /connect-src ([^;]*)/.exec(headers["content-security-policy"] ?? "") ?? [];
  expect(sources).toBe("'self' ws://localhost:* ws://127.0.0.1:*");
  expect(headers["strict-transport-security"]).toBe("max-age=31536000");
});

test("a file that is gone is a 404 that nobody keeps; one that is there is kept", async ({
  request,
}) => {
  const gone = await request.get("/assets/frame-00000000.js");
  expect(gone.status()).toBe(404);
  expect(gone.headers()["cache-control"] ?? "").not.toMatch(LONG_CACHE);
  const html = await (await request.get(CENTRE)).text();
  const [script] = html.match(/\/assets\/[\w-]+\.js/) ?? [];
  const there = await request.get(script ?? "");
  expect(there.status()).toBe(200);
  expect(there.headers()["cache-control"]).toMatch(/immutable/);
});

for (const [address, data] of [
  [CENTRE, "/api/web/coze-package/center"],
  [RECHARGE, "/api/recharge/center"],
] as const) {
  test(`${address} asks for its data once, for nothing from elsewhere, and stays small`, async ({
    page,
    stack,
    customer: _,
  }) => {
    const asked: URL[] = [];
    const scripts: Promise<Buffer>[] = [];
    page.on("request", (request) => asked.push(new URL(request.url())));
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.push(response.body());
    });
    await page.goto(address);
    await expect(page.getByTestId("package-card").first()).toBeVisible();
    await page.waitForLoadState("networkidle");
    const api = asked.map(({ pathname }) => pathname).filter((path) => path.startsWith("/api/"));
    // The frame's balance is asked for when the page has its own data, and nothing waits for it.
    expect(api.filter((path) => path !== "/api/analytics")).toEqual([data, "/api/credits/balance"]);
    expect(asked.filter(({ origin }) => origin !== stack.appUrl).map(String)).toEqual([]);
    expect(asked.filter(({ pathname }) => /\.(woff2?|ttf|otf|css)$/.test(pathname))).toEqual([]);

    // With what is loaded while the customer chooses.
    const bodies = await Promise.all(scripts);
    expect(bodies.length).toBeGreaterThan(3);
    const scriptBytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    expect(scriptBytes, "gzip bytes of scripts").toBeLessThanOrEqual(SCRIPT_BYTES_MAX);
    const styles = await page.locator("head style").innerText();
    expect(styles).toContain(".package");
    expect(gzipSync(styles).length, "gzip bytes of styles").toBeLessThanOrEqual(STYLE_BYTES_MAX);
  });
}

test("the outline is there without the code, and gives way to it without moving anything", async ({
  page,
  context,
}) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await context.route("**/assets/*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(CENTRE);
  const title = page.locator("main h1");
  await expect(title).toHaveText("Coze 套餐中心");
  await expect(page.locator(".skeleton").first()).toBeVisible();
  const before = await title.boundingBox();
  release();
  await expect(page.getByTestId("package-card").first()).toBeVisible();
  expect(await title.boundingBox()).toEqual(before);
});

for (const [language, locale] of [
  ["zh", "zh-CN"],
  ["en", "en-US"],
  ["jp", "ja-JP"],
] as const) {
  test.describe(`a reader of ${language}`, () => {
    test.use({ locale });

    test("is told when the code does not arrive, and can try again", async ({
      page,
      context,
      trouble,
    }) => {
      trouble.expect(NETWORK_LOST, /Failed to fetch dynamically imported module/);
      await context.route("**/assets/*.js", (route) => route.abort());
      await page.goto(CENTRE);
      const alert = page.getByRole("alert");
      await expect(alert).toContainText(textOf(language, "common.failure.start"));
      await expect(alert).toBeFocused();
      await expect(page.locator(".skeleton")).toHaveCount(0);
      expect(await page.locator("body").innerText()).not.toMatch(FOREIGN[language]);
      await expectGoodLooks(page, test.info(), `no-code-${language}`);
      expect(await flawsInSchemes(page, `no code, ${language}`)).toEqual([]);

      await context.unroute("**/assets/*.js");
      await page.keyboard.press("Tab");
      const again = alert.getByRole("button", { name: textOf(language, "common.action.retry") });
      await expect(again).toBeFocused();
      await page.keyboard.press("Enter");
      await expect(page.getByTestId("package-card").first()).toBeVisible();
      await expect(page.locator("#app")).not.toHaveAttribute("inert");
    });
  });
}

test("a language that is lost twice is told, and Try again loads the very same address", async ({
  page,
  context,
  request,
  trouble,
}) => {
  trouble.expect(NETWORK_LOST, /Failed to fetch dynamically imported module/);
  const html = await (await request.get(CENTRE)).text();
  const [, texts = ""] = html.match(/lang="zh-CN"[^>]* data-texts="([^"]+)"/) ?? [];
  const address = `${CENTRE}?from=mail`;
  const loads = countRequests(page, "GET", CENTRE);
  await context.route(`**${texts}`, (route) => route.abort());
  await page.goto(address);
  const alert = page.getByRole("alert");
  await expect(alert).toContainText(textOf("zh", "common.failure.start"));
  expect(loads(), "loaded afresh once, not in a circle").toBe(2);

  await context.unroute(`**${texts}`);
  await alert.getByRole("button", { name: textOf("zh", "common.action.retry") }).click();
  await expect(page.getByTestId("package-card").first()).toBeVisible();
  await expect(page).toHaveURL(address);
});

test("a click on a page whose code went with a deployment still leads there", async ({
  page,
  context,
  trouble,
}) => {
  trouble.expect(refusedWith(404), /Failed to fetch dynamically imported module/);
  await page.goto(HOME);
  const loads = countRequests(page, "GET", CENTRE);
  let gone = true;
  await context.route("**/assets/coze-package-center-*.js", async (route) => {
    if (gone) await route.fulfill({ status: 404 });
    else await route.continue();
    gone = false;
  });
  await page
    .getByRole("main")
    .getByRole("link", { name: /Coze 套餐中心/ })
    .click();
  await expect(page).toHaveURL(CENTRE);
  await expect(page.getByRole("radio", { name: new RegExp(`^${PRO.name}`) })).toBeVisible();
  expect(loads()).toBe(1);
});

test("from the terms a reader comes back to where they were", async ({ page, centre }) => {
  await centre.open();
  await page.getByRole("link", { name: "《支付服务条款》" }).click();
  await page.getByRole("link", { name: "返回", exact: true }).click();
  await expect(page).toHaveURL(CENTRE);
  await page.goto("/agreement?type=agreement&item=payment");
  await page.getByRole("main").getByRole("link", { name: "返回首页" }).click();
  await expect(page).toHaveURL(HOME);
});

test("every entry of the menu opens by a click from another page, with no words of that one", async ({
  page,
  customer,
}) => {
  expect(customer.name).not.toBe("");
  await page.goto(RECORDS);
  const links = page
    .getByRole("navigation", { name: textOf("zh", "common.label.navigation") })
    .getByRole("link");
  await expect(links.first()).toBeVisible();
  const addresses = await links.evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  expect(addresses.length).toBeGreaterThanOrEqual(8);
  const leads = new Set<string>();
  // The last ones first: each is reached from a page of another kind at least once.
  for (const address of [...addresses.toReversed(), ...addresses]) {
    await page.locator(`nav a[href="${address}"]`).first().click();
    await expect(page).toHaveURL(new RegExp(`${address}$`));
    await expect(page.locator("main .skeleton:visible")).toHaveCount(0);
    await expect(page.getByText(textOf("zh", "common.failure.load"))).toHaveCount(0);
    const [lead] = await page.locator(".page-lead").allInnerTexts();
    if (lead !== undefined) leads.add(`${lead} ${address}`);
  }
  // One lead for each address that has one.
  expect(new Set([...leads].map((each) => each.split(" ").at(-1))).size).toBe(leads.size);
});
