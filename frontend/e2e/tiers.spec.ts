import type { Page, TestInfo } from "@playwright/test";
import { HOME, RECORDS } from "./support/addresses.ts";
import { type Centre, PRO, TRIAL, WECHAT } from "./support/centre.ts";
import type { Customer } from "./support/customers.ts";
import { expectGoodLooks } from "./support/looks.ts";
import { entryRows } from "./support/records.ts";
import type { Sandbox } from "./support/sandbox.ts";
import { expect, test } from "./support/test.ts";

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };
const DAY_MS = 86_400_000;

/** Dates as this browser writes them. */
const dayOf = (page: Page, atMs: number): Promise<string> =>
  page.evaluate((at) => new Intl.DateTimeFormat("zh-CN", { dateStyle: "medium" }).format(at), atMs);
const spanOf = async (page: Page, fromMs: number, days: number): Promise<string> =>
  `${await dayOf(page, fromMs)} – ${await dayOf(page, fromMs + days * DAY_MS)}`;

/** A purchase without the page; answers with the order, and when its days end. */
async function bought(customer: Customer, sandbox: Sandbox, id: string) {
  const orderNo = await customer.buy(sandbox, "coze", id);
  const { entitlement } = await customer.order(orderNo);
  return { orderNo, endMs: Date.parse(entitlement?.expiresAt ?? "") };
}

/** Light, dark and on a phone; a picture of each. */
async function expectGoodEverywhere(page: Page, info: TestInfo, name: string): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const size of [PHONE, DESKTOP]) {
      await page.setViewportSize(size);
      await expectGoodLooks(page, info, `${name}-${colorScheme}-${size.width}`);
    }
  }
}

const effectIn = (centre: Centre) => centre.page.getByTestId("purchase-effect");

test("a trial on top of a higher package: what will happen is said before, and is so afterwards", async ({
  page,
  centre,
  customer,
  sandbox,
}, info) => {
  await centre.open();
  await centre.packageCard(TRIAL.name).click();
  await expect(centre.buyButton).toBeVisible();
  await expect(effectIn(centre), "nothing runs, so it only starts").toHaveCount(0);
  const pro = await bought(customer, sandbox, "coze-pro");
  const end = await dayOf(page, pro.endMs);
  const trialRuns = await spanOf(page, pro.endMs, TRIAL.days);

  await page.reload();
  await centre.choose(PRO, WECHAT);
  await expect(effectIn(centre)).toHaveText(
    `「${PRO.name}」将延长至 ${await dayOf(page, pro.endMs + PRO.days * DAY_MS)}。`,
  );
  await centre.choose(TRIAL, WECHAT);
  await expect(effectIn(centre)).toHaveText(
    `「${TRIAL.name}」将在「${PRO.name}」结束后开始：${trialRuns}。`,
  );
  await expectGoodEverywhere(page, info, "tiers-before");

  await centre.codeAfter(() => centre.buyButton.click());
  await centre.dialog.payAtCashier();
  await centre.dialog.expectSuccess();
  await expect(centre.dialog.root).toContainText(`「${TRIAL.name}」将于 ${end}`);
  await centre.dialog.root.getByRole("button", { name: "继续购买" }).click();

  await centre.expectHas(PRO.name);
  await centre.expectHas("37 天");
  await centre.expectHas(`有效期至 ${end}`);
  await expect(centre.account.getByRole("listitem")).toHaveText([`${TRIAL.name} ${trialRuns}`]);
  await expectGoodEverywhere(page, info, "tiers-after");

  const [trial] = await customer.orders();
  await page.goto(`/profile/personal-rights/coze-package-result?orderId=${trial?.id}`);
  const runs = page.locator("dl div").filter({ hasText: "使用时间" });
  await expect(runs).toContainText(trialRuns);
  await expectGoodEverywhere(page, info, "tiers-result");

  await page.goto(HOME);
  await expect(page.getByRole("main").getByRole("link", { name: /Coze 套餐中心/ })).toContainText(
    `${PRO.name}有效期至 ${end}，之后为「${TRIAL.name}」，合计剩余 37 天`,
  );
});

test("a higher package starts at once, and the page says that what runs now goes on after it", async ({
  page,
  centre,
  customer,
  sandbox,
}, info) => {
  const trial = await bought(customer, sandbox, "coze-trial");
  await centre.open();
  await centre.choose(PRO, WECHAT);
  const all = await dayOf(page, trial.endMs + PRO.days * DAY_MS);
  await expect(effectIn(centre)).toHaveText(
    new RegExp(
      `^「${PRO.name}」立即开始，至 .+。 「${TRIAL.name}」随后继续，天数不变，至 ${all}。$`,
    ),
  );
  await expectGoodEverywhere(page, info, "tiers-displaces");
});

test("a refund takes its own days, and the records say what is left", async ({
  page,
  centre,
  customer,
  sandbox,
  operator,
}, info) => {
  const pro = await bought(customer, sandbox, "coze-pro");
  await bought(customer, sandbox, "coze-trial");
  await operator.refund(pro.orderNo);
  await expect.poll(() => customer.daysLeft()).toBe(TRIAL.days);
  await centre.open();
  await centre.expectHas(TRIAL.name);
  await expect(centre.account.getByRole("listitem")).toHaveCount(0);

  await page.goto(RECORDS);
  await page.getByRole("tab", { name: "明细" }).click();
  const taken = entryRows(page).first();
  await expect(taken).toContainText(`套餐时长扣回${PRO.name}`);
  await expect(taken).toContainText("−30 天");
  await expect(taken).toContainText(/全部套餐到期\d{4}年/);
  await expectGoodEverywhere(page, info, "tiers-records");
});
