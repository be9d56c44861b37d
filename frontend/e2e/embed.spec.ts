import type { Request } from "@playwright/test";
import type { Workbench } from "../../sandbox/workbench/server.ts";
import { flawsInSchemes } from "./support/axe.ts";
import { openWorkbench, portalToken, WorkbenchPage } from "./support/embed.ts";
import { Host } from "./support/host.ts";
import { keepPicture } from "./support/looks.ts";
import { PRO_MONTHLY } from "./support/pricing.ts";
import { expect, test } from "./support/test.ts";
import { refusedWith } from "./support/trouble.ts";

let workbench: Workbench;
test.beforeAll(async ({ stack }) => {
  workbench = await openWorkbench(stack);
});
test.afterAll(() => workbench?.close());

test.beforeEach(async ({ context, stack }) => {
  // As where third-party cookies are blocked: a frame that touches its storage is thrown at, and no cookie of it stays.
  await context.addInitScript((product) => {
    if (location.origin !== product || window.parent === window) return;
    for (const name of ["localStorage", "sessionStorage"])
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      });
    Object.defineProperty(document, "cookie", { get: () => "", set: () => {} });
  }, stack.appUrl);
});

test("a host's sidebar shows the portal: subscribed by code inside it, in the host's language and theme", async ({
  page,
  stack,
  sandbox,
  trouble,
}, info) => {
  // The browser's remark on a dialog in a frame that nobody has clicked into; a customer has.
  trouble.expect(/Blocked autofocusing/);
  const host = new WorkbenchPage(page);
  const cookies: string[] = [];
  page.on("request", async (request) => {
    if (!request.url().startsWith(stack.appUrl)) return;
    const { cookie, referer } = await request.allHeaders();
    if (cookie) cookies.push(request.url());
    // The frame's own scripts name each other, and the host's requests the host; nothing else names anybody.
    const isScripts = referer?.startsWith(`${stack.appUrl}/assets/`);
    if (referer && !isScripts && !isOfHost(request))
      cookies.push(`${request.url()} from ${referer}`);
  });
  const addresses: string[] = [];
  page.on("request", (request) => void addresses.push(request.url()));
  await host.open(workbench.url);
  // Somebody whom no other test signs in as.
  await page.getByLabel("客户").selectOption("customer-alex");
  await host.expectPlan("免费版");
  await keepPicture(page, info, "workbench-zh");

  const confirm = await host.preview(PRO_MONTHLY);
  await host.look();
  const [answer] = await Promise.all([
    page.waitForResponse((one) => one.url().endsWith("/api/pay/prepay") && one.ok()),
    confirm.click(),
  ]);
  await expect(host.dialog.code).toBeVisible();
  await keepPicture(page, info, "workbench-code");
  expect((await host.iframe.boundingBox())?.height, "the code is not cut off").toBeGreaterThan(700);
  await sandbox.pay(((await answer.json()) as { qrCode: { code_url: string } }).qrCode.code_url);
  await host.dialog.expectSuccess();
  await host.dialog.close.click();
  await host.portal.getByRole("link", { name: "我的订阅" }).first().click();
  await host.expectPlan(PRO_MONTHLY);

  const html = host.portal.locator("html");
  await page.getByLabel("语言").selectOption("jp");
  await expect(html).toHaveAttribute("lang", "ja");
  await page.getByLabel("外观").selectOption("dark");
  await expect(html).toHaveAttribute("data-theme", "dark");
  await keepPicture(page, info, "workbench-jp-dark");
  const content = await host.portal.locator("#app").boundingBox();
  const shown = await host.iframe.boundingBox();
  expect(
    Math.abs((content?.height ?? 0) - (shown?.height ?? 1e9)),
    "no second scroll bar",
  ).toBeLessThan(2);
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await host.frame.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(
    0,
  );
  await keepPicture(page, info, "workbench-phone");

  expect(cookies, "cookies or addresses told to the portal").toEqual([]);
  expect(addresses.filter((address) => address.includes("ecp_"))).toEqual([]);
});

test("an ended token is renewed, by the host's answer to the frame's question", async ({
  page,
  stack,
  trouble,
}) => {
  trouble.expect(refusedWith(401));
  const host = new WorkbenchPage(page);
  // The first has less than a minute left, so that the next is asked for at once; the one after ends under the page.
  const seconds = [30, 900, 900];
  let asked = 0;
  await host.open(workbench.url, () =>
    portalToken(stack, "renewing", { seconds: seconds[asked++] ?? 900 }),
  );
  await host.expectPlan("免费版");
  await expect.poll(() => asked).toBeGreaterThanOrEqual(2);
  // Ended at the Worker: the page's next question is answered 401, and again with the next token.
  await page.route("**/api/portal/plans", async (route) => {
    await page.unroute("**/api/portal/plans");
    await route.fulfill({ status: 401, json: { code: "PORTAL_TOKEN_ENDED", title: "over" } });
  });
  await host.portal.getByRole("link", { name: "选择计划" }).first().click();
  await expect(host.portal.getByTestId("plan").first()).toBeVisible();
  expect(asked).toBeGreaterThanOrEqual(3);
});

test("nothing is shown to whoever is not the page that the token names", async ({
  page,
  stack,
  trouble,
}) => {
  trouble.expect(refusedWith(401), refusedWith(403), /Refused to frame|frame-ancestors/);
  const host = new WorkbenchPage(page);
  const good = await portalToken(stack, "victim");
  const elsewhere = await portalToken(stack, "attacker", { origin: "https://evil.example" });
  const ended = await portalToken(stack, "attacker", { seconds: -60 });
  const forged = good.replace(/.{8}$/, "AAAAAAAA");
  const tokens = [elsewhere, ended, forged, "", "ecp_x"];
  let next = tokens[0] ?? "";
  await host.open(workbench.url, async () => next);
  const said = page.locator("#said");
  const spinner = host.portal.getByRole("status");
  await expect(said).toHaveText("PORTAL_ORIGIN_REFUSED");
  for (const [token, code] of [
    [ended, "PORTAL_TOKEN_ENDED"],
    [forged, "UNAUTHENTICATED"],
    ["ecp_x", "UNAUTHENTICATED"],
  ] as const) {
    next = token;
    await page.evaluate(() => {
      (document.getElementById("said") as HTMLElement).textContent = "";
    });
    await host.tell({ type: "auth", token });
    await expect(said).toHaveText(code);
  }
  await expect(spinner).toBeVisible();

  // A sibling frame of the same page has a good token: it is not the parent.
  await page.evaluate(() => {
    const sibling = document.createElement("iframe");
    sibling.name = "sibling";
    document.body.append(sibling);
  });
  await page.frame("sibling")?.evaluate((token) => {
    for (let index = 0; index < parent.length; index++)
      parent[index]?.postMessage({ type: "auth", token }, "*");
  }, good);
  await page.waitForTimeout(300);
  await expect(host.portal.locator(".portal")).toHaveCount(0);

  // A flood of messages, of every kind that is none.
  await host.iframe.evaluate((frame: HTMLIFrameElement) => {
    for (const data of [
      null,
      1,
      "auth",
      [],
      {},
      { type: "auth" },
      { type: "auth", token: {} },
      { type: "__proto__" },
    ])
      for (let times = 0; times < 200; times++) frame.contentWindow?.postMessage(data, "*");
  });
  await host.tell({ type: "auth", token: good });
  await expect(host.portal.locator(".portal"), "after a flood nothing is heard").toHaveCount(0);

  // A new frame opens with the good one, and then stays its customer's.
  next = good;
  await page.reload();
  await page.getByRole("button", { name: "账户与订阅" }).click();
  await host.expectPlan("免费版");
  await host.tell({ type: "auth", token: await portalToken(stack, "attacker") });
  await expect(said).toHaveText("PORTAL_CUSTOMER_CHANGED");
  expect(await flawsInSchemes(page, "the workbench with the portal")).toEqual([]);
});

test("the policy names the hosts on /embed and nobody elsewhere; what stands in its address does not stay", async ({
  page,
  request,
  stack,
}) => {
  const policyOf = async (path: string) =>
    /frame-ancestors [^;]*/.exec(
      (await request.get(path)).headers()["content-security-policy"] ?? "",
    )?.[0];
  expect(await policyOf("/embed")).toBe(`frame-ancestors ${stack.hostUrl}`);
  const headers = (await request.get("/embed")).headers();
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["content-security-policy"]).not.toContain("unsafe-");
  for (const path of ["/", "/portal/subscription", "/pricing", "/nowhere", "/api/status"])
    expect(await policyOf(path), path).toBe("frame-ancestors 'none'");

  await page.goto(`/embed?token=${await portalToken(stack, "victim")}`);
  await expect(page.getByRole("heading")).toBeVisible();
  expect(page.url()).toBe(`${stack.appUrl}/embed`);
  await expect(page.locator(".portal")).toHaveCount(0);
  await page.goto("/embed?done");
  await expect(page.getByText("请关闭此窗口")).toBeVisible();
});

test("a list in the frame is turned on and back, whatever is reported meanwhile", async ({
  page,
  stack,
}) => {
  const reader = "customer-who-turns-pages";
  const product = await Host.withNewKey(stack);
  for (let n = 1; n <= 41; n++) await product.record(reader, "ai_chat", n);
  const token = await portalToken(stack, reader);
  const host = new WorkbenchPage(page);
  await host.open(workbench.url, async () => token);
  await host.portal.getByRole("link", { name: "用量与额度" }).first().click();
  const events = host.portal.getByTestId("event");
  const turn = async (name: string, position: string) => {
    await host.portal.getByRole("button", { name, exact: true }).click();
    await expect(host.portal.getByText(position)).toBeVisible();
    return events.allTextContents();
  };
  await expect(events).toHaveCount(20);
  const first = await events.allTextContents();
  const second = await turn("下一页", "第 2 / 3 页，共 41 条");
  await product.record(reader, "ai_chat", 42);
  await expect(host.portal.getByText("第 2 / 3 页，共 42 条")).toBeVisible();
  const third = await turn("下一页", "第 3 / 3 页，共 42 条");
  expect(new Set([...first, ...second, ...third]).size).toBe(41);
  expect(third).toHaveLength(1);
  // A frame's history keeps no state, and the page knows by itself where it came by.
  expect(await turn("上一页", "第 2 / 3 页，共 42 条")).toEqual(second);
});

const isOfHost = (request: Request) =>
  request.isNavigationRequest() || request.frame().parentFrame() === null;
