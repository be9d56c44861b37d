import { readFile } from "node:fs/promises";
import type { Download, Page } from "@playwright/test";
import type { Invoice } from "../../worker/app.ts";
import { expectAccessible } from "./support/axe.ts";
import { PRO } from "./support/centre.ts";
import { CONSOLE, colleague } from "./support/console.ts";
import { signIn } from "./support/customers.ts";
import { expectGoodLooks, keepPicture } from "./support/looks.ts";
import { POWER_100 } from "./support/recharge.ts";
import { expect, test } from "./support/test.ts";
import { refusedWith } from "./support/trouble.ts";

const NUMBER = "24952000000123456789";
const TITLE = { type: "company", title: "示例买方有限公司", taxNo: "91350100M000100Y43" };

/** The dialog that asks again, with a reason given. */
async function act(page: Page, button: RegExp, reason: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^原因/).fill(reason);
  await dialog.getByRole("button", { name: button }).click();
  await expect(dialog).toBeHidden();
}

const contentOf = async (download: Download) => readFile(await download.path(), "utf8");

/** Puts the number of the fapiao into its row, as the tax office's client would. */
function numbered(csv: string, id: string, number: string): Buffer {
  const [head = "", ...lines] = csv.replace("\ufeff", "").trimEnd().split("\r\n");
  const cells = (lines.find((line) => line.startsWith(id)) ?? "").split(",");
  cells[head.split(",").indexOf("发票号码")] = number;
  return Buffer.from(`\ufeff${[head, cells.join(",")].join("\r\n")}\r\n`);
}

test("a month is invoiced, credited, and its fapiao goes out and comes back with what was refunded meanwhile", async ({
  page,
  browser,
  stack,
  sandbox,
  customer,
  operator,
  trouble,
}) => {
  trouble.expect(refusedWith(409));
  await stack.d1(
    `INSERT INTO operator (subject, role, changed_at, changed_by) VALUES ('${customer.id}', 'owner', 1, 'test')`,
  );
  const context = await browser.newContext({ baseURL: stack.appUrl, locale: "zh-CN" });
  const buyer = await signIn(context, stack, "买家");
  const returned = await buyer.buy(sandbox, "coze", "coze-pro");
  await buyer.buy(sandbox, "recharge", POWER_100.id);
  const month = new Date().toLocaleDateString("sv", { timeZone: "Asia/Shanghai" }).slice(0, 7);
  const main = page.getByRole("main");

  await test.step("the seller says who sells, and what is wrong is named", async () => {
    await page.goto(`${CONSOLE}/seller`);
    const name = main.getByLabel("名称");
    const before = await name.inputValue();
    await name.fill("");
    await main.getByRole("button", { name: "保存销售方资料" }).click();
    await expect(main.getByRole("alert")).toContainText("请填写名称");
    await name.fill(before);
    await main.getByLabel("电话").fill("0591-0000000");
    await expectAccessible(page, "seller");
    await main.getByRole("button", { name: "保存销售方资料" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText(before);
    await dialog.getByRole("button", { name: "保存销售方资料" }).click();
    await expect(dialog).toBeHidden();
    await page.reload();
    await expect(main.getByLabel("电话")).toHaveValue("0591-0000000");
    await expectGoodLooks(page, test.info(), "seller");
  });

  await test.step("what was typed of the seller is not lost by a link", async () => {
    await main.getByLabel("电话").fill("0591-9999999");
    const link = page
      .getByRole("navigation", { name: "主导航" })
      .getByRole("link", { name: "账单" });
    await link.click();
    const leaving = page.getByRole("dialog", { name: "离开前要保存吗？" });
    await leaving.getByRole("button", { name: "取消" }).click();
    await expect(main.getByLabel("电话")).toHaveValue("0591-9999999");
    await link.click();
    await leaving.getByRole("button", { name: "放弃并离开" }).click();
    await expect(page).toHaveURL(/\/invoices$/);
    await page.goto(`${CONSOLE}/seller`);
    await expect(main.getByLabel("电话")).toHaveValue("0591-0000000");
  });

  await test.step("of two at once the later one is told, and what both typed is there", async () => {
    const other = await colleague(browser, stack, `${CONSOLE}/seller`);
    const save = async (by: Page) => {
      await by.getByRole("main").getByRole("button", { name: "保存销售方资料" }).click();
      await by.getByRole("dialog").getByRole("button", { name: "保存销售方资料" }).click();
      await expect(by.getByRole("dialog")).toBeHidden();
    };
    await other.getByLabel("地址", { exact: true }).fill("福州市新路 1 号");
    await other.getByLabel("电话").fill("0591-1111111");
    await main.getByLabel("电话").fill("0591-2222222");
    await main.getByLabel(/^附注/).fill("本人所写");
    await save(other);
    await save(page);
    const told = main.getByRole("alert").filter({ hasText: "其他人刚刚修改了这里" });
    await expect(told).toBeInViewport();
    await expect(told).toContainText("由“0591-0000000”改为“0591-1111111”");
    await expect(told).toContainText("您输入的是“0591-2222222”");
    await expect(main.getByLabel("地址", { exact: true })).toHaveValue("福州市新路 1 号");
    await expect(main.getByLabel(/^附注/)).toHaveValue("本人所写");
    await expectGoodLooks(page, test.info(), "seller-conflict");
    await expectAccessible(page, "seller conflict");
    await told.getByRole("button", { name: "采用对方的" }).click();
    await save(page);
    await expect(told).toBeHidden();
    await page.reload();
    for (const [label, value] of [
      ["地址", "福州市新路 1 号"],
      ["电话", "0591-1111111"],
    ] as const)
      await expect(main.getByLabel(label, { exact: true })).toHaveValue(value);
    await expect(main.getByLabel(/^附注/)).toHaveValue("本人所写");
    await other.context().close();
  });

  await test.step("a customer's month is issued, once", async () => {
    await page.goto(`${CONSOLE}/invoices?customer=${buyer.id}`);
    await expect(main.getByText("没有账单")).toBeVisible();
    for (const _ of ["once", "again"]) {
      await main.getByRole("button", { name: "开具账单…" }).click();
      const dialog = page.getByRole("dialog");
      await expect(dialog.getByLabel("月份")).toHaveValue(month);
      await expect(dialog.getByRole("button", { name: /^为 .* 开具/ })).toBeDisabled();
      await act(page, /^为 .* 开具/, "asked by telephone");
    }
    await expect(page.getByText("没有需要开具的内容").first()).toBeVisible();
    await expect(main.getByRole("row")).toHaveCount(2);
    await main.getByLabel("编号开头").fill("cn");
    await main.getByLabel("编号开头").press("Enter");
    await expect(main.getByText("没有账单")).toBeVisible();
    await main.getByRole("button", { name: "清除筛选" }).click();
    await expect(main.getByRole("link", { name: /^INV/ }).first()).toBeVisible();
    await expectGoodLooks(page, test.info(), "invoices");
    await expectAccessible(page, "invoices");
    await main.getByLabel("客户编号").fill(buyer.id);
    await main.getByLabel("客户编号").press("Enter");
    // Other tests of this product have invoices, too.
    await expect(main.getByRole("link", { name: /^INV/ })).toHaveCount(1);
    await main.getByRole("link", { name: /^INV/ }).click();
  });

  const heading = main.getByRole("heading", { level: 1 });
  await expect(heading).toHaveText(/^INV/);
  const number = (await heading.textContent()) ?? "";
  const invoiced = (part: string) => `/api/portal/invoices/${number}${part}`;
  const wish = async (): Promise<string> => {
    const headers = { origin: stack.appUrl };
    const answer = await context.request.post(invoiced("/fapiao"), {
      ...{ data: { title: TITLE }, headers },
    });
    return ((await answer.json()) as Invoice).fapiao?.id ?? "";
  };

  // Takes its time at the gateway; the invoice hears of it by a credit note alone.
  await operator.refund(returned);
  await test.step("its PDF can be opened", async () => {
    await operator.putFonts();
    const saved = page.waitForEvent("download");
    await main.getByRole("button", { name: "下载 PDF" }).click();
    expect((await saved).suggestedFilename()).toBe(`${number}.pdf`);
    for (const text of ["已付", returned, "6%", "示例科技有限公司"])
      await expect(main).toContainText(text);
  });

  let file = "";
  let id = "";
  await test.step("a fapiao is refused with a reason, asked for again, and goes out", async () => {
    await wish();
    await page.goto(`${CONSOLE}/fapiao?state=requested`);
    const row = main.getByRole("row").filter({ hasText: number });
    await row.getByRole("button", { name: /^拒绝/ }).click();
    await act(page, /^拒绝 /, "税号与抬头不符");
    await expect(row).toHaveCount(0);
    expect(
      ((await (await context.request.get(invoiced(""))).json()) as Invoice).fapiao,
    ).toMatchObject({ status: "refused", reason: "税号与抬头不符" });
    id = await wish();
    await page.reload();
    const download = page.waitForEvent("download");
    await main.getByRole("link", { name: "导出 CSV" }).click();
    file = await contentOf(await download);
    expect(file).toContain(id);
  });

  await test.step("what is refunded meanwhile is credited", async () => {
    await expect.poll(async () => (await buyer.order(returned)).orderStatus).toBe("refunded");
    await page.goto(`${CONSOLE}/invoices/${number}`);
    await main.getByRole("button", { name: "开退款单…" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog).toContainText(buyer.id);
    await expectGoodLooks(page, test.info(), "credit-note");
    await act(page, /开退款单/, "refunded");
    await expect(main.getByRole("link", { name: /^CN/ })).toBeVisible();
    await expectGoodLooks(page, test.info(), "invoice");
    await expectAccessible(page, "invoice");
  });

  await test.step("the file comes back, each row with its result, and a red letter is due", async () => {
    await page.goto(`${CONSOLE}/fapiao?state=red`);
    const send = async (content: Buffer) => {
      const chosen = { name: "fapiao.csv", mimeType: "text/csv", buffer: content };
      await main.getByLabel("选择 CSV 文件").setInputFiles(chosen);
      await main.getByRole("button", { name: "导入" }).click();
    };
    await send(numbered(file, id, "2.4952E+19"));
    await expect(main.getByText("1 行中已记录 0 行")).toBeVisible();
    await expect(main.getByText("长号码可能被表格软件改写")).toBeVisible();
    await send(numbered(file, id, NUMBER));
    await expect(main.getByText("1 行中已记录 1 行")).toBeVisible();
    const row = main.getByRole("row").filter({ hasText: number });
    await expect(row).toContainText(NUMBER);
    await expect(row).toContainText(PRO.price);
    await expectGoodLooks(page, test.info(), "fapiao");
    await expectAccessible(page, "fapiao");
  });

  await test.step("each part shows each of its states, and a dialog keeps what was typed when the network is lost", async () => {
    await page.goto(`${CONSOLE}/parts`);
    await expect(heading).toHaveText("界面部件");
    await keepPicture(page, test.info(), "parts");
    await main.getByRole("button", { name: "打开会断网的对话框" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^原因/).fill("kept");
    await dialog.getByRole("button", { name: "执行" }).click();
    await expect(dialog.getByRole("alert")).toBeVisible();
    await expect(dialog.getByLabel(/^原因/)).toHaveValue("kept");
    await dialog.getByRole("button", { name: "取消" }).click();
  });

  await test.step("on a phone, in the dark", async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.emulateMedia({ colorScheme: "dark" });
    for (const path of [
      "/invoices",
      `/invoices/${number}`,
      "/invoice-months",
      "/fapiao",
      "/seller",
    ]) {
      await page.goto(CONSOLE + path);
      await expect(main.locator(".console-section, .data").first()).toBeVisible();
      await expectGoodLooks(page, test.info(), `phone${path.replaceAll("/", "-")}`.slice(0, 30));
    }
  });
  await context.close();
});
