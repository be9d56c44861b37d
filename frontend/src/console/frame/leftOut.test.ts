import { expect, test } from "vitest";
import { leftOutTexts, NOTHING_LEFT_OUT } from "./leftOut.ts";

test.each([
  [false, false, []],
  [true, false, ["console.search.moreOrders"]],
  [false, true, ["console.search.moreCustomers"]],
  [true, true, ["console.search.moreOrders", "console.search.moreCustomers"]],
])("more orders %s, more customers %s: it is said of each", (orders, customers, texts) => {
  expect(leftOutTexts({ ...NOTHING_LEFT_OUT, more: { orders, customers } })).toEqual(texts);
});
