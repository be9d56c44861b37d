import { devices } from "@playwright/test";
import { CENTRE, HOME, RECHARGE, RECORDS, TERMS } from "./support/addresses.ts";
import { signIn } from "./support/customers.ts";
import { expectGoodLooks } from "./support/looks.ts";
import { POWER_1200, RULES } from "./support/recharge.ts";
import { expect, test } from "./support/test.ts";
import { FOREIGN, textOf } from "./support/texts.ts";

// Twelve readers; both Playwright workers take their share.
test.describe.configure({ mode: "parallel" });

const READERS = [
  { language: "zh", locale: "zh-CN", tag: "zh-CN", name: "林知夏", item: "专业版" },
  { language: "en", locale: "en-US", tag: "en", name: "Alexandra Chen", item: "Pro" },
  { language: "jp", locale: "ja-JP", tag: "ja", name: "佐藤 花子", item: "プロ" },
] as const;

const SCREENS = [
  { screen: "phone", use: { ...devices["Pixel 7"], viewport: { width: 360, height: 740 } } },
  { screen: "desktop", use: { viewport: { width: 1440, height: 900 } } },
] as const;

for (const { language, locale, tag, name, item } of READERS) {
  for (const colorScheme of ["light", "dark"] as const) {
    for (const { screen, use } of SCREENS) {
      // The pixel ratio of one keeps the pictures small; the browser's name would start another one.
      const { defaultBrowserType: _, ...device } = { defaultBrowserType: "chromium", ...use };
      test.describe(`${language}, ${colorScheme}, ${screen}`, () => {
        test.use({ ...device, deviceScaleFactor: 1, locale, colorScheme });

        test("purchases and records read well and fit", async ({
          page,
          context,
          stack,
          sandbox,
        }, info) => {
          const t = (key: string, values?: Record<string, string>) =>
            textOf(language, `web-personal-rights.${key}`, values);
          const look = async (what: string) => {
            await expectGoodLooks(page, info, `${what}-${language}-${colorScheme}-${screen}`);
            expect(await page.locator("body").innerText()).not.toMatch(FOREIGN[language]);
          };
          const customer = await signIn(context, stack, name);

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
          await look("centre");

          const prepaid = page.waitForResponse((answer) => answer.url().endsWith("/prepay"));
          await page.getByRole("button", { name: t("cozePackageCenter.buyNow") }).click();
          const { qrCode } = (await (await prepaid).json()) as { qrCode: { code_url: string } };
          const dialog = page.getByRole("dialog");
          await expect(dialog.getByTestId("qr")).toBeVisible();
          const advice = dialog.getByText(textOf(language, "pay.phone.title"));
          await expect(advice).toBeVisible({ visible: screen === "phone" });
          await look("dialog");

          await sandbox.pay(qrCode.code_url);
          await expect(
            dialog.getByRole("heading", { name: t("cozePackageCenter.paySuccessTitle") }),
          ).toBeVisible();
          await look("success");
          await dialog.getByRole("link", { name: t("cozePackageCenter.viewRecord") }).click();
          await page.getByRole("link", { name: t("records.detail") }).click();
          await expect(page.getByText(t("result.timeline"))).toBeVisible();
          await look("result");

          await customer.buy(sandbox, "recharge", POWER_1200.id);
          await page.goto(RECHARGE);
          await expect(page.getByTestId("package-card")).toHaveCount(RULES.length);
          await look("recharge");
          await page.getByRole("button", { name: t("rechargeCenter.immediatelyPurchase") }).click();
          await expect(dialog.getByTestId("qr")).toBeVisible();
          await look("recharge-dialog");
          await page.keyboard.press("Escape");
          await page.goto(RECORDS);
          await expect(page.getByText(t("records.orderNo"))).toHaveCount(3);
          await look("records");
          await page.getByRole("tab", { name: t("records.ledger") }).click();
          await expect(page.locator("main li.entry")).toHaveCount(2);
          await look("ledger");
        });
      });
    }
  }
}

test.describe("a customer who reads English", () => {
  test.use({ locale: "en-US" });

  test("reads what was bought by its English name", async ({ page, customer, sandbox }) => {
    await page.goto(CENTRE);
    await page.getByTestId("package-card").filter({ hasText: "Most popular" }).click();
    await page.locator('main label:has(img[src="/pay/wechat.svg"])').click();
    const prepaid = page.waitForResponse((answer) => answer.url().endsWith("/prepay"));
    await page.getByRole("button", { name: "Buy now" }).click();
    const { qrCode } = (await (await prepaid).json()) as { qrCode: { code_url: string } };
    await sandbox.pay(qrCode.code_url);
    await expect(page.getByRole("dialog")).toContainText("Pro is active until");
    for (const tab of ["orders", "ledger"]) {
      await page.goto(`${RECORDS}?tab=${tab}`);
      await expect(page.locator("main li.order")).toContainText(["Pro"]);
    }
    expect(await customer.daysLeft()).toBe(30);
  });
});

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
});
