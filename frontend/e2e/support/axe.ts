import { expect, type Page } from "@playwright/test";
import axe, { type AxeResults } from "axe-core";
import { type Language, nameOf } from "./texts.ts";

const TAGS: Record<Language, string> = { zh: "zh-CN", en: "en", jp: "ja" };
const LANGUAGES = ["en", "jp", "zh"] as const;
const SCHEMES = ["dark", "light"] as const;

/** Every rule of axe on what the page shows now, in each language and scheme. Leaves it Chinese and light, as it was. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  await expect(page.locator("#app")).not.toHaveAttribute("inert");
  await expect(page.locator(".skeleton:visible")).toHaveCount(0);
  const found: string[] = [];
  for (const language of LANGUAGES) {
    await switchLanguage(page, language);
    found.push(...(await flawsInSchemes(page, `${what}, ${language}`)));
  }
  expect(found).toEqual([]);
}

/** The same of what has no menu of languages. Leaves it light. */
export async function flawsInSchemes(page: Page, what: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    await colorsAreThere(page);
    const { passes, violations } = await runAxe(page);
    expect(passes.length, "rules that applied").toBeGreaterThan(10);
    for (const { id, nodes } of violations)
      for (const { html, failureSummary } of nodes)
        found.push(`${what}, ${colorScheme}: ${id} ${html}\n${failureSummary}`);
  }
  return found;
}

/** Until the transitions that a new scheme starts are over: in between nothing has the contrast it is made for. */
const colorsAreThere = (page: Page) =>
  page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });

/** All rules, best practices too. The source goes in once for each document, which is most of the time it takes. */
async function runAxe(page: Page): Promise<AxeResults> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(() =>
    (Reflect.get(window, "axe") as typeof axe).run(document, { resultTypes: ["violations"] }),
  );
}

/** By the page's own menu, but also while a dialog lies over it. */
async function switchLanguage(page: Page, language: Language): Promise<void> {
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
