import { CHECKOUT_OPERATIONS } from "./checkout/operations.ts";
import type { Operation } from "./core/operation.ts";
import { CREDIT_NOTE_OPERATIONS } from "./credit-notes.ts";
import { CUSTOMER_OPERATIONS } from "./customers.ts";
import { DISPUTE_OPERATIONS } from "./disputes.ts";
import { ENDPOINT_OPERATIONS } from "./endpoints.ts";
import { EVENT_OPERATIONS } from "./events.ts";
import { INVOICE_OPERATIONS } from "./invoices/operations.ts";
import { PAYMENT_METHOD_OPERATIONS } from "./payment-methods.ts";
import { PAYMENT_OPERATIONS } from "./payments/operations.ts";
import { PORTAL_OPERATIONS } from "./portal/operations.ts";
import { PRICE_OPERATIONS } from "./prices.ts";
import { PRODUCT_OPERATIONS } from "./products.ts";
import { REFUND_OPERATIONS } from "./refunds.ts";
import { SCHEDULE_OPERATIONS } from "./schedules/operations.ts";
import { SUBSCRIPTION_ITEM_OPERATIONS } from "./subscriptions/items.ts";
import { SUBSCRIPTION_OPERATIONS } from "./subscriptions/operations.ts";
import { TEST_CLOCK_OPERATIONS } from "./test-clocks.ts";

/** Every method of the API that is served. */
export const OPERATIONS: Operation[] = [
  ...CUSTOMER_OPERATIONS,
  ...PAYMENT_METHOD_OPERATIONS,
  ...PRODUCT_OPERATIONS,
  ...PRICE_OPERATIONS,
  ...CHECKOUT_OPERATIONS,
  ...SUBSCRIPTION_OPERATIONS,
  ...SUBSCRIPTION_ITEM_OPERATIONS,
  ...SCHEDULE_OPERATIONS,
  ...CREDIT_NOTE_OPERATIONS,
  ...PORTAL_OPERATIONS,
  ...INVOICE_OPERATIONS,
  ...PAYMENT_OPERATIONS,
  ...REFUND_OPERATIONS,
  ...DISPUTE_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...ENDPOINT_OPERATIONS,
  ...TEST_CLOCK_OPERATIONS,
];
