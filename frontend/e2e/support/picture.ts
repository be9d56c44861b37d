/** Draws the README's picture anew: `node frontend/e2e/support/picture.ts`. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { chromium } from "@playwright/test";
import { findBrowser } from "../../../scripts/browser.ts";
import { buildPage } from "../../../scripts/tools/page-build.ts";
import { inRoot } from "../../../scripts/tools/paths.ts";
import { startStack } from "../stack.ts";
import { Centre, PRO, TRIAL, WECHAT } from "./centre.ts";
import { signIn } from "./customers.ts";
import { Sandbox } from "./sandbox.ts";

const file = inRoot("docs/images/centre.png");

await buildPage();
const stack = await startStack();
const executablePath = findBrowser();
const browser = await chromium.launch({
  args: ["--no-sandbox"],
  ...(executablePath && { executablePath }),
});
try {
  const context = await browser.newContext({
    baseURL: stack.appUrl,
    viewport: { width: 1280, height: 800 },
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  await signIn(context, stack, "林知夏");
  const centre = new Centre(await context.newPage());
  await centre.open();
  // Somebody who has a package already, so that the card has something to say.
  const { qrCode } = await centre.buy(TRIAL, WECHAT);
  await new Sandbox(stack.sandboxUrl).pay(qrCode.code_url);
  await centre.dialog.expectSuccess();
  await centre.dialog.close.click();
  await centre.open();
  await centre.buy(PRO, WECHAT);
  await mkdir(path.dirname(file), { recursive: true });
  await centre.page.screenshot({ path: file });
} finally {
  await browser.close();
  await stack.stop();
}
