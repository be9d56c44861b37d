import { expect, type Locator, type Page } from "@playwright/test";
import type { Prepaid } from "../../../worker/app.ts";
import { PRICING } from "./addresses.ts";
import { PayDialog } from "./dialog.ts";

export const FREE = "免费版";
export const PRO_MONTHLY = "专业版（月付）";
export const PRO_YEARLY = "专业版（年付）";
export const LIFETIME = "终身版";

/** The pricing page as a customer reads it, in Chinese. */
export class PricingPage {
  readonly page: Page;
  readonly dialog: PayDialog;
  readonly change: Locator;
  readonly confirm: Locator;
  readonly toasts: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = new PayDialog(page, {
      success: "支付成功",
      expired: "二维码已失效，请点击刷新",
    });
    this.change = page.getByRole("dialog");
    this.confirm = this.change.getByRole("button", { name: /^(确认|前往)/ });
    this.toasts = page.getByRole("region", { name: "提示消息" }).getByRole("listitem");
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(PRICING + query);
    await expect(this.plans.first()).toBeVisible();
  }

  get plans(): Locator {
    return this.page.getByTestId("plan");
  }

  plan(name: string): Locator {
    return this.plans.filter({ has: this.page.getByRole("heading", { name, exact: true }) });
  }

  async chooseYear(): Promise<void> {
    await this.page.getByRole("radio", { name: /年付/ }).check();
    await expect(this.plan(PRO_YEARLY)).toBeVisible();
  }

  /** From the plan's button to its preview. */
  async preview(name: string): Promise<void> {
    await this.plan(name).getByRole("button").click();
    await expect(this.confirm).toBeEnabled();
  }

  /** Chooses WeChat Pay, confirms, and answers with the code that is shown. */
  async confirmForCode(): Promise<string> {
    const [answer] = await Promise.all([
      this.page.waitForResponse((one) => one.url().endsWith("/api/pay/prepay") && one.ok()),
      this.confirm.click(),
    ]);
    await expect(this.dialog.code).toBeVisible();
    return ((await answer.json()) as Prepaid).qrCode.code_url;
  }
}
