import * as fc from "fast-check";
import { expect, test } from "vitest";
import { amountsIn, type Currency, fromMajor, toMajor } from "./money.ts";

const currencies = fc.constantFrom<Currency>("CNY", "USD", "JPY");

test("an amount survives the way to text and back", () => {
  fc.assert(
    fc.property(currencies, fc.integer({ min: 0, max: 10 ** 13 }), (currency, amountMinor) => {
      expect(fromMajor(toMajor({ currency, amountMinor }), currency)).toEqual({
        currency,
        amountMinor,
      });
    }),
  );
});

test.each<[number, Currency, string]>([
  [0, "CNY", "0.00"],
  [1, "CNY", "0.01"],
  [1990, "CNY", "19.90"],
  [-5, "CNY", "-0.05"],
  [120, "JPY", "120"],
])("%i minor units of %s read %s", (amountMinor, currency, text) => {
  expect(toMajor({ currency, amountMinor })).toBe(text);
});

test("an amount of a currency from before there were rules has two digits", () => {
  expect(toMajor({ currency: "cny" as Currency, amountMinor: 3990 })).toBe("39.90");
});

test.each(["", " 1", "1.", "1.234", "1e3", "-1", "0x10", "1,000.00", "٣", "99999999999999"])(
  "%j is no amount",
  (text) => {
    expect(fromMajor(text, "CNY")).toBeNull();
  },
);

test("an unsafe amount stops the program instead of being rounded", () => {
  expect(() => toMajor({ currency: "CNY", amountMinor: 2 ** 53 })).toThrow(/invariant/);
});

test.each([
  ["39.90", { CNY: 3990, USD: 3990 }],
  ["500", { CNY: 50_000, USD: 50_000, JPY: 500 }],
  ["39.905", {}],
  ["free", {}],
])("%s is an amount in the currencies that know such a one", (text, amounts) => {
  expect(amountsIn(text)).toEqual(amounts);
});
