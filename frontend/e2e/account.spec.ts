import type { Route } from "@playwright/test";
import { ACCOUNT, USAGE } from "./support/addresses.ts";
import { expect, test } from "./support/test.ts";
import { NETWORK_LOST, refusedWith } from "./support/trouble.ts";

/** A 统一社会信用代码 whose check digit fits, and the same with its last letter mistaken. */
const RIGHT = "91350100M000100Y43";
const WRONG = "91350100M000100Y44";

test("an account is written with help at the field, kept when saving fails, saved, and never left by mistake", async ({
  page,
  context,
  customer,
  trouble,
}) => {
  trouble.expect(NETWORK_LOST, refusedWith(422));
  await page.goto(ACCOUNT);
  const main = page.getByRole("main");
  await expect(main.getByRole("status").last()).toContainText("还没有保存过资料");
  await main.getByLabel("公司名称").fill("示例科技有限公司");
  await main.getByRole("textbox", { name: "邮箱" }).fill("finance@example");
  await main.getByLabel("国家或地区").selectOption("CN");
  await main.getByRole("button", { name: "添加税号" }).click();
  const code = main.getByRole("group", { name: "税号 1" }).getByLabel("号码");
  await code.fill(WRONG);
  const save = main.getByRole("button", { name: "保存", exact: true });
  await save.click();
  await expect(main.getByText("邮箱格式不正确")).toBeVisible();
  await expect(main.getByText("校验位不符")).toBeVisible();
  await expect(main.getByRole("textbox", { name: "邮箱" })).toBeFocused();
  expect(await customer.account()).toMatchObject({ company: "", updatedAt: null });

  await main.getByRole("textbox", { name: "邮箱" }).fill("finance@example.com");
  await code.fill(RIGHT.toLowerCase());
  await expect(main.getByText("校验位不符")).toBeHidden();
  await main.getByLabel("时区", { exact: true }).fill("Asia/Nowhere");
  await main.getByLabel("时区", { exact: true }).blur();
  await expect(main.getByText("没有这个时区")).toBeVisible();
  await main.getByRole("button", { name: /使用本机时区/ }).click();
  await expect(main.getByText("没有这个时区")).toBeHidden();

  // Nothing typed is lost on a failed save.
  await context.setOffline(true);
  await save.click();
  await expect(page.getByRole("region", { name: "提示消息" })).toContainText("网络连接已断开");
  await expect(code).toHaveValue(RIGHT.toLowerCase());
  await context.setOffline(false);

  // What the page does not know, the server says, at the field.
  const garble = async (route: Route) => {
    const body = { ...route.request().postDataJSON(), email: "a@b.com\u0007" };
    await route.continue({ postData: JSON.stringify(body) });
  };
  await page.route("**/api/portal/account", garble, { times: 1 });
  await save.click();
  await expect(main.getByText("邮箱格式不正确")).toBeVisible();
  await expect(main.getByLabel("公司名称")).toHaveValue("示例科技有限公司");

  await page.getByRole("link", { name: "用量与额度" }).click();
  const dialog = page.getByRole("dialog", { name: "离开而不保存？" });
  await dialog.getByRole("button", { name: "留在此页" }).click();
  await expect(page).toHaveURL(ACCOUNT);

  await save.click();
  await expect(main.getByRole("status").last()).toContainText("已保存");
  await expect(code).toHaveValue(RIGHT);
  expect(await customer.account()).toMatchObject({
    ...{ company: "示例科技有限公司", email: "finance@example.com", country: "CN" },
    ...{ taxIds: [{ kind: "cn", value: RIGHT }], timeZone: "Asia/Shanghai" },
  });

  await main.getByRole("button", { name: "添加抬头" }).click();
  await page.getByRole("link", { name: "用量与额度" }).click();
  await dialog.getByRole("button", { name: "不保存，离开" }).click();
  await expect(page).toHaveURL(USAGE);
  await page.goBack();
  await expect(main.getByLabel("公司名称")).toHaveValue("示例科技有限公司");
  await expect(main.getByRole("group", { name: "发票抬头 1" })).toHaveCount(0);
});
