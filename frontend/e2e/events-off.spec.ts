import { CENTRE, HOME } from "./support/addresses.ts";
import { PRO, WECHAT } from "./support/centre.ts";
import { expect, test } from "./support/test.ts";

test("without a key the page asks once, loads nothing and sends nothing", async ({
  page,
  centre,
  customer: _,
}) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const answer = page.waitForResponse("**/api/analytics");
  await centre.open();
  expect((await answer).status()).toBe(204);
  await centre.buy(PRO, WECHAT);
  await centre.dialog.cancel.click();
  await page.goto(CENTRE);
  expect(asked.filter((path) => /analytics\/|sink-/.test(path))).toEqual([]);
  expect(await page.evaluate(() => localStorage.getItem("ec.visitor"))).toBeNull();
});

test("without a key nobody is numbered, neither when the tab closes first nor from when there was one", async ({
  page,
  context,
  customer: _,
}) => {
  const visitor = () => page.evaluate(() => localStorage.getItem("ec.visitor"));
  await context.route("**/api/analytics", () => undefined); // Never answered.
  await page.goto(CENTRE);
  await expect(page.getByTestId("package-card").first()).toBeVisible();
  await page.goto(HOME);
  expect(await visitor()).toBeNull();

  await page.evaluate(() => localStorage.setItem("ec.visitor", "0".repeat(32)));
  await context.unroute("**/api/analytics");
  await page.goto(CENTRE);
  await expect.poll(visitor).toBeNull();
});
