import type { Page } from "@playwright/test";
import jsQR from "jsqr";
import { PNG } from "pngjs";

/** What a camera in front of this screen would read: no knowledge of how the page draws. */
export async function readCodeOnScreen(page: Page): Promise<string | null> {
  const { data, width, height } = PNG.sync.read(await page.screenshot());
  return jsQR(new Uint8ClampedArray(data), width, height)?.data ?? null;
}
