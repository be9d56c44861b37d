import type { Page } from "@playwright/test";
import type { Workbench } from "../../sandbox/workbench/server.ts";
import { createStatement, newKey } from "../../scripts/tools/api-keys.ts";
import { SUBSCRIPTION } from "./support/addresses.ts";
import { openWorkbench, portalToken, WorkbenchPage } from "./support/embed.ts";
import { PRO_MONTHLY } from "./support/pricing.ts";
import { countRequests } from "./support/requests.ts";
import { expect, test } from "./support/test.ts";
import { refusedWith } from "./support/trouble.ts";

/** What somebody else's page, or a host that means harm, does to the frame; the rest stands in embed.spec.ts. */

const EVIL = "http://evil.example";
const UPGRADE = "/api/portal/subscription/upgrade";

let workbench: Workbench;
test.beforeAll(async ({ stack }) => {
  workbench = await openWorkbench(stack);
});
test.afterAll(() => workbench?.close());
// The browser's remark on a dialog in a frame that nobody has clicked into.
test.beforeEach(({ trouble }) => trouble.expect(/Blocked autofocusing/));

/** What lies over the frame, or hides it, as the host's page can do it. */
const DISGUISES = {
  transparent: "#portal iframe { opacity: 0.01 }",
  distorted: "#portal iframe { filter: blur(12px) }",
  covered:
    "body::after { content: 'Win!'; position: fixed; inset: 0; background: gold; pointer-events: none }",
  "cut off": "#portal { height: 1px; overflow: hidden }",
  invisible: "#portal iframe { visibility: hidden }",
} as const;

const disguise = (page: Page, style: string) =>
  page.evaluate((text) => {
    const sheet = document.createElement("style");
    sheet.id = "disguise";
    sheet.textContent = text;
    document.head.append(sheet);
  }, style);

const undisguise = (page: Page) =>
  page.evaluate(() => document.getElementById("disguise")?.remove());

/** By keyboard: a pointer does not reach what is cut off, but the focus does. */
const press = (page: Page) => page.keyboard.press("Enter");

test("a frame that is hidden, covered, cut off or flashed up acts on no press that moves money", async ({
  page,
  stack,
}) => {
  const host = new WorkbenchPage(page);
  await host.open(workbench.url, () => portalToken(stack, "clickjacked"));
  const confirm = await host.preview(PRO_MONTHLY);
  const upgrades = countRequests(page, "POST", UPGRADE);
  const said = page.locator("#said");
  const dialog = host.portal.getByRole("dialog");
  const expectRefused = async (what: string) => {
    await expect(said, what).toHaveText("FRAME_NOT_SEEN");
    await expect(dialog.getByRole("alert")).toContainText("未执行操作");
    await page.evaluate(() => document.getElementById("said")?.replaceChildren());
    await dialog.getByRole("button", { name: "重新计算" }).click();
    await expect(confirm).toBeEnabled();
  };
  for (const [what, style] of Object.entries(DISGUISES)) {
    await host.look();
    await confirm.focus();
    await disguise(page, style);
    await host.look();
    await press(page);
    await expect.poll(() => said.textContent(), what).toBe("FRAME_NOT_SEEN");
    await undisguise(page);
    await expectRefused(what);
  }
  // Shown under a press that is on its way.
  await disguise(page, DISGUISES.covered);
  await host.look();
  await confirm.focus();
  await undisguise(page);
  await press(page);
  await expectRefused("flashed up");
  expect(upgrades()).toBe(0);
  // Whoever sees all of it and is refused nevertheless has another way.
  const way = host.portal.getByRole("link", { name: "前往完整页面" });
  const [whole] = await Promise.all([page.waitForEvent("popup"), way.click()]);
  await expect(whole.getByRole("link", { name: "前往完整页面" })).toHaveAttribute(
    "href",
    SUBSCRIPTION,
  );
  await whole.close();

  await host.look();
  await confirm.click();
  await expect(host.dialog.code).toBeVisible();
  expect(upgrades()).toBe(1);
});

test("where a browser does not say what it paints nobody is locked out, and what is cut off is refused still", async ({
  page,
  context,
  stack,
}) => {
  await context.addInitScript(() =>
    Reflect.deleteProperty(IntersectionObserverEntry.prototype, "isVisible"),
  );
  const host = new WorkbenchPage(page);
  await host.open(workbench.url, () => portalToken(stack, "safari"));
  const confirm = await host.preview(PRO_MONTHLY);
  await host.look();
  await confirm.focus();
  await disguise(page, DISGUISES["cut off"]);
  await host.look();
  await press(page);
  await expect(page.locator("#said")).toHaveText("FRAME_NOT_SEEN");
  await undisguise(page);
  await host.portal.getByRole("button", { name: "重新计算" }).click();
  await expect(confirm).toBeEnabled();
  // A host's own taste.
  await disguise(page, "#portal iframe { opacity: 0.97 }");
  await host.look();
  await confirm.click();
  await expect(host.dialog.code).toBeVisible();
});

test("another site can neither frame the portal nor speak to it in its host's page", async ({
  page,
  context,
  stack,
  trouble,
}) => {
  trouble.expect(/frame-ancestors/);
  const token = await portalToken(stack, "victim");
  await context.route(`${EVIL}/`, (route) =>
    route.fulfill({
      contentType: "text/html",
      body: `<iframe src="${stack.appUrl}/embed"></iframe>`,
    }),
  );
  const evil = await context.newPage();
  await evil.goto(EVIL);
  await expect.poll(() => evil.frames().length).toBe(2);
  await evil.waitForLoadState("networkidle");
  expect(evil.frames()[1]?.url()).toMatch(/^chrome-error:/);

  // It opens the host's page, whose frames it can reach, and says to the portal and to its host what each says to the other.
  const [opened] = await Promise.all([
    context.waitForEvent("page"),
    evil.evaluate(
      (url) => void Reflect.set(window, "opened", window.open(`${url}/`)),
      workbench.url,
    ),
  ]);
  const host = new WorkbenchPage(opened);
  await opened.route("**/portal-token", (route) => route.fulfill({ json: { token: "ecp_x" } }));
  await opened.getByRole("button", { name: "账户与订阅" }).click();
  await expect(host.portal.getByRole("status")).toBeVisible();
  await expect(opened.locator("#said")).toHaveText("UNAUTHENTICATED");
  await evil.evaluate((good) => {
    const victim = Reflect.get(window, "opened") as Window;
    victim[0]?.postMessage({ type: "auth", token: good }, "*");
    for (let times = 0; times < 20; times++)
      victim.postMessage({ type: "portal:resize", height: 9 }, "*");
  }, token);
  await opened.waitForTimeout(500);
  await expect(host.portal.locator(".portal")).toHaveCount(0);
  expect((await host.iframe.boundingBox())?.height).toBeGreaterThan(200);
  await opened.close();
  await evil.close();
  await page.close();
});

test("a token that its host has ended opens nothing, and is not taken again", async ({
  page,
  request,
  stack,
  trouble,
}) => {
  trouble.expect(refusedWith(401));
  const key = newKey();
  await stack.d1(createStatement(key, "attacks", Date.now()));
  const host = new WorkbenchPage(page);
  const [first, second] = [
    await portalToken(stack, "leaving"),
    await portalToken(stack, "leaving"),
  ];
  let next = first;
  await host.open(workbench.url, async () => next);
  await host.expectPlan("免费版");
  const ended = await request.delete("/api/customers/leaving/portal-session", {
    headers: { authorization: `Bearer ${key.token}` },
  });
  expect(ended.status()).toBe(204);
  next = second;
  await host.portal.getByRole("link", { name: "账单与发票" }).click();
  await expect(page.locator("#said")).toHaveText("PORTAL_TOKEN_ENDED");
  await expect(host.portal.getByTestId("invoice")).toHaveCount(0);
});

test("with scope read the frame offers no plans, and its host can send it to none", async ({
  page,
  stack,
}) => {
  const host = new WorkbenchPage(page);
  const upgrades = countRequests(page, "POST", UPGRADE);
  await host.open(workbench.url, () => portalToken(stack, "looking", { scopes: ["read"] }));
  await host.expectPlan("免费版");
  await host.tell({ type: "portal:navigate", path: "/pricing" });
  await host.tell({ type: "portal:navigate", path: "//evil.example/pricing" });
  const [elsewhere] = await Promise.all([
    page.waitForEvent("popup"),
    host.portal.getByRole("link", { name: "选择计划" }).first().click(),
  ]);
  await expect(elsewhere).toHaveURL(/\/pricing/);
  await elsewhere.close();
  await host.expectPlan("免费版");
  await expect(host.portal.getByTestId("plan")).toHaveCount(0);
  expect(upgrades()).toBe(0);
});

test("what is copied goes to the clipboard where the host allows it, and is told where not", async ({
  page,
  context,
  stack,
  trouble,
}) => {
  trouble.expect(/Permissions policy violation: The Clipboard API/);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const host = new WorkbenchPage(page);
  const open = async (customer: string) => {
    await host.open(workbench.url, () => portalToken(stack, customer));
    const confirm = await host.preview(PRO_MONTHLY);
    await host.look();
    await confirm.click();
    await expect(host.dialog.code).toBeVisible();
    await host.dialog.root.getByRole("button", { name: /^复制/ }).click();
  };
  await open("copying");
  await expect(host.dialog.root.getByRole("button", { name: /^已复制/ })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^EC\d+/);

  // A host that makes the frame itself and leaves `allow` out.
  await page.addInitScript(() =>
    Object.defineProperty(HTMLIFrameElement.prototype, "allow", { set: () => {} }),
  );
  await page.goto("about:blank");
  await open("copying-not");
  await expect(host.iframe).not.toHaveAttribute("allow");
  await expect(host.portal.getByRole("region", { name: "提示消息" })).toContainText("复制没有成功");
  await expect(host.dialog.code, "the code is there still").toBeVisible();
});
