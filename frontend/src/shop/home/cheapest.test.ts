import { expect, test } from "vitest";
import { cheapest } from "./cheapest.ts";

const cny = (price: string) => ({ price, currency: "CNY" });

test("the lowest price by value, not by letters", () => {
  expect(cheapest([cny("39.90"), cny("9.90"), cny("288.00")])).toEqual(cny("9.90"));
});

test("nothing on sale has no price, and two currencies have no lowest", () => {
  expect(cheapest([])).toBeUndefined();
  expect(cheapest([cny("9.90"), { price: "2.00", currency: "USD" }])).toBeUndefined();
});
