import { type Browser, expect, type Page } from "@playwright/test";
import type { Stack } from "../stack.ts";

export const CONSOLE = "/console";

/** At the identity provider of the sandbox, as an operator would. */
export async function signInToConsole(page: Page, path = CONSOLE): Promise<void> {
  await page.goto(path);
  await page.getByRole("link", { name: "登录" }).click();
  await page.getByRole("button", { name: /王运营/ }).click();
  await expect(page).toHaveURL(path);
}

/** The same operator in another browser. */
export async function colleague(browser: Browser, stack: Stack, path = CONSOLE): Promise<Page> {
  const context = await browser.newContext({ baseURL: stack.appUrl, locale: "zh-CN" });
  const page = await context.newPage();
  await signInToConsole(page, path);
  return page;
}
