import type { Page, TestInfo } from "@playwright/test";
import { CREDITS, PRICING, USAGE } from "./support/addresses.ts";
import { expectAccessible } from "./support/axe.ts";
import { signInToConsole } from "./support/console.ts";
import { signIn } from "./support/customers.ts";
import { expectGoodLooks } from "./support/looks.ts";
import { expect, test } from "./support/test.ts";
import { refusedWith } from "./support/trouble.ts";

const inLanguage = (page: Page, name: string) => page.getByRole("group", { name, exact: true });
const LANGUAGES = ["中文", "英文", "日文"] as const;

/** One name in each language. */
async function nameIt(page: Page, name: string): Promise<void> {
  for (const language of LANGUAGES)
    await inLanguage(page, language).getByLabel("名称").fill(`${name} ${language}`);
}

async function putOnSale(page: Page): Promise<void> {
  await page.getByRole("button", { name: "上架…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "上架" }).click();
  await expect(page.getByText("在售", { exact: true })).toBeVisible();
}

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("已保存，一分钟内对客户生效").last()).toBeVisible();
}

/** What was cached goes within a minute; a customer's page that is opened anew shows it then. */
const seen = (customer: Page, path: string, text: string) =>
  expect(async () => {
    await customer.goto(path);
    await expect(customer.getByRole("main")).toContainText(text, { timeout: 2_000 });
  }).toPass();

async function look(page: Page, info: TestInfo, name: string): Promise<void> {
  await expectGoodLooks(page, info, name);
  await expectAccessible(page, name);
}

/** Takes a row by its grip and lets it go over another one. */
async function drag(page: Page, id: string, onto: string | RegExp): Promise<void> {
  const rowOf = (text: string | RegExp) => page.getByRole("row").filter({ hasText: text });
  const moved = page.waitForResponse((one) => one.url().endsWith("/order") && one.ok());
  await rowOf(id).locator(".mover-grip").dragTo(rowOf(onto));
  await moved;
}

const placeIn = async (page: Page, id: string): Promise<number> =>
  (await page.getByRole("row").allInnerTexts()).findIndex((text) => text.includes(id));

test("a product, a plan with its quota and a pack are made, put on sale, changed, dragged, and seen by customers", async ({
  page,
  browser,
  stack,
  operator,
  trouble,
}, info) => {
  test.setTimeout(150_000);
  trouble.expect(refusedWith(401), refusedWith(422));
  const id = `e2e_${Date.now().toString(36)}`;
  operator.offSaleAfterwards(id);
  await operator.set("credit_system_version", "v1");
  const context = await browser.newContext({ baseURL: stack.appUrl, locale: "zh-CN" });
  await signIn(context, stack, "林知夏");
  const customer = await context.newPage();
  await signInToConsole(page, "/console/products");

  await test.step("a product with a price; a rule that is broken is told at its field", async () => {
    await page.getByRole("link", { name: "新建产品" }).click();
    await page.getByLabel("编号", { exact: true }).fill(id);
    await nameIt(page, `产品 ${id}`);
    for (const language of LANGUAGES)
      await inLanguage(page, language).getByLabel("单位").fill("页");
    await page.getByLabel("扣费资产").selectOption("积分");
    await page.getByRole("button", { name: "建立草稿" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "价格" })).toBeVisible();
    const prices = inLanguage(page, "价格");
    await prices.getByRole("button", { name: "添加" }).click();
    await prices.getByLabel("金额").fill("2");
    await prices.getByLabel("每多少单位").fill("10");
    await prices.getByLabel("生效时间").fill("2026-01-01T00:00");
    await page.getByRole("button", { name: "建立草稿" }).click();
    await expect(page).toHaveURL(`/console/products/${id}`);
    await putOnSale(page);
    await look(page, info, "product-editor");
    await seen(customer, USAGE, `产品 ${id} 中文`);
  });

  await test.step("it is dragged to the top, and customers see it there", async () => {
    await page.getByRole("link", { name: "计量产品", exact: true }).click();
    await expect(page.getByRole("row").filter({ hasText: id })).toBeVisible();
    expect(await placeIn(page, id)).toBeGreaterThan(1);
    await drag(page, id, "ai_chat");
    await expect.poll(() => placeIn(page, id)).toBe(1);
    await page.reload();
    await expect(page.getByRole("row").filter({ hasText: id })).toBeVisible();
    expect(await placeIn(page, id)).toBe(1);
    await expect(async () => {
      await customer.goto(USAGE);
      await expect(customer.getByTestId("product").first()).toContainText(id, { timeout: 2_000 });
    }).toPass();
    // And down again, past its neighbour.
    await drag(page, id, "email");
    await expect.poll(() => placeIn(page, id)).toBe(3);
  });

  await test.step("a plan by month that includes some of it", async () => {
    await page.getByRole("link", { name: "订阅计划", exact: true }).click();
    await page.getByRole("link", { name: "新建计划" }).click();
    await page.getByLabel("编号", { exact: true }).fill(id);
    await page.getByLabel("系列").fill(id);
    await page.getByLabel("等级").fill("95");
    await page.getByLabel("积分（v1）").fill("70");
    await page.getByLabel("积分（v2）").fill("70");
    await inLanguage(page, "价格").getByLabel("金额").fill("19.90");
    const quotas = inLanguage(page, "用量额度");
    await quotas.getByRole("button", { name: "添加" }).click();
    await quotas.getByLabel("产品编号").fill(id);
    await quotas.getByLabel("额度", { exact: true }).fill("300");
    await nameIt(page, `计划 ${id}`);
    await inLanguage(page, "中文").getByLabel("功能").fill("每月三百页");
    await expect(page.getByTestId("preview-zh")).toContainText("19.90");
    await page.getByRole("button", { name: "建立草稿" }).click();
    await expect(page).toHaveURL(`/console/plans/${id}`);
    await customer.goto(PRICING);
    await expect(customer.getByTestId("plan").first()).toBeVisible();
    await expect(customer.getByRole("main"), "a draft").not.toContainText(id);
    await putOnSale(page);
    await look(page, info, "plan-editor");
    for (const text of [`计划 ${id} 中文`, "¥19.90", "每月三百页"])
      await seen(customer, PRICING, text);
  });

  await test.step("its price is changed, and Stripe's share of it is named", async () => {
    await inLanguage(page, "价格").getByLabel("金额").fill("29.90");
    await save(page);
    await expect(page.getByRole("status").filter({ hasText: "npm run catalog" })).toContainText(
      "CNY 19.90 → CNY 29.90",
    );
    await look(page, info, "plan-stripe");
    await seen(customer, PRICING, "¥29.90");
  });

  await test.step("a pack of credits, dragged before the first one", async () => {
    await page.getByRole("link", { name: "积分包", exact: true }).click();
    await page.getByRole("link", { name: "新建积分包" }).click();
    await page.getByLabel("编号", { exact: true }).fill(id);
    await page.getByLabel("积分", { exact: true }).fill("77");
    await inLanguage(page, "价格").getByLabel("金额").fill("7.70");
    await nameIt(page, `积分包 ${id}`);
    await page.getByRole("button", { name: "建立草稿" }).click();
    await expect(page).toHaveURL(`/console/credit-packages/${id}`);
    await putOnSale(page);
    await seen(customer, CREDITS, `积分包 ${id} 中文`);
    await look(page, info, "pack-editor");
    await page.getByLabel("积分", { exact: true }).fill("88");
    await save(page);
    await seen(customer, CREDITS, "88 积分");
    await page.getByRole("link", { name: "积分包", exact: true }).click();
    await expect(page.getByRole("row").filter({ hasText: id })).toBeVisible();
    await drag(page, id, /credits-100\b/);
    await expect.poll(() => placeIn(page, id)).toBe(1);
    await expect(async () => {
      await customer.goto(CREDITS);
      await expect(customer.getByRole("radio").first()).toHaveAttribute("value", id, {
        timeout: 2_000,
      });
    }).toPass();
  });

  await test.step("what is taken off sale is offered to nobody", async () => {
    for (const [noun, shop] of [
      ["credit-packages", CREDITS],
      ["plans", PRICING],
    ] as const) {
      await page.goto(`/console/${noun}/${id}`);
      await page.getByRole("button", { name: "下架…" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "下架" }).click();
      await expect(page.getByText("已下架", { exact: true }).first()).toBeVisible();
      await expect(async () => {
        await customer.goto(shop);
        await expect(customer.locator("main .skeleton:visible")).toHaveCount(0);
        await expect(customer.getByRole("main")).not.toContainText(id, { timeout: 1_000 });
      }).toPass();
    }
  });
  await context.close();
});
