/** Draws the README's picture anew: `node frontend/e2e/support/picture.ts`. */
import { Centre, PRO, TRIAL, WECHAT } from "./centre.ts";
import { signIn } from "./customers.ts";
import { Sandbox } from "./sandbox.ts";
import { inStudio, take } from "./studio.ts";

await inStudio(async ({ stack, browser }) => {
  const context = await browser();
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
  await take(centre.page, "centre");
});
