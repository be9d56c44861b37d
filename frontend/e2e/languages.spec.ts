import type { Page } from "@playwright/test";
import { CENTRE, CREDITS, HOME, RECHARGE, RECORDS, RESULT, TERMS } from "./support/addresses.ts";
import { galleryOf, READERS, type Reader } from "./support/gallery.ts";
import { POWER_1200, RULES } from "./support/recharge.ts";
import { openScreens, type Screen } from "./support/screens.ts";
import { expect, test } from "./support/test.ts";
import { textOf } from "./support/texts.ts";

// Long tests of one reader each; both Playwright workers take their share, and a busy machine its time.
test.describe.configure({ mode: "parallel", timeout: 180_000 });

const own = (reader: Reader, key: string, values?: Record<string, string>) =>
  textOf(reader.language, `web-personal-rights.${key}`, values);

for (const reader of READERS) {
  const { language, locale, name } = reader;
  test.describe(language, () => {
    test.use({ locale });

    test("purchases and records read well and fit, light and dark, on a phone and a desktop", async ({
      browser,
      stack,
      sandbox,
    }, info) => {
      const { screens, customer, close } = await openScreens(browser, stack, name);
      const onEach = galleryOf(screens, info, reader);
      let code = "";
      await onEach("centre", (page) => chooseInCentre(page, reader));
      await onEach("dialog", async (page, { kind }) => {
        code = await openDialog(page, reader, kind);
      });
      await sandbox.pay(code);
      await onEach("success", (page) => expectSuccess(page, reader));
      expect(await customer.daysLeft()).toBe(30);
      await onEach("result", (page) => openResult(page, reader));

      await customer.buy(sandbox, "recharge", POWER_1200.id);
      await onEach("recharge", async (page) => {
        await page.goto(RECHARGE);
        await expect(page.getByTestId("package-card")).toHaveCount(RULES.length);
      });
      await onEach("recharge-dialog", async (page) => {
        const buy = own(reader, "rechargeCenter.immediatelyPurchase");
        await page.getByRole("button", { name: buy }).click();
        await expect(page.getByRole("dialog").getByTestId("qr")).toBeVisible();
      });
      await onEach("credits", async (page) => {
        await page.keyboard.press("Escape");
        await page.goto(CREDITS);
        await expect(page.getByText(textOf(language, "credits.pack.closed"))).toBeVisible();
      });
      await onEach("records", (page) => openOrders(page, reader));
      await onEach("ledger", async (page) => {
        await page.getByRole("tab", { name: own(reader, "records.ledger") }).click();
        await expect(page.locator("main li.entry")).toHaveCount(2);
        await expect(page.locator("main li.entry")).toContainText([reader.item]);
      });
      await close();
    });
  });
}

async function chooseInCentre(page: Page, { language, tag, item }: Reader): Promise<void> {
  await page.goto(CENTRE);
  await expect(page.locator("html")).toHaveAttribute("lang", tag);
  await expect(page).toHaveTitle(
    `${textOf(language, "menu.cozePackageCenter")} · ${textOf(language, "common.brand")}`,
  );
  await page
    .getByTestId("package-card")
    .filter({ has: page.getByRole("radio", { name: new RegExp(`^${item} `) }) })
    .click();
  await page.locator('main label:has(img[src="/pay/wechat.svg"])').click();
}

/** Buys what is chosen, which is one order on both screens; answers with the code. */
async function openDialog(page: Page, reader: Reader, screen: Screen["kind"]): Promise<string> {
  const prepaid = page.waitForResponse((answer) => answer.url().endsWith("/prepay"));
  await page.getByRole("button", { name: own(reader, "cozePackageCenter.buyNow") }).click();
  const { qrCode } = (await (await prepaid).json()) as { qrCode: { code_url: string } };
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByTestId("qr")).toBeVisible();
  const advice = dialog.getByText(textOf(reader.language, "pay.phone.title"));
  await expect(advice).toBeVisible({ visible: screen === "phone" });
  return qrCode.code_url;
}

async function expectSuccess(page: Page, reader: Reader): Promise<void> {
  const dialog = page.getByRole("dialog");
  const title = own(reader, "cozePackageCenter.paySuccessTitle");
  await expect(dialog.getByRole("heading", { name: title })).toBeVisible();
  const told = own(reader, "cozePackageCenter.paySuccessDesc", { name: reader.item, until: "|" });
  for (const part of told.split("|")) await expect(dialog).toContainText(part.trim());
}

async function openResult(page: Page, reader: Reader): Promise<void> {
  const records = own(reader, "cozePackageCenter.viewRecord");
  await page.getByRole("dialog").getByRole("link", { name: records }).click();
  const detail = { name: own(reader, "records.detail"), exact: true };
  await page.getByRole("main").getByRole("link", detail).click();
  await expect(page.getByText(own(reader, "result.timeline"))).toBeVisible();
}

async function openOrders(page: Page, reader: Reader): Promise<void> {
  await page.keyboard.press("Escape");
  await page.goto(RECORDS);
  await expect(page.getByText(own(reader, "records.orderNo"))).toHaveCount(3);
  await expect(page.locator("main li.order")).toContainText([reader.item]);
}

test.describe("a browser that prefers Japanese", () => {
  test.use({ locale: "ja-JP" });

  test("starts in Japanese, and a choice is remembered from then on", async ({ page }) => {
    await page.goto(HOME);
    await expect(page.locator("html")).toHaveAttribute("lang", "ja");
    await page.getByRole("button", { name: /日本語/ }).click();
    await page.getByRole("menuitemradio", { name: "English" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page).toHaveTitle("Home · Entitlement Center");
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await page.goto(TERMS);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      textOf("en", "menu.agreement"),
    );
  });

  test("keeps the chosen scheme across a reload", async ({ page }) => {
    await page.goto(HOME);
    await page.getByRole("button", { name: textOf("jp", "common.label.theme") }).click();
    await page.getByRole("menuitemradio", { name: textOf("jp", "common.theme.dark") }).click();
    const ground = () =>
      page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await expect.poll(ground).toBe("rgb(14, 16, 21)");
    await page.reload();
    await expect.poll(ground).toBe("rgb(14, 16, 21)");
  });
});

test.describe("a browser with a language that the page does not speak", () => {
  test.use({ locale: "fr-FR" });

  test("gets English", async ({ page }) => {
    await page.goto(RECHARGE);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.getByRole("group", { name: "Choose a top-up" })).toBeVisible();
  });

  test("is told where an operator's words are Chinese, on every page of a purchase", async ({
    page,
    customer,
    operator,
    sandbox,
  }) => {
    const { name } = await operator.offer("e2e-spoken", 9, { name: "旅行套餐", label: "尝鲜" });
    const chinese = (text: string) => page.locator('main [lang="zh-CN"]').getByText(text);
    await page.goto(CENTRE);
    const card = page.getByTestId("package-card").filter({ hasText: name });
    await expect(card.locator('[lang="zh-CN"]')).toHaveText(["尝鲜", name]);
    await card.click();
    const dialog = page.getByRole("dialog");
    const inDialog = dialog.locator('[lang="zh-CN"]').getByText(name, { exact: true });
    const prepaid = page.waitForResponse((answer) => answer.url().endsWith("/prepay"));
    await page
      .getByRole("button", { name: textOf("en", "web-personal-rights.cozePackageCenter.buyNow") })
      .click();
    await expect(inDialog).toBeVisible();
    const { qrCode } = (await (await prepaid).json()) as { qrCode: { code_url: string } };
    await sandbox.pay(qrCode.code_url);
    const title = textOf("en", "web-personal-rights.cozePackageCenter.paySuccessTitle");
    await expect(dialog.getByRole("heading", { name: title })).toBeVisible();
    await expect(inDialog).toBeVisible();
    await page.reload();
    await expect(page.locator('.user-facts dd[lang="zh-CN"]')).toHaveText(name);
    const [order] = await customer.orders();
    await page.goto(`${RESULT}?orderId=${order?.id}`);
    await expect(chinese(name)).toHaveCount(2); // In the sentence on top, and as what was bought.
    await page.goto(`${RECORDS}?tab=ledger`);
    await expect(page.locator('main li.entry [lang="zh-CN"]')).toHaveText([name]);
  });
});
