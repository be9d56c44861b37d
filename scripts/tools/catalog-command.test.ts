import { expect, test } from "vitest";
import type { Step } from "../../worker/billing/catalog.ts";
import { describeSteps, itemsOf, readCatalogCommand } from "./catalog-command.ts";
import { Explained } from "./steps.ts";

test("a push is read with its options, in any place", () => {
  expect(readCatalogCommand(["push"])).toEqual({ dryRun: false, remote: false });
  expect(readCatalogCommand(["--dry-run", "push", "--remote"])).toEqual({
    dryRun: true,
    remote: true,
  });
});

test.each([[[]], [["pull"]], [["push", "pro_monthly"]], [["push", "--force"]]])(
  "%j is explained",
  (args) => expect(() => readCatalogCommand(args)).toThrow(Explained),
);

const row = (change: object = {}) => ({
  ...{ id: "pro_monthly", interval: "month", name: "Pro", currency: "USD", amount_minor: 999 },
  ...change,
});

test("rows of one item are its currencies", () => {
  const rows = [row({ currency: "CNY", amount_minor: 6900 }), row(), row({ id: "pack" })];
  expect(itemsOf(rows)).toEqual([
    {
      ...{ id: "pro_monthly", name: "Pro", interval: "month" },
      prices: [
        { currency: "CNY", amountMinor: 6900 },
        { currency: "USD", amountMinor: 999 },
      ],
    },
    {
      ...{ id: "pack", name: "Pro", interval: "month" },
      prices: [{ currency: "USD", amountMinor: 999 }],
    },
  ]);
});

test("a row that Stripe could not charge is explained", () => {
  expect(() => itemsOf([row({ interval: "none" })])).toThrow(Explained);
  expect(() => itemsOf([row({ currency: "EUR" })])).toThrow(Explained);
});

test("the difference is told line by line, and that there is none", () => {
  const [item] = itemsOf([row({ currency: "JPY", amount_minor: 1500 })]);
  if (!item) throw new Error("no item");
  const price = { currency: "JPY" as const, amountMinor: 1500 };
  const common = { kind: "make-price" as const, item, price, productId: null };
  const steps: Step[] = [
    { ...common, lookupKey: "pro_monthly", replaces: null },
    { ...common, lookupKey: "pro_monthly", replaces: { id: "price_1", amountMinor: 1200 } },
    { kind: "name-product", itemId: "pro_monthly", productId: "prod_1", from: "A", to: "Pro" },
    { kind: "label-price", itemId: "pro_monthly", priceId: "price_1" },
  ];
  expect(describeSteps(steps).split("\n")).toEqual([
    "make   pro_monthly: 1500 JPY a month",
    "make   pro_monthly: 1500 JPY a month, in place of price_1, 1200; who pays that goes on paying it",
    'name   pro_monthly: "A" becomes "Pro"',
    "label  pro_monthly: price_1 is noted to be its price",
  ]);
  expect(describeSteps([])).toBe("Stripe has everything as the catalog sells it.");
});
