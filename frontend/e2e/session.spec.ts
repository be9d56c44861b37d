import { HOME } from "./support/addresses.ts";
import { expect, test } from "./support/test.ts";

/** What a customer does with their session. Signing in and losing it stand in purchase.spec.ts and trust.spec.ts. */

test("signing out on all devices says when the others follow, and leaves nothing on the screen", async ({
  page,
  customer,
}) => {
  await page.goto(HOME);
  await page.getByRole("button", { name: `账户: ${customer.name}` }).click();
  const ended = page.waitForResponse((answer) => answer.url().includes("/api/auth/logout"));
  await page.getByRole("menuitem", { name: "在所有设备上退出" }).click();
  expect((await ended).url()).toContain("everywhere=true");
  await expect(page.getByText("其他设备将在一分钟内退出")).toBeVisible();
  await expect(page.getByText(customer.name)).toHaveCount(0);
});
