import { expect, type Locator, type Page } from "@playwright/test";
import { CREDITS } from "./addresses.ts";
import { Centre } from "./centre.ts";

/** The setting that says which credit system runs. */
export const CREDIT_SYSTEM_VERSION = "credit_system_version";

/** The demo catalog's packs, as a customer reads them. */
export const PACK_100 = { id: "credits-100", name: "100 积分", price: "¥35.00" };
export const PACK_500 = { id: "credits-500", name: "500 积分", price: "¥139.00" };

/** The credit page, whose packs are bought as in every centre; and the balance in the frame. */
export class CreditsPage extends Centre {
  readonly balance: Locator;
  readonly available: Locator;
  readonly need: Locator;
  readonly short: Locator;
  readonly month: Locator;
  readonly closed: Locator;

  constructor(page: Page) {
    super(page, CREDITS, { success: "购买成功", expired: "二维码已失效，请点击刷新" });
    this.balance = page.getByTestId("credit-balance");
    this.available = page.getByTestId("available");
    this.need = page.getByTestId("need");
    this.short = page.getByRole("dialog", { name: "积分不足" });
    this.month = page.getByTestId("month");
    this.closed = page.getByRole("heading", { name: "积分包目前不出售" });
  }

  /** Whether packs are sold or not. */
  override async open(query = ""): Promise<void> {
    await this.page.goto(CREDITS + query);
    await expect(this.page.locator("main .skeleton:visible")).toHaveCount(0);
  }

  /** What the frame says, aloud. */
  expectBalance(count: number): Promise<void> {
    return expect(this.balance).toHaveAccessibleName(
      new RegExp(`^积分余额：${count.toLocaleString("zh-CN")} 积分`),
    );
  }
}
