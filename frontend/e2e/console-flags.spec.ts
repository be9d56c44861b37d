import type { Browser, Page } from "@playwright/test";
import type { Stack } from "./stack.ts";
import { CENTRE } from "./support/addresses.ts";
import { expectAccessible } from "./support/axe.ts";
import { signIn } from "./support/customers.ts";
import { expectGoodLooks } from "./support/looks.ts";
import { expect, test } from "./support/test.ts";
import { chooseLanguage } from "./support/texts.ts";
import { NETWORK_LOST, refusedWith } from "./support/trouble.ts";

const FLAGS = "/console/flags";
const KEYS = "/console/keys";

/** An owner of their own browser, as another owner made them one. */
async function owner(browser: Browser, stack: Stack, name: string) {
  const context = await browser.newContext({ baseURL: stack.appUrl, locale: "zh-CN" });
  const { id } = await signIn(context, stack, name);
  await stack.d1(
    `INSERT INTO operator (subject, role, changed_at, changed_by) VALUES ('${id}', 'owner', 1, 'test')`,
  );
  return { id, context, page: await context.newPage() };
}

const rowOf = (page: Page, flag: string) => page.getByTestId(`flag-${flag}`);
const dialogOf = (page: Page) => page.getByRole("dialog");

/** As the Worker's isolates see it, a second after. */
const centreIs = (page: Page, words: RegExp) =>
  expect(async () => {
    await page.goto(CENTRE);
    await expect(page.getByText(words).first()).toBeVisible({ timeout: 1_500 });
  }).toPass();

async function change(page: Page, flag: string): Promise<void> {
  await rowOf(page, flag).getByRole("button", { name: /^更改/ }).click();
}

test("an owner makes and ends a key, closes a centre and takes it back; who comes later is told; WeChat becomes Alipay; a text is previewed", async ({
  browser,
  stack,
  operator,
  page: shop,
  trouble,
}) => {
  trouble.expect(refusedWith(401), refusedWith(403), refusedWith(409), NETWORK_LOST);
  const one = await owner(browser, stack, "王运营");
  const two = await owner(browser, stack, "李静");
  const { page } = one;
  const balance = (token: string) =>
    fetch(`${stack.appUrl}/api/customers/customer-lin/balance`, {
      headers: { authorization: `Bearer ${token}` },
    });
  const grantStatus = async (token: string) =>
    (
      await fetch(`${stack.appUrl}/api/customers/customer-lin/grant`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
      })
    ).status;
  let token = "";

  await test.step("a key is shown once, copied, used and revoked", async () => {
    await one.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(KEYS);
    await page.getByRole("button", { name: "创建密钥" }).first().click();
    await dialogOf(page).getByLabel("产品名称").fill("Coze bot e2e");
    await expect(dialogOf(page).getByLabel("全部，包括以后新增的")).toBeChecked();
    await dialogOf(page).getByLabel("仅限所选").check();
    await expect(dialogOf(page).getByRole("button", { name: "创建密钥" })).toBeDisabled();
    await dialogOf(page)
      .getByLabel(/^查看客户的方案/)
      .check();
    await dialogOf(page)
      .getByLabel(/最后有效日/)
      .fill("2020-01-01");
    await expect(dialogOf(page).getByRole("button", { name: "创建密钥" })).toBeDisabled();
    await dialogOf(page)
      .getByLabel(/最后有效日/)
      .fill("2098-12-31");
    await expectAccessible(page, "making a key");
    await expectGoodLooks(page, test.info(), "console-keys-make");
    await dialogOf(page).getByRole("button", { name: "创建密钥" }).click();
    token = (await page.getByTestId("token").textContent()) ?? "";
    expect(token).toMatch(/^eck_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}$/);
    await page.getByRole("button", { name: /复制/ }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token);
    await expectGoodLooks(page, test.info(), "console-keys");
    await expectAccessible(page, "keys");
    expect((await balance(token)).status).toBe(200);
    expect(await grantStatus(token)).toBe(403);
    const row = page.getByRole("row").filter({ hasText: token.slice(4, 16) });
    await expect(async () => {
      await page.reload();
      await expect(row).toBeVisible();
      await expect(row).not.toContainText("从未使用", { timeout: 500 });
    }).toPass();
    await expect(row).toContainText("customers:read");
    await expect(row).toContainText("2099年1月1日");
    expect(await page.content()).not.toContain(token.slice(17));
    await row.getByRole("button", { name: /^作废/ }).click();
    await expect(dialogOf(page)).toContainText("10 秒内");
    await dialogOf(page).getByLabel(/原因/).fill("leaked");
    await dialogOf(page).getByRole("button", { name: "作废" }).click();
    await expect(row).toContainText("已作废");
    await stack.d1(
      `UPDATE api_key SET revoked_at = NULL, expires_at = 1 WHERE prefix = '${token.slice(4, 16)}'`,
    );
    await page.reload();
    await expect(row).toContainText("已到期");
    await expect(row.getByRole("button", { name: /^作废/ })).toHaveCount(0);
  });

  await test.step("the next key of that name is proposed with its scopes", async () => {
    await page.getByRole("button", { name: "创建密钥" }).first().click();
    await dialogOf(page).getByLabel("产品名称").fill("Coze bot e2e");
    await expect(dialogOf(page).getByLabel("仅限所选")).toBeChecked();
    await expect(dialogOf(page).getByLabel(/^查看客户的方案/)).toBeChecked();
    await expect(dialogOf(page).getByLabel(/^上报用量/)).not.toBeChecked();
    await dialogOf(page).getByRole("button", { name: "取消" }).click();
  });

  await test.step("closed through the page, the customers' page shows the lock", async () => {
    await page.goto(FLAGS);
    await expect(rowOf(page, "coze_package_status")).toContainText("开放");
    await two.page.goto(FLAGS); // Sees what stands before.
    await expect(rowOf(two.page, "past_due_grace_days")).toContainText("7 天");
    await expectGoodLooks(page, test.info(), "console-flags");
    await expectAccessible(page, "flags");
    await change(page, "coze_package_status");
    await dialogOf(page).getByLabel("已关闭").check();
    await dialogOf(page).getByLabel(/原因/).fill("system upgrade");
    await expectGoodLooks(page, test.info(), "console-flag-dialog");
    await dialogOf(page).getByRole("button", { name: "保存" }).click();
    await expect(rowOf(page, "coze_package_status")).toContainText("已关闭");
    await centreIs(shop, /暂未开放/);
  });

  await test.step("from the history it is returned by one click, after it asked again", async () => {
    const row = rowOf(page, "coze_package_status");
    await row.getByText("历史（1）").click();
    await expect(row).toContainText("system upgrade");
    await expectGoodLooks(page, test.info(), "console-flag-history");
    await row.getByRole("button", { name: "恢复到改动前" }).click();
    await dialogOf(page).getByRole("button", { name: "恢复此值" }).click();
    await expect(row).toContainText("开放");
    await centreIs(shop, /专业版/);
  });

  await test.step("who comes later sees what stands now, and what was typed stays", async () => {
    await change(two.page, "past_due_grace_days");
    await dialogOf(two.page).getByLabel("新的值").fill("14");
    await change(page, "past_due_grace_days");
    await dialogOf(page).getByLabel("新的值").fill("3");
    await dialogOf(page).getByRole("button", { name: "保存" }).click();
    await expect(dialogOf(page)).toHaveCount(0);
    const late = dialogOf(two.page);
    await two.context.setOffline(true);
    await late.getByRole("button", { name: "保存" }).click();
    await expect(late.getByRole("alert")).toBeVisible();
    await two.context.setOffline(false);
    await late.getByRole("button", { name: "保存" }).click();
    await expect(late).toContainText(`${one.id} 刚刚更改了此项`);
    await expect(late.getByRole("status")).toContainText("3 天");
    await expect(late.getByLabel("新的值")).toHaveValue("14");
    await expectGoodLooks(two.page, test.info(), "console-flag-conflict");
    await expectAccessible(two.page, "flag conflict");
    await late.getByRole("button", { name: "仍然保存" }).click();
    await expect(rowOf(two.page, "past_due_grace_days")).toContainText("14 天");
  });

  await test.step("WeChat Pay is switched to Alipay as one act, and wrangler's word appears", async () => {
    await page.getByRole("button", { name: "切换到支付宝" }).click();
    await expectGoodLooks(page, test.info(), "console-switch-way");
    await dialogOf(page).getByRole("button", { name: "切换到支付宝" }).click();
    await expect(rowOf(page, "payway_1_status")).toContainText("已关闭");
    await expect(rowOf(page, "payway_2_status")).toContainText("已开启");
    await expect(page.getByRole("button", { name: "切换到微信支付" })).toBeVisible();
    await operator.set("recharge_status", "maybe");
    await page.reload();
    await expect(rowOf(page, "recharge_status")).toContainText("「maybe」无法识别");
    await change(page, "payway_2_status");
    await dialogOf(page).getByLabel("已关闭").check();
    await dialogOf(page).getByRole("button", { name: "保存" }).click();
    await expect(dialogOf(page).getByRole("alert")).toContainText("支付方式");
    await page.keyboard.press("Escape");
  });

  await test.step("a text is shown as customers get it, and what they do not get is said", async () => {
    await page.getByLabel("搜索名称、含义或值").fill("coze_package_explain:en");
    await expect(
      page.getByRole("listitem").filter({ hasText: "Coze 套餐说明 · 英文" }),
    ).toBeVisible();
    await change(page, "coze_package_explain:en");
    const dialog = dialogOf(page);
    await dialog
      .getByLabel("新的值")
      .fill(
        '<h3>Before you pay</h3><p onclick="x">Days <b>add up</b>.</p><script>alert(1)</script>',
      );
    await expect(page.getByTestId("html-preview").locator("b")).toHaveText("add up");
    await expect(dialog).toContainText("元素 <script>（1 处）");
    await expect(dialog).toContainText("属性 onclick（1 处）");
    await expectGoodLooks(page, test.info(), "console-flag-html");
    await expectAccessible(page, "flag text");
    await page.keyboard.press("Escape"); // By mistake.
    await change(page, "coze_package_explain:en");
    await expect(dialog.getByLabel("新的值")).toHaveValue(/add up/);
    await dialog.getByRole("button", { name: "保存" }).click();
    await expect(rowOf(page, "coze_package_explain:en")).toContainText("Before you pay");
  });
  await test.step("ten seconds after it was revoked the key is refused", async () => {
    await expect.poll(async () => (await balance(token)).status).toBe(401);
  });

  const changed = ["coze_package_status", "past_due_grace_days", "coze_package_explain:en"];
  const undone = [...changed, "payway_1_status", "payway_2_status"];
  await Promise.all(undone.map((flag) => operator.unset(flag)));
  await Promise.all([one.context.close(), two.context.close()]);
});

test("on a phone, in the dark and in three languages flags and keys are whole", async ({
  browser,
  stack,
  trouble,
}) => {
  trouble.expect(refusedWith(401));
  const { page, context } = await owner(browser, stack, "王运营");
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto(FLAGS);
  for (const [language, path] of [
    ["zh", FLAGS],
    ["en", FLAGS],
    ["jp", KEYS],
  ] as const) {
    await chooseLanguage(page, language);
    await page.goto(path);
    await expect(page.locator("h1")).toBeVisible();
    await expect(page.locator("main .console-wait")).toHaveCount(0);
    await expectGoodLooks(page, test.info(), `phone-${language}-${path.split("/").at(-1)}`);
  }
  await context.close();
});
