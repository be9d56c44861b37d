import { CENTRE, RECORDS } from "./support/addresses.ts";
import { PRO } from "./support/centre.ts";
import { tabTo } from "./support/keyboard.ts";
import { expect, test } from "./support/test.ts";

test("a package is bought with the keyboard alone, and the result is announced", async ({
  page,
  centre,
  customer,
  sandbox,
}) => {
  await centre.open();
  await tabTo(page, page.getByRole("radio").first());
  await page.keyboard.press("ArrowDown");
  const chosen = page.getByRole("radio", { checked: true });
  while (!((await chosen.first().getAttribute("value")) ?? "").includes("pro"))
    await page.keyboard.press("ArrowDown");
  await tabTo(page, page.getByRole("group", { name: "支付方式" }).getByRole("radio").first());
  await page.keyboard.press("Space");
  await tabTo(page, centre.buyButton);
  const { qrCode } = await centre.codeAfter(() => page.keyboard.press("Enter"));
  const announcement = centre.dialog.root.getByTestId("announcement");
  await expect(announcement).toHaveAttribute("aria-live", "polite");
  await expect(announcement).toHaveText("");

  await centre.codeAfter(async () => {
    await tabTo(page, centre.dialog.refresh);
    await page.keyboard.press("Enter");
  });
  expect(await sandbox.pay(qrCode.code_url)).toMatchObject({ ok: false });
  await tabTo(page, centre.dialog.cashierLink);
  await sandbox.pay(codeOf(await centre.dialog.cashierLink.getAttribute("href")));
  await centre.dialog.expectSuccess();
  await expect(announcement).toHaveText("支付成功，权益已到账");
  await expect(centre.dialog.root.getByRole("heading", { name: "支付成功" })).toBeFocused();
  await tabTo(page, centre.dialog.root.getByRole("link", { name: "查看记录" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(RECORDS);
  expect(await customer.daysLeft()).toBe(PRO.days);
});

const codeOf = (link: string | null) =>
  new URL(link ?? "").searchParams.get("code_url") ?? "the link has no code";

test("the countdown is told three times, and that it has run out", async ({
  page,
  centre,
  customer: _,
}) => {
  await page.clock.install();
  await centre.open();
  await centre.buy(PRO, "微信支付");
  const announcement = centre.dialog.root.getByTestId("announcement");
  await expect(centre.dialog.timer).toHaveText(/^(2:00|1:5\d)$/);
  await page.evaluate(() => {
    const told: string[] = [];
    Reflect.set(window, "told", told);
    const region = document.querySelector("[data-testid=announcement]");
    if (!region) throw new Error("nothing announces");
    new MutationObserver(() => told.push(region.textContent ?? "")).observe(region, {
      characterData: true,
      childList: true,
      subtree: true,
    });
  });
  await page.clock.runFor("02:01");
  await expect(centre.dialog.expired).toBeVisible();
  await expect(announcement).toHaveText("");
  const told = await page.evaluate(() => Reflect.get(window, "told"));
  expect(told).toEqual([...[60, 30, 10].map((left) => `二维码将在 ${left} 秒后失效`), ""]);
  await expect(centre.dialog.live).toHaveText("二维码已失效；若已付款，仍会自动确认");
});

test("menus and the drawer open, hold the focus and give it back by keyboard", async ({
  page,
  customer: _,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(CENTRE);
  const drawerButton = page.getByRole("button", { name: "打开菜单" });
  await expect(page.getByTestId("package-card").first()).toBeVisible();
  await tabTo(page, drawerButton);
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog");
  await expect(drawer).toBeVisible();
  for (let press = 0; press < 8; press++) {
    await page.keyboard.press("Tab");
    const inside = await drawer.evaluate(
      (root) => root.contains(document.activeElement) || document.activeElement === document.body,
    );
    expect(inside).toBe(true);
  }
  await page.keyboard.press("Escape");
  await expect(drawerButton).toBeFocused();

  const languages = page.getByRole("button", { name: /^语言/ });
  await tabTo(page, languages);
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Escape");
  await expect(languages).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("button", { name: /^Language/ })).toBeFocused();
});
