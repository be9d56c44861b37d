import type { Operation } from "./core/operation.ts";
import { CUSTOMER_OPERATIONS } from "./customers.ts";
import { ENDPOINT_OPERATIONS } from "./endpoints.ts";
import { EVENT_OPERATIONS } from "./events.ts";
import { PAYMENT_METHOD_OPERATIONS } from "./payment-methods.ts";
import { PRICE_OPERATIONS } from "./prices.ts";
import { PRODUCT_OPERATIONS } from "./products.ts";
import { TEST_CLOCK_OPERATIONS } from "./test-clocks.ts";

/** Every method of the API that is served. */
export const OPERATIONS: Operation[] = [
  ...CUSTOMER_OPERATIONS,
  ...PAYMENT_METHOD_OPERATIONS,
  ...PRODUCT_OPERATIONS,
  ...PRICE_OPERATIONS,
  ...EVENT_OPERATIONS,
  ...ENDPOINT_OPERATIONS,
  ...TEST_CLOCK_OPERATIONS,
];
