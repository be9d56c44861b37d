import { expect, type Page, type TestInfo } from "@playwright/test";

/** Keys of our dictionaries, and placeholders, that should have become words. Types of events are shown as host products read them. */
const RAW_TEXT =
  /\b(?!credits\.(?:granted|expired|reversed)\b)(?:console|cozePackageCenter|rechargeCenter|web-personal-rights|personalRights|common|credits|menu|pay|records|result|plans|portal)\.[a-z][\w.-]*|\{\{|undefined|NaN|Invalid Date/i;

/** Set to anything, a run keeps a picture of each state, in every look, for whoever reviews it. */
export const KEEPS_PICTURES = Boolean(process.env.PICTURES);

/** What a reader would stumble over. */
export async function expectGoodLooks(page: Page, info: TestInfo, name: string): Promise<void> {
  await expect(page.locator(".skeleton:visible")).toHaveCount(0);
  await settled(page);
  expect(await page.locator("body").innerText()).not.toMatch(RAW_TEXT);
  expect(await tooWide(page), "wider than its place").toEqual([]);
  await keepPicture(page, info, name);
}

export async function keepPicture(page: Page, info: TestInfo, name: string): Promise<void> {
  if (!KEEPS_PICTURES) return;
  const file = info.outputPath(`${name}.png`);
  await page.screenshot({ path: file });
  await info.attach(name, { path: file, contentType: "image/png" });
}

/** Until fonts are there and what moves has come to rest. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    await document.fonts.ready;
    // What a new scheme or width changes begins with the next frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const moving = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY);
    await Promise.allSettled(moving.map(({ finished }) => finished));
  });

/** Whatever reaches out of the window, or whose content reaches out of it by more than an enlarged touch target. */
const tooWide = (page: Page) =>
  page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`page ${scrollWidth} > ${clientWidth}`);
    for (const element of document.body.querySelectorAll<HTMLElement>("*")) {
      if (
        element.closest("svg, .visually-hidden, .skip, [data-live-announcer]") ||
        !element.checkVisibility()
      )
        continue;
      const { left, right } = element.getBoundingClientRect();
      if (left < -1 || right > innerWidth + 1) found.push(`${nameOf(element)} outside`);
      if (element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 14)
        found.push(`${nameOf(element)} overflows`);
    }
    return found;

    function nameOf({ tagName, className, innerText }: HTMLElement): string {
      return `${tagName.toLowerCase()}.${className} "${innerText?.slice(0, 30)}"`;
    }
  });
