import { BILLING } from "./support/addresses.ts";
import { POWER_100 } from "./support/recharge.ts";
import { expect, test } from "./support/test.ts";
import { refusedWith } from "./support/trouble.ts";

const RIGHT = "91350100M000100Y43";
const WRONG = "91350100M000100Y44";

test("an invoice is found, read, printed, saved as PDF, revised, and a fapiao is asked for", async ({
  page,
  customer,
  operator,
  sandbox,
  trouble,
}) => {
  trouble.expect(refusedWith(503), refusedWith(404));
  await page.goto(BILLING);
  const main = page.getByRole("main");
  await expect(main.getByRole("heading", { name: "还没有账单" })).toBeVisible();

  const returned = await customer.buy(sandbox, "recharge", POWER_100.id);
  await customer.subscribe(sandbox, "pro_monthly");
  const [issued] = await operator.invoice(customer.id);
  if (!issued) throw new Error("nothing was issued");
  await operator.refund(returned);
  await expect
    .poll(() => operator.credit(issued.id).catch((error) => String(error)))
    .toBe(undefined);

  await page.goto(`${BILLING}?status=issued`);
  await expect(main.getByRole("heading", { name: "没有符合条件的账单" })).toBeVisible();
  await main.getByRole("button", { name: "清除筛选" }).click();
  const rows = page.getByTestId("invoice");
  await expect(rows).toHaveCount(1);
  for (const text of [issued.number, "已付", "已退款"]) await expect(rows).toContainText(text);
  await main.getByLabel(/^月份/).selectOption({ index: 2 });
  await expect(rows).toHaveCount(0);
  await main.getByLabel(/^月份/).selectOption({ index: 1 });
  await rows.getByRole("link").click();

  await expect(main.getByRole("heading", { level: 1, name: issued.number })).toBeVisible();
  for (const text of ["专业版（月付）", "税率 6%", "合计（含税）", "示例科技有限公司", "退款单"])
    await expect(main).toContainText(text);

  // Without fonts there is no PDF, which is told, and the way round it.
  const pdf = main.getByRole("button", { name: "下载 PDF" });
  await pdf.click();
  const told = main.getByRole("alert");
  await expect(told).toContainText("暂时无法生成 PDF");
  const [printed] = await Promise.all([
    page.waitForEvent("popup"),
    told.getByRole("link", { name: "打印页" }).click(),
  ]);
  await expect(printed.locator("body")).toContainText(issued.number);
  await printed.close();
  await operator.putFonts();
  const saved = page.waitForEvent("download");
  await pdf.click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe(`${issued.number}.pdf`);
  const content = Buffer.concat(await (await file.createReadStream()).toArray());
  expect(content.subarray(0, 5).toString()).toBe("%PDF-");
  await expect(told).toBeHidden();

  const fapiao = page.getByTestId("fapiao");
  await fapiao.getByRole("button", { name: "申请发票" }).click();
  const dialog = page.getByRole("dialog", { name: "申请发票" });
  await dialog.getByLabel(/^抬头名称/).fill("示例买方有限公司");
  await dialog.getByLabel(/^税号/).fill(WRONG);
  await dialog.getByRole("button", { name: "提交申请" }).click();
  await expect(dialog.getByText("校验位不符")).toBeVisible();
  await dialog.getByLabel(/^税号/).fill(RIGHT);
  await dialog.getByLabel(/^接收邮箱/).fill("finance@example.com");
  await dialog.getByRole("radio", { name: "专用发票（仅企业）" }).check();
  await dialog.getByRole("button", { name: "提交申请" }).click();
  await expect(dialog).toBeHidden();
  for (const text of ["已申请", "专用发票", RIGHT, "finance@example.com"])
    await expect(fapiao).toContainText(text);
  await expect(fapiao.getByRole("button")).toHaveCount(0);

  // The title was kept, and its company can be put on the invoice afterwards.
  const account = await customer.account();
  expect(account.invoiceTitles).toMatchObject([{ title: "示例买方有限公司", taxNo: RIGHT }]);
  await customer.state({ ...account, company: "示例买方有限公司" });
  await main.getByRole("button", { name: "按最新资料重新开具" }).click();
  await expect(main.getByRole("heading", { level: 1 })).toHaveText(`${issued.number}-2`);
  await expect(main.locator(".party").last()).toContainText("示例买方有限公司");
  await main.getByRole("link", { name: issued.number, exact: true }).first().click();
  await expect(main).toContainText("已作废");
  await main.getByRole("link", { name: "全部账单" }).click();
  await expect(rows).toContainText(`${issued.number}-2`);

  await page.goto(`${BILLING}?invoice=INV209912001`);
  await expect(main.getByRole("heading", { name: "没有找到这张账单" })).toBeVisible();
});
