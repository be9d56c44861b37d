import { expect, type Page, type TestInfo } from "@playwright/test";
import { expectGoodLooks, KEEPS_PICTURES } from "./looks.ts";
import type { Screen } from "./screens.ts";
import { FOREIGN } from "./texts.ts";

/** Who reads the pages, each in a browser of their own language. */
export const READERS = [
  { language: "zh", locale: "zh-CN", tag: "zh-CN", name: "林知夏", item: "专业版" },
  { language: "en", locale: "en-US", tag: "en", name: "Alexandra Chen", item: "Pro" },
  { language: "jp", locale: "ja-JP", tag: "ja", name: "佐藤 花子", item: "プロ" },
] as const;
export type Reader = (typeof READERS)[number];

type Act = (page: Page, screen: Screen) => Promise<unknown>;

/** Brings every screen into one state after the other, and looks at each: it reads well, fits and is in its language. */
export function galleryOf(screens: readonly Screen[], info: TestInfo, { language }: Reader) {
  let states = 0;
  return async (what: string, act: Act): Promise<void> => {
    for (const screen of screens) await act(screen.page, screen);
    states++;
    for (const { page, kind } of screens) {
      for (const colorScheme of schemesOf(kind, states)) {
        await page.emulateMedia({ colorScheme });
        await expectGoodLooks(page, info, `${what}-${language}-${colorScheme}-${kind}`);
        expect(await page.locator("body").innerText()).not.toMatch(FOREIGN[language]);
      }
    }
  };
}

const LIGHT_THEN_DARK = ["light", "dark"] as const;
const DARK_THEN_LIGHT = ["dark", "light"] as const;

/** A scheme moves nothing and changes no word: each state is looked at in one at the phone and in the other at the desktop. */
function schemesOf(kind: Screen["kind"], state: number): readonly ("light" | "dark")[] {
  const both = (kind === "phone") === (state % 2 === 0) ? LIGHT_THEN_DARK : DARK_THEN_LIGHT;
  return KEEPS_PICTURES ? both : both.slice(1);
}
