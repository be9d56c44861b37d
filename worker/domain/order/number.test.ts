import { expect, test } from "vitest";
import { isOrderNo, makeOrderNo, makeRefundNo, makeTradeNo, orderNoOf } from "./number.ts";

const random = (length: number) => Uint8Array.from({ length }, (_, i) => i * 25);
const LATE_EVENING_UTC = Date.UTC(2026, 10, 19, 20, 0);

test("a number carries Beijing's date and ten random characters", () => {
  const tradeNo = makeOrderNo(LATE_EVENING_UTC, random);
  expect(tradeNo).toMatch(/^EC20261120[0-9A-Z]{10}$/);
  expect(isOrderNo(tradeNo)).toBe(true);
});

test("gateway numbers fit both gateways and lead back to the order", () => {
  const order = makeOrderNo(LATE_EVENING_UTC, random);
  for (const tradeNo of [makeTradeNo(order, 1), makeTradeNo(order, 50), makeRefundNo(order, 2)]) {
    expect(tradeNo).toMatch(/^[0-9A-Za-z_]{6,32}$/);
    expect(orderNoOf(tradeNo)).toBe(order);
  }
});

test.each([
  "",
  "EC",
  "EC20261120ABCDEFGHI_1",
  "XX20261120ABCDEFGHJK_1",
  "EC20261120ABCDEFGHJK",
  "EC20261120ABCDEFGHJK_1 OR 1=1",
])("%j leads nowhere", (tradeNo) => {
  expect(orderNoOf(tradeNo)).toBeNull();
});
