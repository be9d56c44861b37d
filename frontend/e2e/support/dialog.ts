import { expect, type Locator, type Page } from "@playwright/test";

/** What the dialog says in one centre and otherwise in the other. */
export interface DialogWords {
  success: string;
  expired: string;
}

/** The payment dialog, whichever stage it shows. */
export class PayDialog {
  readonly page: Page;
  readonly words: DialogWords;
  readonly root: Locator;
  readonly code: Locator;
  readonly live: Locator;
  readonly timer: Locator;
  readonly cashierLink: Locator;
  readonly refresh: Locator;
  readonly cancel: Locator;
  readonly close: Locator;
  readonly orderNumber: Locator;
  readonly expired: Locator;

  constructor(page: Page, words: DialogWords) {
    this.page = page;
    this.words = words;
    this.root = page.getByRole("dialog");
    this.code = this.root.getByTestId("qr");
    this.live = this.root.getByRole("status");
    this.timer = this.root.getByRole("timer");
    this.cashierLink = this.root.getByRole("link", { name: "在沙盒收银台支付" });
    this.refresh = this.root.getByRole("button", { name: "刷新二维码" });
    this.cancel = this.root.getByRole("button", { name: "取消支付" });
    this.close = this.root.getByRole("button", { name: "关闭", exact: true });
    this.orderNumber = this.root.locator(".order-no");
    this.expired = this.root.getByText(words.expired);
  }

  payWay(name: string): Locator {
    return this.root.locator("label").filter({ hasText: name });
  }

  /** Until the customer sees that it is done. */
  async expectSuccess(timeoutMs?: number): Promise<void> {
    await expect(this.root.getByRole("heading", { name: this.words.success })).toBeVisible(
      timeoutMs === undefined ? {} : { timeout: timeoutMs },
    );
  }

  /** Follows the link beside the code to the cashier, a second tab, and pays there. */
  async payAtCashier(): Promise<void> {
    const [cashier] = await Promise.all([
      this.page.context().waitForEvent("page"),
      this.cashierLink.click(),
    ]);
    await cashier.getByRole("button", { name: /^确认支付/ }).click();
    await expect(cashier.getByRole("status")).toContainText("支付成功");
    await cashier.close();
  }
}
