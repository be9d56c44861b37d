import { expect, test } from "vitest";
import { isOrderNumber, orderNumber, orderOf, refundNumber, tradeNumber } from "./number.ts";

const random = (length: number) => Uint8Array.from({ length }, (_, i) => i * 25);
const LATE_EVENING_UTC = Date.UTC(2026, 10, 19, 20, 0);

test("a number carries Beijing's date and ten random characters", () => {
  const number = orderNumber(LATE_EVENING_UTC, random);
  expect(number).toMatch(/^EC20261120[0-9A-Z]{10}$/);
  expect(isOrderNumber(number)).toBe(true);
});

test("gateway numbers fit both gateways and lead back to the order", () => {
  const order = orderNumber(LATE_EVENING_UTC, random);
  for (const number of [tradeNumber(order, 1), tradeNumber(order, 50), refundNumber(order, 2)]) {
    expect(number).toMatch(/^[0-9A-Za-z_]{6,32}$/);
    expect(orderOf(number)).toBe(order);
  }
});

test.each([
  "",
  "EC",
  "EC20261120ABCDEFGHI_1",
  "XX20261120ABCDEFGHJK_1",
  "EC20261120ABCDEFGHJK",
  "EC20261120ABCDEFGHJK_1 OR 1=1",
])("%j leads nowhere", (number) => {
  expect(orderOf(number)).toBeNull();
});
