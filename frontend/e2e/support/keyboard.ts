import { expect, type Frame, type Locator, type Page } from "@playwright/test";

const STOPS_MAX = 40;

/** Presses Tab until this has the focus; every stop on the way, within `where`, must show that it has it. */
export async function tabTo(page: Page, target: Locator, where: Page | Frame = page) {
  for (let stop = 0; stop < STOPS_MAX; stop++) {
    await page.keyboard.press("Tab");
    expect(await focusMark(where), "a stop without a ring").toMatch(/^(solid|browser)/);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error("Tab does not lead there");
}

/** The ring around what has the focus, or around the card that a hidden radio stands for. */
const focusMark = (where: Page | Frame) =>
  where.evaluate(() => {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body) return "browser"; // Its own bar.
    const shown = activeElement.closest(".option, .select") ?? activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    return outlineWidth === "0px" ? "none" : outlineStyle;
  });
