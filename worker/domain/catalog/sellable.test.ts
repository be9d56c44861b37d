import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AMOUNT_MAX } from "../ledger/operations.ts";
import type { Money } from "../money.ts";
import type { Grant, Sale } from "./sale.ts";
import { grantFault, type Room, saleFault } from "./sellable.ts";

const NOW = Date.UTC(2026, 10, 20);
const NOTHING: Room = { granted: { power: 0, credits: 0 }, endsAtMs: { coze: 0 } };

const power = (units: number, givePower = 0): Grant => ({
  kind: "power",
  name: "算力充值",
  power: units,
  givePower,
});
const days = (count: number): Grant => ({ kind: "coze", name: "专业版", days: count });
const sale = (grant: Grant, price: Money = { currency: "CNY", amountMinor: 990 }): Sale => ({
  kind: grant.kind === "power" ? "recharge" : "coze",
  itemId: "item",
  price,
  stockLimited: false,
  grant,
});

describe("what the account can take is sold", () => {
  test.each<[string, Grant]>([
    ["one unit", power(1)],
    ["the most units", power(AMOUNT_MAX)],
    ["the most units, some of them given", power(AMOUNT_MAX - 1, 1)],
    ["a day", days(1)],
    ["a hundred years", days(36_500)],
  ])("%s", (_, grant) => {
    expect(saleFault(sale(grant), NOTHING, NOW)).toBeNull();
  });
});

describe("what it cannot take is not sold", () => {
  test.each<[string, Grant]>([
    ["no unit", power(0)],
    ["a unit too many", power(AMOUNT_MAX + 1)],
    ["a given unit too many", power(AMOUNT_MAX, 1)],
    ["units that take others away", power(1, -1)],
    ["half a unit", power(1.5)],
    ["more units than a number counts", power(2 ** 60)],
    ["no day", days(0)],
    ["half a day", days(0.5)],
    ["more days than a hundred years", days(36_501)],
    ["days past the last date", days(200_000_000)],
    ["not a number of days", days(Number.NaN)],
    ["a name without end", { ...days(1), name: "好".repeat(201) }],
  ])("%s", (_, grant) => {
    expect(saleFault(sale(grant), NOTHING, NOW)).toMatch(/./);
  });

  test.each([
    ["no price", { currency: "CNY", amountMinor: 0 }],
    ["a price above what a gateway takes", { currency: "CNY", amountMinor: 10_000_000_001 }],
    ["a currency that nobody knows", { currency: "cny", amountMinor: 1 }],
  ])("%s", (_, price) => {
    expect(saleFault(sale(days(1), price as Money), NOTHING, NOW)).toMatch(/^no price/);
  });

  test("when the customer's end is too far away already", () => {
    const far = { ...NOTHING, endsAtMs: { coze: 8.64e15 - 86_400_000 } };
    expect(grantFault(days(1), far, NOW)).toBeNull();
    expect(grantFault(days(2), far, NOW)).toMatch(/last date/);
  });

  test("when the customer's units could no longer be counted", () => {
    const many = { ...NOTHING, granted: { power: Number.MAX_SAFE_INTEGER - 5, credits: 0 } };
    expect(grantFault(power(5), many, NOW)).toBeNull();
    expect(grantFault(power(6), many, NOW)).toMatch(/counted/);
  });
});

test("whatever is sold ends at a date, in units that can be counted", () => {
  const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(AMOUNT_MAX, 2 ** 53, 36_500));
  fc.assert(
    fc.property(numbers, numbers, numbers, (count, given, before) => {
      const room = { granted: { power: before, credits: 0 }, endsAtMs: { coze: before } };
      if (grantFault(days(count), room, NOW) === null) {
        const endMs = Math.max(NOW, before) + count * 86_400_000;
        expect(new Date(endMs).toISOString()).toMatch(/Z$/);
      }
      if (grantFault(power(count, given), room, NOW) === null)
        expect(Number.isSafeInteger(before + count + given)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
