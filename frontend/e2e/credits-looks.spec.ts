import { CREDITS, HOME } from "./support/addresses.ts";
import { PACK_500, CREDIT_SYSTEM_VERSION as VERSION } from "./support/credits.ts";
import { galleryOf, READERS } from "./support/gallery.ts";
import { Host } from "./support/host.ts";
import { openScreens } from "./support/screens.ts";
import { expect, test } from "./support/test.ts";
import { textOf } from "./support/texts.ts";

for (const reader of READERS) {
  const { language, locale, name } = reader;
  test.describe(language, () => {
    test.use({ locale });

    test("credits read well and fit, light and dark, on a phone and a desktop", async ({
      browser,
      stack,
      sandbox,
      operator,
    }, info) => {
      test.setTimeout(180_000);
      const { screens, customer, close } = await openScreens(browser, stack, name);
      for (const { page } of screens) await page.emulateMedia({ reducedMotion: "reduce" });
      const onEach = galleryOf(screens, info, reader);
      await onEach("credits-v2", (page) => page.goto(CREDITS));
      await onEach("balance", (page) => page.getByTestId("credit-balance").click());
      await onEach("short-v2", (page) => page.goto(`${CREDITS}?needed=120`));
      await operator.set(VERSION, "v1");
      await customer.buy(sandbox, "credits", PACK_500.id);
      const host = await Host.withNewKey(stack);
      await host.deduct(customer.id, 7, "gpt-image 1024", "credits");
      await onEach("credits-v1", async (page) => {
        await page.goto(CREDITS);
        await expect(page.getByTestId("package-card")).toHaveCount(4);
        await page.getByTestId("package-card").nth(1).click();
      });
      await onEach("usage", (page) => page.locator(".usage .orders").scrollIntoViewIfNeeded());
      await onEach("short-v1", async (page) => {
        await page.goto(`${CREDITS}?needed=9000`);
        await expect(page.getByRole("dialog")).toContainText(
          textOf(language, "credits.need.title"),
        );
      });
      await onEach("short-put-aside", (page) => page.keyboard.press("Escape"));
      await onEach("home", async (page) => {
        await page.goto(HOME);
        await expect(page.getByTestId("credit-balance")).not.toContainText("–");
      });
      await close();
    });
  });
}
