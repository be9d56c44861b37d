import { expect, type Frame, type Page } from "@playwright/test";
import axe, { type AxeResults } from "axe-core";
import { type Language, nameOf } from "./texts.ts";

/** The `lang` of a page in each of our languages. */
export const TAGS: Record<Language, string> = { zh: "zh-CN", en: "en", jp: "ja" };
/**
 * No rule looks at language and scheme together, and that no language lacks a text is found without a browser
 * (`frontend/src/i18n/check.ts`), so that two looks show what six would.
 */
const LOOKS = [
  ["en", "dark"],
  ["zh", "light"],
] as const;
/** The rules whose answer a scheme can change. */
const COLOR_RULES = ["color-contrast", "link-in-text-block"];

/** Seen once on a busy machine: prices in the colour of the scheme before, after two frames and without an animation. */
const STRAGGLERS_MS = 250;

type Scheme = "dark" | "light";

/** Every rule of axe on what the page shows now, in two languages and in each scheme. Leaves it Chinese and light, as it was. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await expect(page.locator("#app")).not.toHaveAttribute("inert");
  await expect(page.locator(".skeleton:visible")).toHaveCount(0);
  const found: string[] = [];
  for (const [language, scheme] of LOOKS) {
    await switchLanguage(page, language);
    found.push(...(await flawsIn(page, scheme, `${what}, ${language}`)));
  }
  expect(found).toEqual([]);
}

/** The same of what has no menu of languages. Leaves it light. */
export async function flawsInSchemes(page: Page, what: string): Promise<string[]> {
  const dark = await flawsIn(page, "dark", what);
  return [...dark, ...(await flawsIn(page, "light", what, COLOR_RULES))];
}

/** Every rule, or these, on what stands in a page or a frame that is in its scheme already. */
export async function flawsOf(
  page: Page | Frame,
  what: string,
  rules?: string[],
): Promise<string[]> {
  // What a change of language asks anew is a state of its own, and over at once.
  await expect(page.locator(".button[aria-busy=true]")).toHaveCount(0);
  await colorsAreThere(page);
  let { passes, violations } = await runAxe(page, rules);
  // What the scheme has not reached yet is no flaw if it is gone a moment later: the page is asked again before it is accused.
  if (violations.some(({ id }) => COLOR_RULES.includes(id))) {
    await new Promise((resolve) => setTimeout(resolve, STRAGGLERS_MS));
    ({ passes, violations } = await runAxe(page, rules));
  }
  expect(passes.length, "rules that applied").toBeGreaterThan(rules ? 0 : 10);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${what}: ${id} ${html}\n${failureSummary}`),
  );
}

async function flawsIn(page: Page, colorScheme: Scheme, what: string, rules?: string[]) {
  await page.emulateMedia({ colorScheme });
  return flawsOf(page, `${what}, ${colorScheme}`, rules);
}

/** Until the transitions that a new scheme starts are over: in between nothing has the contrast it is made for. */
const colorsAreThere = (page: Page | Frame) =>
  page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });

/** All rules unless it says which, best practices too. The source goes in once for each document. */
async function runAxe(page: Page | Frame, rules?: string[]): Promise<AxeResults> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(
    (runOnly) =>
      (Reflect.get(window, "axe") as typeof axe).run(document, {
        resultTypes: ["violations"],
        ...(runOnly && { runOnly }),
      }),
    rules,
  );
}

/** By the page's own menu, but also while a dialog lies over it. */
export async function switchLanguage(page: Page, language: Language): Promise<void> {
  await page.evaluate((name) => {
    const button = document.querySelector<HTMLElement>(".controls .pill");
    button?.click();
    const items = [...document.querySelectorAll<HTMLElement>("[role=menuitemradio]")];
    const wanted = items.find((item) => item.textContent === name);
    if (!wanted) throw new Error(`there is no ${name} in the menu`);
    wanted.click();
  }, nameOf(language));
  await expect(page.locator("html")).toHaveAttribute("lang", TAGS[language]);
}
