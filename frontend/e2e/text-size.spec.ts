import {
  ACCOUNT,
  BILLING,
  CENTRE,
  CREDITS,
  HOME,
  PRICING,
  RECHARGE,
  RECORDS,
  SUBSCRIPTION,
  TERMS,
  USAGE,
} from "./support/addresses.ts";
import { switchLanguage } from "./support/axe.ts";
import { keepPicture } from "./support/looks.ts";
import { expect } from "./support/test.ts";
import { cutOff, FONT_SIZE_PX, SCREENS, test } from "./support/text-size.ts";

test("text at 200 % fits a desktop and a phone, and all that can be pressed is in reach", async ({
  page,
  customer: _,
  recharge,
}, info) => {
  test.setTimeout(240_000); // Thirteen pages in three languages, each at two widths.
  const fits = async (what: string) => {
    for (const [screen, size] of SCREENS) {
      await page.setViewportSize(size);
      const root = () => getComputedStyle(document.documentElement).fontSize;
      expect(await page.evaluate(root)).toBe(`${FONT_SIZE_PX}px`);
      await keepPicture(page, info, `${what}-${screen}-200`);
      expect(await cutOff(page), `${what}, ${screen}`).toEqual([]);
    }
  };
  await recharge.open();
  await recharge.codeAfter(() => recharge.buyButton.click());
  for (const [, size] of SCREENS) {
    await page.setViewportSize(size);
    for (const button of [recharge.dialog.cancel, recharge.dialog.refresh, recharge.dialog.close]) {
      await button.scrollIntoViewIfNeeded();
      await button.click({ trial: true });
    }
  }
  const withOrder = page.url();
  for (const [what, address] of [
    ["dialog", withOrder],
    ["recharge", RECHARGE],
    ["centre", CENTRE],
    ["credits", CREDITS],
    ["credits-short", `${CREDITS}?needed=120`],
    ["records", RECORDS],
    ["home", HOME],
    ["terms", TERMS],
    ["pricing", PRICING],
    ["subscription", SUBSCRIPTION],
    ["usage", USAGE],
    ["billing", BILLING],
    ["account", ACCOUNT],
  ] as const) {
    await page.goto(address);
    await expect(page.getByTestId("qr")).toHaveCount(what === "dialog" ? 1 : 0);
    await expect(page.locator("#app")).not.toHaveAttribute("inert");
    for (const language of ["zh", "en", "jp"] as const) {
      await switchLanguage(page, language);
      await expect(page.locator(".skeleton:visible")).toHaveCount(0);
      await fits(`${what}-${language}`);
    }
  }
});
