import type { Frame, Page } from "@playwright/test";
import { test as base } from "./test.ts";

/** Twice the usual 16, as a reader sets it in the browser. Sizes and breakpoints of the page follow it. */
export const FONT_SIZE_PX = 32;

/** In a browser whose reader wants large text. */
export const test = base.extend({
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

export const SCREENS = [
  ["desktop", { width: 1280, height: 800 }],
  ["phone", { width: 360, height: 740 }],
] as const;

/** What reaches out of the window to the side, and text that its own box hides. */
export const cutOff = (page: Page | Frame) =>
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
