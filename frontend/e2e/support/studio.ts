import { mkdir } from "node:fs/promises";
import path from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { findBrowser } from "../../../scripts/browser.ts";
import { buildPage } from "../../../scripts/tools/page-build.ts";
import { inRoot } from "../../../scripts/tools/paths.ts";
import { type Stack, startStack } from "../stack.ts";

interface Studio {
  stack: Stack;
  /** Another browser, of somebody who reads Chinese at a desktop. */
  browser(): Promise<BrowserContext>;
}

/** Starts a product to take pictures of, and stops it afterwards. */
export async function inStudio(draw: (studio: Studio) => Promise<void>): Promise<void> {
  await buildPage();
  const stack = await startStack();
  const executablePath = findBrowser();
  const browser = await chromium.launch({
    args: ["--no-sandbox"],
    ...(executablePath && { executablePath }),
  });
  const look = {
    viewport: { width: 1280, height: 800 },
    ...{ locale: "zh-CN", timezoneId: "Asia/Shanghai" },
    ...({ colorScheme: "light", reducedMotion: "reduce" } as const),
  };
  try {
    await draw({ stack, browser: () => browser.newContext({ baseURL: stack.appUrl, ...look }) });
  } finally {
    await browser.close();
    await stack.stop();
  }
}

/** Keeps what the page shows as docs/images/<name>.png. */
export async function take(page: Page, name: string): Promise<void> {
  const file = inRoot(`docs/images/${name}.png`);
  await mkdir(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file });
}
