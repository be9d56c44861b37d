import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, type Page } from "@playwright/test";

export type Language = "zh" | "en" | "jp";

/** Characters and words that no page of this language shows: another language that slipped in. */
export const FOREIGN: Record<Language, RegExp> = {
  zh: /[\u3040-\u30ff]/,
  en: /[\u3040-\u30ff\u4e00-\u9fff]/,
  jp: /算力|余额|购买|订单|支付|套餐/,
};

const FOLDER = path.resolve(import.meta.dirname, "../../src/i18n");

/** The page's text for a key, as its translators wrote it, with the values in their places. */
export function textOf(language: Language, key: string, values: Record<string, string> = {}) {
  const [file, ...keys] = key.split(".");
  const content: unknown = JSON.parse(
    readFileSync(path.join(FOLDER, language, `${file}.json`), "utf8"),
  );
  const text = keys.reduce<unknown>((part, name) => Reflect.get(Object(part), name), content);
  if (typeof text !== "string") throw new Error(`${language} has no text ${key}`);
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => values[name] ?? "");
}

const TAGS: Record<Language, string> = { zh: "zh-CN", en: "en", jp: "ja" };
const NAMES: Record<Language, string> = { zh: "中文", en: "English", jp: "日本語" };

/** What the language calls itself in the page's menu. */
export const nameOf = (language: Language): string => NAMES[language];

/** As a reader would, in the page's bar. */
export async function chooseLanguage(page: Page, language: Language): Promise<void> {
  await page
    .getByRole("button", { name: /[:：] ?(中文|English|日本語)$/ })
    .and(page.locator("[aria-haspopup=menu]"))
    .click();
  await page.getByRole("menuitemradio", { name: NAMES[language] }).click();
  // Its texts come first. Whoever leaves the page before that keeps the language that was.
  await expect(page.locator("html")).toHaveAttribute("lang", TAGS[language]);
}
