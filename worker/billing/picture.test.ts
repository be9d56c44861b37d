import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { PLANS } from "../domain/subscription/testing/make.ts";
import { Customer, DAY, makePrices, must, startBench } from "./testing/bench.ts";

const bench = await startBench();
afterAll(() => bench.close());

beforeEach(async () => {
  await bench.reset();
  await makePrices(bench);
});

const between = (operation: string) =>
  bench.control.fault({ gateway: "stripe", fault: "change-between-pages", operation, times: 1 });

async function withInvoices(count: number): Promise<Customer> {
  const customer = await Customer.create(bench);
  for (let made = 0; made < count; made += 1)
    await bench.stripe.invoices.create({ customer: customer.stripeId, currency: "usd" });
  return customer;
}

describe("lists of several pages", () => {
  test("are read to their end, with what came meanwhile", async () => {
    const customer = await withInvoices(205);
    await between("invoices.list");
    const { invoices } = must(await bench.billing.picture(customer.stripeId));
    expect(invoices).toHaveLength(206);
    const listed = await bench.stripe.invoices
      .list({ customer: customer.stripeId, limit: 100 })
      .autoPagingToArray({ limit: 1000 });
    expect(invoices.map(({ id }) => id)).toEqual(listed.map(({ id }) => id));
  });

  test("are begun again when the object that a page was to follow is gone", async () => {
    const customer = await withInvoices(101);
    let deleted = false;
    const billing = bench.billingWith({
      fetch: async (input, init) => {
        const cursor = new URL(String(input)).searchParams.get("starting_after");
        if (cursor && !deleted) {
          deleted = true;
          await bench.stripe.invoices.del(cursor);
        }
        return fetch(input, init);
      },
    });
    const { invoices } = must(await billing.picture(customer.stripeId));
    expect(invoices).toHaveLength(100);
  });
});

describe("what stands in a picture", () => {
  test("the present state of a subscription with its schedule, end and pending change", async () => {
    const customer = await Customer.create(bench);
    await customer.checkout(PLANS.team);
    await bench.moveTo(bench.now() + DAY);
    const wish = await customer.changeTo(PLANS.pro);
    must(await bench.billing.scheduleDowngrade(wish));
    const { subscriptions, invoices } = must(await bench.billing.picture(customer.stripeId));
    const [subscription] = subscriptions;
    const [item] = subscription?.items ?? [];
    expect(subscription?.schedule?.phases).toMatchObject([
      { startMs: item?.periodStartMs, price: { lookupKey: "team_monthly" } },
      { startMs: item?.periodEndMs, price: { lookupKey: "pro_monthly" } },
    ]);
    expect(invoices).toMatchObject([
      {
        ...{ status: "paid", billingReason: "subscription_create", currency: "USD" },
        ...{ amountPaidMinor: 1999, subscriptionId: subscription?.id },
        lines: [{ price: { lookupKey: "team_monthly" }, proration: false, amountMinor: 1999 }],
      },
    ]);
  });

  test("prorations are told from whole periods, wherever Stripe says so", async () => {
    const customer = await Customer.create(bench);
    await customer.checkout(PLANS.pro);
    await bench.moveTo(bench.now() + 10 * DAY);
    await customer.upgradeTo(PLANS.team);
    const { invoices } = must(await bench.billing.picture(customer.stripeId));
    expect(invoices[0]?.lines.map(({ proration }) => proration)).toEqual([true, true]);
    expect(invoices[0]?.lines.map(({ amountMinor }) => Math.sign(amountMinor))).toEqual([-1, 1]);
  });

  test("a price of nothing of ours is named by its id alone, and charged for nothing of ours", async () => {
    const customer = await Customer.create(bench);
    const other = await bench.stripe.prices.create({
      ...{ currency: "usd", unit_amount: 500, recurring: { interval: "month" } },
      product_data: { name: "Something else" },
    });
    await bench.stripe.paymentMethods.attach("pm_card_visa", { customer: customer.stripeId });
    const cards = await bench.stripe.customers.listPaymentMethods(customer.stripeId);
    await bench.stripe.subscriptions.create({
      ...{ customer: customer.stripeId, items: [{ price: other.id }] },
      default_payment_method: cards.data[0]?.id ?? "",
    });
    const { subscriptions } = must(await bench.billing.picture(customer.stripeId));
    expect(subscriptions[0]?.items[0]?.price).toEqual({ id: other.id, lookupKey: null });
    await customer.look();
    expect(customer.grants.size).toBe(0);
  });

  test("another customer's is never in it", async () => {
    const lin = await Customer.create(bench, "lin");
    const wang = await Customer.create(bench, "wang");
    await lin.checkout(PLANS.pro);
    const picture = must(await bench.billing.picture(wang.stripeId));
    expect(picture).toMatchObject({ subscriptions: [], invoices: [], refunds: [] });
  });
});
