import type { Locator, Page } from "@playwright/test";

/** The rows of "my orders", newest first; what stands in for them while they load is none. */
export const orderRows = (page: Page): Locator =>
  page.locator("main li").filter({ hasText: "订单号" });
