import type { Page } from "@playwright/test";
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
import { test as base, expect } from "./support/test.ts";

/** Twice the usual 16, as a reader sets it in the browser. Sizes and breakpoints of the page follow it. */
const FONT_SIZE_PX = 32;

const test = base.extend({
  context: async ({ playwright, launchOptions, baseURL, locale }, use) => {
    const args = [
      ...(launchOptions.args ?? []),
      `--blink-settings=defaultFontSize=${FONT_SIZE_PX}`,
    ];
    const browser = await playwright.chromium.launch({ ...launchOptions, args });
    await use(await browser.newContext({ ...(baseURL && { baseURL }), ...(locale && { locale }) }));
    await browser.close();
  },
});

const SCREENS = [
  ["desktop", { width: 1280, height: 800 }],
  ["phone", { width: 360, height: 740 }],
] as const;

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

/** What reaches out of the window to the side, and text that its own box hides. */
const cutOff = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`page ${scrollWidth} > ${clientWidth}`);
    for (const element of document.body.querySelectorAll<HTMLElement>("*")) {
      if (element.closest("svg, .visually-hidden, .skip, template") || !element.checkVisibility())
        continue;
      const name = `${element.tagName.toLowerCase()}.${element.className} "${element.innerText?.slice(0, 30)}"`;
      const { left, right } = element.getBoundingClientRect();
      if (left < -1 || right > innerWidth + 1) found.push(`${name} outside`);
      const own = [...element.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
      );
      // A line may be closer than the font's ascent and descent together, which differ by font and which no letter fills.
      const leading = Number.parseFloat(getComputedStyle(element).fontSize) / 4;
      if (own && element.clientHeight > 0 && element.scrollHeight > element.clientHeight + leading)
        found.push(`${name} hides text: ${element.scrollHeight} > ${element.clientHeight}`);
      if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 14)
        found.push(`${name} overflows ${element.scrollWidth} > ${element.clientWidth}`);
    }
    return found;
  });
