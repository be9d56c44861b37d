import { CENTRE, HOME, RECORDS } from "./support/addresses.ts";
import { ALIPAY, PRO, WECHAT } from "./support/centre.ts";
import { expect, test } from "./support/test.ts";
import { chooseLanguage } from "./support/texts.ts";
import { NETWORK_LOST, refusedWith } from "./support/trouble.ts";

test("closing the centre locks it for buyers, and what was ordered before can still be paid", async ({
  page,
  centre,
  customer,
  operator,
  trouble,
}) => {
  const entry = page.getByRole("navigation").getByRole("link", { name: "Coze 套餐中心" });
  await page.clock.install();
  await centre.open();
  await centre.buy(PRO, WECHAT);
  await page.keyboard.press("Escape");
  await centre.choose(PRO, ALIPAY);

  await operator.set("coze_package_status", "false");
  trouble.expect(refusedWith(403));
  await centre.buyButton.click();
  await expect(centre.toasts.last()).toContainText("该功能暂未开放，请稍后再来");
  await expect(page.getByRole("heading", { name: "暂未开放" })).toBeVisible();
  await expect(centre.buyButton).toBeHidden();
  await expect(entry).toBeHidden();
  expect(await customer.orders()).toHaveLength(1);

  await page.goto(HOME);
  await expect(page.getByRole("link", { name: /我的记录/ })).toBeVisible();
  await expect(page.getByRole("link", { name: /Coze 套餐中心/ })).toBeHidden();
  await page.goto(CENTRE);
  await expect(page.getByRole("heading", { name: "暂未开放" })).toBeVisible();

  await page.locator("main").getByRole("link", { name: "我的记录" }).click();
  await centre.codeAfter(() => page.getByRole("link", { name: "继续支付" }).click());
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
  expect(await customer.daysLeft()).toBe(PRO.days);

  await centre.dialog.root.getByRole("link", { name: "查看记录" }).click();
  await expect(page).toHaveURL(RECORDS);
  await operator.unset("coze_package_status");
  await page.clock.fastForward("01:00");
  await expect(entry).toBeVisible();
});

test("an open page learns within a minute that the centre was closed", async ({
  page,
  customer: _,
  operator,
}) => {
  const entry = page.getByRole("navigation").getByRole("link", { name: "Coze 套餐中心" });
  await page.clock.install();
  await page.goto(RECORDS);
  await expect(entry).toBeVisible();
  await operator.set("coze_package_status", "false");
  await page.clock.fastForward("01:00");
  await expect(entry).toBeHidden();
});

test("a pay way that is switched off is not offered, and an order begun with it goes on by another", async ({
  page,
  centre,
  customer,
  operator,
  trouble,
}) => {
  trouble.expect(refusedWith(400));
  await centre.open();
  await centre.buy(PRO, WECHAT);
  await page.keyboard.press("Escape");
  await operator.set("payway_1_status", "false");
  await centre.buyButton.click();
  await expect(centre.toasts.last()).toContainText("该支付方式不可用，请选择其他支付方式");
  await expect(centre.payWay(WECHAT)).toBeHidden();
  await expect(centre.buyButton).toBeDisabled();

  await page.goto(RECORDS);
  await page.getByRole("link", { name: "继续支付" }).click();
  await expect(centre.dialog.root).toContainText("该支付方式不可用，请选择其他支付方式");
  await centre.codeAfter(() => centre.dialog.payWay(ALIPAY).click());
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
  expect(await customer.orders()).toHaveLength(1);
});

const HOSTILE = `<p>春节加赠 <strong>3 天</strong></p>
  <script>window.hacked = "script"</script>
  <img src="/nothing.png" onerror="window.hacked = 'image'">
  <p onclick="window.hacked = 'click'" style="position:fixed">说明</p>
  <a href="javascript:window.hacked='link'">链接</a><iframe src="/"></iframe>`;

test("the operator's text is shown in its language, without anything that runs", async ({
  page,
  centre,
  operator,
}) => {
  const explain = page.locator("main section").filter({ has: page.getByText("购买即表示同意") });
  await centre.open();
  await expect(explain).toContainText("套餐自支付成功起立即开通");

  await operator.set("coze_package_explain", HOSTILE);
  await operator.set("coze_package_explain:en", "<p>Three days extra</p>");
  await centre.open();
  await expect(explain.locator("strong")).toHaveText("3 天");
  await explain.getByText("说明", { exact: true }).click();
  await explain.getByText("链接", { exact: true }).click();
  await expect(explain.locator("script, img, iframe, [onclick], [style]")).toHaveCount(0);
  expect(await page.evaluate(() => Reflect.get(window, "hacked"))).toBeUndefined();
  await expect(explain).not.toContainText("Three days extra");

  await chooseLanguage(page, "en");
  await expect(page.locator("main")).toContainText("Three days extra");
  await expect(page.locator("main")).not.toContainText("春节加赠");
  await chooseLanguage(page, "jp");
  await expect(page.locator("main")).toContainText("春节加赠");
});

test("even a Worker that let HTML through could not make the page run it", async ({
  page,
  centre,
  trouble,
}) => {
  trouble.expect(/violates the following Content Security Policy/); // The policy, the second wall, says so.
  trouble.expect(refusedWith(404)); // Its picture does not exist.
  await page.route("**/api/web/coze-package/center", async (route) => {
    const response = await route.fetch();
    const center = (await response.json()) as object;
    await route.fulfill({ response, json: { ...center, explain: HOSTILE } });
  });
  await centre.open();
  await expect(page.locator("main strong").getByText("3 天")).toBeVisible();
  await expect(page.locator("main").locator("script, iframe, [onclick], [onerror]")).toHaveCount(0);
  await page.getByText("链接", { exact: true }).click();
  expect(await page.evaluate(() => Reflect.get(window, "hacked"))).toBeUndefined();
});

test("where the sanitiser is blocked, the operator's text is plain, and the page is not loaded again", async ({
  page,
  context,
  centre,
  operator,
  trouble,
}) => {
  trouble.expect(NETWORK_LOST);
  let loads = 0;
  page.on("load", () => loads++);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await context.route("**/assets/purify*.js", async (route) => {
    await held;
    await route.abort();
  });
  await operator.set(
    "coze_package_explain",
    "<p>春节加赠 <strong>3 天</strong></p><ul><li>一<br>二</li><li>三 &lt;b&gt;</li></ul><p></p>",
  );
  await centre.open();
  const text = page.locator("main .prose");
  await expect(page.locator("main .terms")).toBeVisible();
  expect((await text.boundingBox())?.height, "pixels kept for a line").toBeGreaterThan(15);
  const above = await page.locator("main .explain h2").boundingBox();

  release();
  await expect(text.locator("p")).toHaveText(["春节加赠 3 天", "一", "二", "三 <b>"]);
  expect(await page.locator("main .explain h2").boundingBox()).toEqual(above);
  expect(loads, "the page was loaded again").toBe(1);
});
