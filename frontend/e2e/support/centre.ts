import { expect, type Locator, type Page } from "@playwright/test";
import type { Prepaid } from "../../../worker/app.ts";
import { CENTRE } from "./addresses.ts";
import { type DialogWords, PayDialog } from "./dialog.ts";

export const PRO = { name: "专业版", price: "¥39.90", days: 30 };
export const TRIAL = { name: "体验版", price: "¥9.90", days: 7 };
export const WECHAT = "微信支付";
export const ALIPAY = "支付宝";

const WORDS: DialogWords = { success: "支付成功", expired: "二维码已失效，请点击刷新" };

/** The package centre as a customer reads it, in Chinese unless a test says otherwise. */
export class Centre {
  readonly page: Page;
  readonly address: string;
  readonly dialog: PayDialog;
  readonly account: Locator;
  readonly buyButton: Locator;
  readonly toasts: Locator;

  constructor(page: Page, address = CENTRE, words = WORDS) {
    this.page = page;
    this.address = address;
    this.dialog = new PayDialog(page, words);
    this.account = page.locator("main").getByRole("region", { name: "账户" });
    this.buyButton = page.getByRole("button", { name: "立即购买" });
    this.toasts = page.getByRole("region", { name: "提示消息" }).getByRole("listitem");
  }

  async open(query = ""): Promise<void> {
    await this.page.goto(this.address + query);
    await expect(this.cards.first()).toBeVisible();
  }

  get cards(): Locator {
    return this.page.getByTestId("package-card");
  }

  packageCard(name: string): Locator {
    return this.cards.filter({ has: this.packageChoice(name) });
  }

  packageChoice(name: string): Locator {
    return this.page.getByRole("radio", { name: new RegExp(`^${name}`) });
  }

  payWay(name: string): Locator {
    return this.page.getByRole("group", { name: "支付方式", exact: true }).locator("label", {
      hasText: name,
    });
  }

  async choose(item: { name: string }, way: string): Promise<void> {
    await this.packageCard(item.name).click();
    await this.payWay(way).click();
  }

  /** From the choice to a code in the dialog; answers with what the server said about the code. */
  async buy(item: { name: string }, way: string): Promise<Prepaid> {
    await this.choose(item, way);
    return this.codeAfter(() => this.buyButton.click());
  }

  async codeAfter(act: () => Promise<unknown>): Promise<Prepaid> {
    const [answer] = await Promise.all([
      this.page.waitForResponse((one) => one.url().endsWith("/api/pay/prepay") && one.ok()),
      act(),
    ]);
    const prepaid = (await answer.json()) as Prepaid;
    await expect(this.dialog.code).toBeVisible();
    return prepaid;
  }

  /** What the customer's card says they have: a package, days, power. */
  async expectHas(text: string): Promise<void> {
    await expect(this.account.getByText(text, { exact: true })).toBeVisible();
  }
}
