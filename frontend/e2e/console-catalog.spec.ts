import type { Page } from "@playwright/test";
import { CENTRE } from "./support/addresses.ts";
import { expectAccessible } from "./support/axe.ts";
import { colleague, signInToConsole } from "./support/console.ts";
import { expectGoodLooks } from "./support/looks.ts";
import { expect, test } from "./support/test.ts";
import { chooseLanguage } from "./support/texts.ts";
import { NETWORK_LOST, refusedWith } from "./support/trouble.ts";

const PACKAGES = "/console/packages";
const NOUNS = ["recharge-rules", "credit-packages", "plans", "products"];

const inLanguage = (page: Page, name: string) => page.getByRole("group", { name, exact: true });

test("a package in three languages, its price, its order, and two who edit it at once", async ({
  page,
  browser,
  stack,
  trouble,
}, info) => {
  test.setTimeout(120_000);
  trouble.expect(refusedWith(401), refusedWith(409), refusedWith(422), NETWORK_LOST);
  const id = `e2e-${Date.now().toString(36)}`;
  const cardOf = (shop: Page) => shop.getByTestId("package-card").filter({ hasText: id });
  await signInToConsole(page, PACKAGES);
  await expect(page.getByRole("row").filter({ hasText: "coze-pro" })).toContainText("在售");
  await expectGoodLooks(page, info, "catalog-list");
  await expectAccessible(page, "packages");

  await test.step("a draft is made, with what is wrong told at its field", async () => {
    await page.getByRole("link", { name: "新建套餐" }).click();
    await page.getByLabel("编号", { exact: true }).fill(id);
    await inLanguage(page, "中文").getByLabel("名称").fill(`套餐 ${id}`);
    await inLanguage(page, "中文").getByLabel("包含内容").fill("全部智能体\n优先队列");
    await inLanguage(page, "英文").getByLabel("名称").fill(`Package ${id}`);
    await page.getByLabel("现价").fill("abc");
    await page.getByRole("button", { name: "建立草稿" }).click();
    await expect(page.getByLabel("现价")).toHaveAttribute("aria-invalid", "true");
    await expect(page.getByLabel("现价")).toBeFocused();
    await page.getByLabel("现价").fill("12.50");
    await expect(page.getByTestId("preview-en")).toContainText("CN¥12.50");
    await expect(page.getByTestId("preview-jp"), "Chinese until it has its own").toContainText(
      `套餐 ${id}`,
    );
    await page.getByRole("button", { name: "建立草稿" }).click();
    await expect(page).toHaveURL(`${PACKAGES}/${id}`);
    await expect(page.getByText(/缺少翻译：.*名称 · 日文/)).toBeVisible();
  });

  await test.step("it goes on sale when each language has its name, and is in the shop in each", async () => {
    await page.getByRole("button", { name: "上架…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "上架" }).click();
    await expect(dialog.getByRole("alert")).toContainText("名称 · 日文");
    await page.keyboard.press("Escape");
    await inLanguage(page, "日文").getByLabel("名称").fill(`パッケージ ${id}`);
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await expect(page.getByText(/名称 · 日文/)).toBeHidden();
    await page.getByRole("button", { name: "上架…" }).click();
    await dialog.getByRole("button", { name: "上架" }).click();
    await expect(page.getByText("在售", { exact: true })).toBeVisible();
    await expectGoodLooks(page, info, "catalog-editor");
    await expectAccessible(page, "editor");
  });

  const shop = await page.context().newPage();
  const seen = async (text: string) =>
    expect(async () => {
      await shop.goto(CENTRE);
      await expect(cardOf(shop)).toContainText(text, { timeout: 1_000 });
    }).toPass();
  await seen("12.50");
  for (const [language, name] of [
    ["en", "Package"],
    ["jp", "パッケージ"],
    ["zh", "套餐"],
  ] as const) {
    await chooseLanguage(shop, language);
    await expect(cardOf(shop)).toContainText(`${name} ${id}`);
  }

  await test.step("a lost connection and leaving by mistake lose nothing that was typed", async () => {
    await page.getByLabel("现价").fill("15.00");
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await expect(page.getByRole("alert").filter({ hasText: "网络" }).first()).toBeVisible();
    await page.context().setOffline(false);
    await page.getByRole("link", { name: "审计" }).click();
    await page
      .getByRole("dialog", { name: "离开前要保存吗？" })
      .getByRole("button", { name: "取消" })
      .click();
    await expect(page.getByLabel("现价")).toHaveValue("15.00");
  });

  await test.step("of two at once the later one is told, and what both typed is there", async () => {
    const other = await colleague(browser, stack, PACKAGES);
    await other.goto(`${PACKAGES}/${id}`);
    await other.getByLabel("现价").fill("14.00");
    await other.getByLabel("天数").fill("60");
    await other.getByRole("button", { name: "保存", exact: true }).click();
    await expect(other.getByText("已保存，一分钟内对客户生效")).toBeVisible();
    await other.context().close();

    await page.getByRole("button", { name: "保存", exact: true }).click();
    const told = page.getByRole("alert").filter({ hasText: "其他人刚刚修改了这里" }).first();
    await expect(told).toContainText("由“12.50”改为“14.00”");
    await expect(page.getByLabel("现价")).toHaveValue("15.00");
    await expect(page.getByLabel("天数")).toHaveValue("60");
    await expectGoodLooks(page, info, "catalog-conflict");
    await expectAccessible(page, "conflict");
    await page.getByRole("button", { name: "保存", exact: true }).click();
    await expect(told).toBeHidden();
    await seen("15.00");
    await expect(cardOf(shop)).toContainText("60");
  });

  await test.step("it is moved up by the keys, and found there", async () => {
    await page.getByRole("link", { name: "套餐", exact: true }).click();
    const rows = page.getByRole("row");
    const at = async () => (await rows.allInnerTexts()).findIndex((text) => text.includes(id));
    await expect(rows.filter({ hasText: id })).toContainText("¥15.00");
    const before = await at();
    await page.getByRole("button", { name: `上移: ${id}` }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(at).toBe(before - 1);
    await page.keyboard.press("Enter");
    await expect.poll(at).toBe(before - 2);
    await page.reload();
    await expect(rows.filter({ hasText: id })).toBeVisible();
    expect(await at()).toBe(before - 2);
  });

  await test.step("on a phone, in the dark, and on a desktop with text at 200 %", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: "dark" });
    for (const path of [
      PACKAGES,
      `${PACKAGES}/${id}`,
      ...NOUNS.map((noun) => `/console/${noun}`),
    ]) {
      await page.goto(path);
      await expect(page.locator("h1")).toBeVisible();
      await expect(page.locator(".console-wait")).toHaveCount(0);
      await expectGoodLooks(page, info, `phone-${path.slice(9).replaceAll("/", "-")}`.slice(0, 40));
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    for (const path of ["plans/pro_monthly", "products/ai_chat", "recharge-rules/power-500"]) {
      await page.goto(`/console/${path}`);
      await expect(page.getByRole("button", { name: "保存", exact: true })).toBeVisible();
      await expectGoodLooks(page, info, `dark-${path.replaceAll("/", "-")}`);
      await expectAccessible(page, path);
    }
    await page.goto(`${PACKAGES}/${id}`);
    await expect(page.getByLabel("现价")).toBeVisible();
    await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
    await expectGoodLooks(page, info, "editor-200");
  });

  await page.goto(`${PACKAGES}/${id}`);
  await page.getByRole("button", { name: "下架…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "下架" }).click();
  await expect(page.getByText("已下架", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "删除草稿…" })).toHaveCount(0);
});
