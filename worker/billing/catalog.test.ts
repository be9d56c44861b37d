import { afterAll, beforeEach, expect, test } from "vitest";
import { PLANS } from "../domain/subscription/testing/make.ts";
import { type Item, push, readPrices, type Step, stepsFor } from "./catalog.ts";
import { createClient, liveTools } from "./client.ts";
import { createPrices } from "./prices.ts";
import { must, planPrice, startBench } from "./testing/bench.ts";

const bench = await startBench();
afterAll(() => bench.close());
beforeEach(() => bench.reset());

const client = createClient(bench.access, liveTools);

const PRO: Item = {
  ...{ id: "pro_monthly", name: "Pro, monthly", interval: "month" },
  prices: PLANS.pro.prices,
};
const LIFETIME: Item = {
  ...{ id: "lifetime", name: "Lifetime", interval: "once" },
  prices: PLANS.lifetime.prices,
};
const PACK: Item = {
  ...{ id: "credits-100", name: "Starter", interval: "once" },
  prices: [{ currency: "USD", amountMinor: 500 }],
};
const ITEMS = [PRO, LIFETIME, PACK];

const differences = async (items: Item[]): Promise<Step[]> =>
  stepsFor(items, must(await readPrices(client, items)));

async function pushed(items: Item[]): Promise<Step["kind"][]> {
  const steps = await differences(items);
  must(await push(client, steps));
  return steps.map(({ kind }) => kind);
}

const pricesThere = async () => (await bench.stripe.prices.list({ limit: 100 })).data.toReversed();

test("an empty account gets a product for each item and a price for each currency, once", async () => {
  expect(await pushed(ITEMS)).toEqual(Array(5).fill("make-price"));
  const prices = await pricesThere();
  expect(
    prices.map(({ lookup_key, currency, unit_amount, recurring }) =>
      [lookup_key, currency, unit_amount, recurring?.interval].join(" "),
    ),
  ).toEqual([
    "pro_monthly cny 6990 month",
    "pro_monthly.usd usd 999 month",
    "lifetime cny 99900 ",
    "lifetime.usd usd 14900 ",
    "credits-100 usd 500 ",
  ]);
  expect(new Set(prices.map(({ product }) => product)).size).toBe(3);
  expect(await pushed(ITEMS)).toEqual([]);
  expect(await pricesThere()).toHaveLength(5);
});

test("what it makes is what billing finds, in each currency", async () => {
  await pushed(ITEMS);
  const prices = createPrices(client, () => 0);
  const usd = must(await prices.ofPlan(planPrice(PLANS.pro)));
  const cny = { planId: "pro_monthly", interval: "month" } as const;
  const yuan = must(await prices.ofPlan({ ...cny, price: { currency: "CNY", amountMinor: 6990 } }));
  expect(usd).not.toBe(yuan);
  expect(must(await prices.named(usd))).toEqual({ id: usd, lookupKey: "pro_monthly" });
});

test("looking changes nothing", async () => {
  expect(await differences(ITEMS)).toHaveLength(5);
  expect(await pricesThere()).toEqual([]);
});

test("another amount is another price under the same key, and the old one is still known", async () => {
  await pushed([PRO]);
  const [old] = await pricesThere();
  const dearer = { ...PRO, prices: [{ currency: "CNY" as const, amountMinor: 7990 }] };
  const steps = await differences([dearer]);
  expect(steps).toMatchObject([
    { kind: "make-price", lookupKey: "pro_monthly", replaces: { id: old?.id, amountMinor: 6990 } },
  ]);
  must(await push(client, steps));
  expect(await differences([dearer])).toEqual([]);
  const named = must(await createPrices(client, () => 0).named(old?.id ?? ""));
  expect(named).toEqual({ id: old?.id, lookupKey: "pro_monthly" });
  const renewed = await bench.stripe.prices.retrieve(old?.id ?? "");
  expect(renewed).toMatchObject({ active: true, lookup_key: null });
});

test("a price that was archived, or is for another interval, is made again", async () => {
  await pushed([PACK]);
  const [price] = await pricesThere();
  await bench.stripe.prices.update(price?.id ?? "", { active: false });
  expect(await pushed([PACK])).toEqual(["make-price"]);
  expect(await pushed([PACK])).toEqual([]);
  expect(await pushed([{ ...PACK, interval: "month" }])).toEqual(["make-price"]);
});

test("one that was made by hand under the key is taken as it is, and labelled", async () => {
  const { id: product } = await bench.stripe.products.create({ name: "By hand" });
  await bench.stripe.prices.create({
    ...{ product, currency: "usd", unit_amount: 500, lookup_key: "credits-100" },
  });
  expect(await pushed([PACK])).toEqual(["label-price", "name-product"]);
  expect((await bench.stripe.products.retrieve(product)).name).toBe("Starter");
  expect((await pricesThere())[0]?.metadata).toEqual({ item_id: "credits-100" });
  expect(await pushed([PACK])).toEqual([]);
});

test("stopped in the middle, the next push does the rest", async () => {
  const fault = { gateway: "stripe", fault: "error-500", operation: "prices.create" };
  const steps = await differences(ITEMS);
  must(await push(client, steps.slice(0, 2)));
  await bench.control.fault({ ...fault, times: 1 });
  expect(await push(client, await differences(ITEMS))).toMatchObject({
    error: { reason: "unavailable" },
  });
  await pushed(ITEMS);
  expect(await pricesThere()).toHaveLength(5);
  expect(await differences(ITEMS)).toEqual([]);
});

test("more keys than Stripe takes in one question are asked for in several", async () => {
  const many = Array.from({ length: 12 }, (_, index) => ({ ...PACK, id: `credits-${index}` }));
  await pushed(many);
  expect(await differences(many)).toEqual([]);
});
