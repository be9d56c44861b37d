import { expect, test } from "./support/test.ts";

/** The API's page comes from the product's own origin, through Pages, and needs nothing else. */

for (const [screen, width] of [
  ["phone", 360],
  ["desktop", 1440],
] as const) {
  test(`the API's page is read on a ${screen}, from this origin alone`, async ({
    page,
    baseURL,
  }) => {
    const said: string[] = [];
    const asked: string[] = [];
    page.on("console", (message) => said.push(message.text()));
    page.on("request", (request) => asked.push(new URL(request.url()).origin));
    await page.setViewportSize({ width, height: 800 });

    // A link from elsewhere opens the operation that it names.
    await page.goto("/api/docs#postPayPrepay");
    await expect(page.locator("#postPayPrepay")).toBeVisible();
    await expect(page.locator("#postPayPrepay")).toContainText("curl -X POST");
    await expect(page.locator("#postPayCancel")).toBeHidden();

    expect(said, "what the browser complained about, such as its policy").toEqual([]);
    expect(new Set(asked)).toEqual(new Set([new URL(baseURL ?? "").origin]));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, "pixels that stick out").toBe(0);
  });
}

test("a refusal's type leads to its row", async ({ page, request }) => {
  const { type } = (await (await request.get("/api/auth/me")).json()) as { type: string };
  expect(type).toMatch(/\/api\/docs#UNAUTHENTICATED$/);
  await page.goto(new URL(type).pathname + new URL(type).hash);
  await expect(page.locator("tr:target")).toContainText("请先登录");
});
