import type { Page } from "@playwright/test";
import { CENTRE, CREDITS, HOME, PRICING, RECORDS } from "./support/addresses.ts";
import { ALIPAY, WECHAT } from "./support/centre.ts";
import {
  CreditsPage,
  PACK_100,
  PACK_500,
  CREDIT_SYSTEM_VERSION as VERSION,
} from "./support/credits.ts";
import { Host } from "./support/host.ts";
import { orderRows } from "./support/records.ts";
import { test as base, expect } from "./support/test.ts";
import { NETWORK_LOST, refusedWith } from "./support/trouble.ts";

const test = base.extend<{ credits: CreditsPage }>({
  credits: async ({ page }, use) => {
    await use(new CreditsPage(page));
  },
});

test.describe("in v1", () => {
  test.beforeEach(({ operator }) => operator.set(VERSION, "v1"));

  test("a pack is bought, and the balance follows on every open page without a reload", async ({
    page,
    context,
    credits,
    customer,
    sandbox,
  }) => {
    const { available: before } = await customer.credits();
    const other = new CreditsPage(await context.newPage());
    await other.page.goto(HOME);
    await other.expectBalance(before);
    await credits.open();
    await credits.expectBalance(before);

    const { qrCode } = await credits.buy(PACK_100, WECHAT);
    await sandbox.pay(qrCode.code_url);
    await credits.dialog.expectSuccess();
    await expect(credits.dialog.root).toContainText("100 积分已到账");
    await credits.expectBalance(before + 100);
    await other.expectBalance(before + 100);
    await credits.dialog.root.getByRole("link", { name: "查看支付结果" }).click();

    await expect(page.getByRole("heading", { name: "购买成功" })).toBeVisible();
    await expect(page.getByRole("main")).toContainText("入门包 · 100 积分");
    await page.getByRole("link", { name: "返回我的积分" }).click();
    await expect(credits.available).toHaveText(String(before + 100));
    await expect(page.getByRole("list").filter({ hasText: "购买" })).toContainText("+100");
    await page.goto(`${RECORDS}?kind=credits`);
    await expect(orderRows(page)).toHaveCount(1);
    await expect(orderRows(page)).toContainText("入门包");
    await expect(orderRows(page)).toContainText("100 积分");
    expect((await customer.credits()).purchased).toBe(100);
  });

  test("a pack is paid with Alipay at the cashier", async ({ credits, customer }) => {
    await credits.open();
    await credits.buy(PACK_500, ALIPAY);
    await expect(credits.dialog.root).toContainText(PACK_500.price);
    await credits.dialog.payAtCashier();
    await credits.dialog.expectSuccess();
    expect((await customer.credits()).purchased).toBe(500);
  });

  test("a switch in the middle of buying is said, and loses neither the choice nor what was bought", async ({
    page,
    credits,
    customer,
    operator,
    sandbox,
    trouble,
  }) => {
    trouble.expect(refusedWith(409));
    await customer.buy(sandbox, "credits", PACK_100.id);
    await credits.open();
    await credits.choose(PACK_500, ALIPAY);
    await operator.set(VERSION, "v2");
    await credits.buyButton.click();
    await expect(credits.toasts).toContainText(["目前不单独出售积分"]);
    await expect(credits.closed).toBeVisible();
    await expect(credits.cards).toHaveCount(0);
    await expect(credits.buyButton).toHaveCount(0);
    await expect(page.getByRole("link", { name: "升级套餐" })).toHaveAttribute("href", PRICING);
    expect((await customer.credits()).purchased).toBe(100);
    await expect(page.getByRole("region", { name: "可用积分" })).toContainText("购买的积分100");
    expect(await customer.orders()).toHaveLength(1);

    await operator.set(VERSION, "v1");
    await page.reload();
    await expect(credits.packageChoice(PACK_500.name)).toBeChecked();
    await expect(credits.payWay(ALIPAY).getByRole("radio")).toBeChecked();
    await credits.codeAfter(() => credits.buyButton.click());
    await expect(credits.dialog.root).toContainText(PACK_500.price);
  });

  test("a code that was opened before the switch is paid and granted after it", async ({
    credits,
    customer,
    operator,
    sandbox,
  }) => {
    await credits.open();
    const { qrCode } = await credits.buy(PACK_100, WECHAT);
    await operator.set(VERSION, "v2");
    await sandbox.pay(qrCode.code_url);
    await credits.dialog.expectSuccess();
    expect((await customer.credits()).purchased).toBe(100);
  });

  test("who is short of credits is offered the pack that is enough, and told when it is", async ({
    page,
    credits,
    customer,
    sandbox,
  }) => {
    const { available } = await customer.credits();
    const needed = available + 120;
    await credits.open(`?needed=${needed}`);
    await expect(credits.short).toBeVisible();
    await expect(credits.short.getByRole("heading")).toBeFocused();
    await expect(credits.short).toContainText("还差 120 积分");
    await expect(credits.short).toContainText(`需要${needed}可用${available}还差120`);
    await expect(credits.short).toContainText(/套餐积分将于 \d{4}年\d+月1日 重置为 \d+ 积分/);
    await expect(credits.short).toContainText("「热门包」含 500 积分，售价 ¥139.00");
    const upgrade = credits.short.getByRole("link", { name: "升级套餐" });
    await expect(upgrade).toHaveAttribute("href", PRICING);

    await credits.short.getByRole("button", { name: "购买积分包" }).click();
    await expect(credits.short).toBeHidden();
    await expect(credits.packageChoice(PACK_500.name)).toBeChecked();
    await expect(credits.packageChoice(PACK_500.name)).toBeFocused();
    await expect(credits.need).toContainText("还差 120 积分");
    const { qrCode } = await credits.codeAfter(() => credits.buyButton.click());
    await sandbox.pay(qrCode.code_url);
    await credits.dialog.expectSuccess();
    await page.keyboard.press("Escape");
    await expect(credits.need).toContainText("积分足够");
    await expect(credits.short).toBeHidden();
  });

  test("without packs on sale by the operator's switch it is said as in v2", async ({
    credits,
    operator,
    customer: _,
  }) => {
    await operator.set("credit_purchases_status", "false");
    await credits.open("?needed=5000");
    await expect(credits.closed).toBeVisible();
    await expect(credits.short.getByRole("button", { name: "购买积分包" })).toHaveCount(0);
  });

  test("a guest sees the packs, and signs in to buy", async ({ page, credits }) => {
    await credits.open();
    await expect(credits.account).toContainText("登录后查看你的权益");
    await expect(credits.balance).toHaveCount(0);
    await credits.choose(PACK_100, WECHAT);
    await credits.buyButton.click();
    await credits.codeAfter(() => page.getByRole("button", { name: /Alex Chen/ }).click());
    expect(new URL(page.url()).pathname).toBe(CREDITS);
    await expect(credits.dialog.root).toContainText(PACK_100.price);
    await credits.dialog.cancel.click();
  });
});

test.describe("in v2", () => {
  test("who is short of credits is offered an upgrade alone, and may put it aside", async ({
    page,
    credits,
    customer,
  }) => {
    const { available } = await customer.credits();
    await credits.open(`?needed=${available + 1}`);
    await expect(credits.short).toContainText("还差 1 积分");
    await expect(credits.short.getByRole("button", { name: "购买积分包" })).toHaveCount(0);
    const upgrade = credits.short.getByRole("link", { name: "升级套餐" });
    await expect(upgrade).toHaveAttribute("href", PRICING);
    await page.keyboard.press("Escape");
    await expect(credits.short).toBeHidden();
    await expect(credits.need).toContainText("还差 1 积分");
    await page.getByRole("button", { name: "如何获得积分" }).click();
    await expect(credits.short).toBeVisible();

    await credits.open(`?needed=${available}`);
    await expect(credits.need).toContainText("积分足够");
    await expect(credits.short).toBeHidden();
    for (const nonsense of ["", "?needed=", "?needed=0", "?needed=-1", "?needed=many"]) {
      await credits.open(nonsense);
      await expect(credits.available).toBeVisible();
      await expect(credits.need).toHaveCount(0);
    }
  });

  test("months are looked back at, each with an address of its own", async ({
    page,
    credits,
    customer,
    stack,
  }) => {
    const host = await Host.withNewKey(stack);
    await host.deduct(customer.id, 3, "chat 4711", "credits");
    await credits.open();
    const rows = page.getByRole("region", { name: "每月使用" }).getByRole("listitem");
    await expect(rows).toHaveCount(2);
    await expect(rows.first()).toContainText("使用chat 4711");
    await expect(rows.first()).toContainText("-3");
    const present = await credits.month.innerText();
    await expect(page.getByRole("button", { name: "下个月" })).toBeDisabled();
    await page.getByRole("button", { name: "上个月" }).click();
    await expect(page.getByRole("heading", { name: "这个月没有积分变动" })).toBeVisible();
    await expect(page).toHaveURL(/\/credits\?month=20\d\d-\d\d$/);
    await page.reload();
    await expect(credits.month).not.toHaveText(present);
    await page.getByRole("button", { name: "下个月" }).click();
    await expect(credits.month).toHaveText(present);
    await expect(rows).toHaveCount(2);
  });
});

test("nothing on the page moves while its parts arrive one after the other", async ({
  page,
  credits,
  customer: _,
}) => {
  await watchShifts(page);
  const slow = [
    ["**/api/credits/usage*", 150],
    ["**/api/credits/packages", 300],
    ["**/api/credits/balance", 450],
  ] as const;
  for (const [address, delayMs] of slow)
    await page.route(address, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      await route.continue();
    });
  await credits.open("?needed=1");
  await expect(credits.need).toContainText("积分足够");
  await expect(credits.month).not.toHaveText("");
  expect(await shiftsOf(page, "body")).toEqual([]);
});

test.describe("the balance in the frame", () => {
  test("says all that there is to say by keyboard, and gives the focus back", async ({
    page,
    credits,
    customer,
  }) => {
    const { available } = await customer.credits();
    await page.goto(HOME);
    await credits.expectBalance(available);
    await expect(credits.balance).toHaveAccessibleName(/套餐积分于 \d{4}年\d+月1日 重置$/);
    await credits.balance.focus();
    await page.keyboard.press("Enter");
    const panel = page.getByRole("region", { name: "我的积分" });
    await expect(panel).toContainText(`套餐积分${available} / ${available}`);
    await expect(credits.balance).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.press("Escape");
    await expect(panel).toBeHidden();
    await expect(credits.balance).toBeFocused();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await expect(panel.getByRole("link", { name: "查看积分" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(CREDITS);
    await expect(panel).toBeHidden();
  });

  test("is not known where it cannot be read: never zero, and the page goes on", async ({
    page,
    credits,
    customer,
    centre,
    trouble,
  }) => {
    trouble.expect(refusedWith(503), NETWORK_LOST);
    const { available } = await customer.credits();
    await page.route("**/api/credits/balance", (route) =>
      route.fulfill({ status: 503, body: "down" }),
    );
    await centre.open();
    await expect(credits.balance).toHaveAccessibleName("积分余额：暂时无法读取");
    await expect(credits.balance).toHaveText("–");
    await credits.balance.click();
    const panel = page.getByRole("region", { name: "我的积分" });
    await expect(panel).toContainText("你的积分不受影响");
    await page.unroute("**/api/credits/balance");
    await panel.getByRole("button", { name: "重试" }).click();
    await credits.expectBalance(available);
    await expect(panel.getByRole("button", { name: "重试" })).toHaveCount(0);

    await page.route("**/api/credits/balance", (route) =>
      route.fulfill({ status: 503, body: "down" }),
    );
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await expect(panel).toContainText("这里是上次读到的余额");
    await credits.expectBalance(available);
    await page.goto(CREDITS);
    await expect(page.getByRole("heading", { name: "加载失败" })).toBeVisible();
    await expect(credits.closed).toBeVisible();
  });

  test("comes after the page's own data, moves nothing, and follows the host product on focus", async ({
    page,
    credits,
    centre,
    customer,
    stack,
  }) => {
    const { available } = await customer.credits();
    await watchShifts(page);
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    const answered = page.waitForResponse((answer) =>
      answer.url().includes("/coze-package/center"),
    );
    await centre.open();
    await answered;
    await credits.expectBalance(available);
    const apis = asked.filter((path) => /^\/api\/(web|credits)/.test(path));
    expect(apis).toEqual(["/api/web/coze-package/center", "/api/credits/balance"]);
    expect(await shiftsOf(page, ".controls")).toEqual([]);

    const host = await Host.withNewKey(stack);
    await host.deduct(customer.id, available - 1, "images", "credits");
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await credits.expectBalance(1);
    await expect(credits.balance).toHaveAccessibleName(/余额较低/);
    await host.deduct(customer.id, 1, "the last one", "credits");
    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    await expect(credits.balance).toHaveText("0");
    await expect(credits.balance).toHaveAccessibleName(/已用完/);
    expect(await shiftsOf(page, ".controls")).toEqual([]);
  });

  test("goes with the customer who signs out", async ({ page, credits, customer }) => {
    await page.goto(CENTRE);
    await credits.expectBalance((await customer.credits()).available);
    await page.getByRole("button", { name: /^账户/ }).click();
    await page.getByRole("menuitem", { name: "退出登录", exact: true }).click();
    await expect(page.getByRole("link", { name: "登录" }).first()).toBeVisible();
    await expect(credits.balance).toHaveCount(0);
  });
});

/** Keeps what the browser counts as moved, and where. */
const watchShifts = (page: Page) =>
  page.addInitScript(() => {
    const moved: Element[] = [];
    Reflect.set(window, "moved", moved);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        for (const { node } of (entry as unknown as { sources: { node: Node | null }[] }).sources)
          if (node instanceof Element) moved.push(node);
    }).observe({ type: "layout-shift", buffered: true });
  });

const shiftsOf = (page: Page, inside: string) =>
  page.evaluate((selector) => {
    const moved = Reflect.get(window, "moved") as Element[];
    return moved.filter((node) => node.closest(selector)).map((node) => node.outerHTML);
  }, inside);
