import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Catalog,
  DAY,
  failureOf,
  itemOf,
  makeCatalog,
  START,
  type StripeBench,
  startBench,
  subscribe,
} from "../test-support.ts";

let bench: StripeBench;
let catalog: Catalog;
let id: string;
let _customer: string;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(() => bench.close());

const MONTH = 31 * DAY;
const RENEWAL = START + MONTH;
const MIDDLE = START + MONTH / 2;

beforeEach(async () => {
  await bench.reset();
  catalog = await makeCatalog(bench);
  const subscription = await subscribe(bench, catalog.monthly);
  id = subscription.id;
  _customer = String(subscription.customer);
  await bench.moveTo(MIDDLE);
  await bench.types();
});

const get = () => bench.stripe.subscriptions.retrieve(id);

/** To the dearer price, paid at once. */
const upgrade = async () =>
  bench.stripe.subscriptions.update(id, {
    items: [{ id: itemOf(await get()).id, price: catalog.dearer.id }],
    proration_behavior: "always_invoice",
  });

describe("8.6 downgrade at the end of the period", () => {
  const downgrade = async () => {
    await upgrade();
    await bench.types();
    const schedule = await bench.stripe.subscriptionSchedules.create({ from_subscription: id });
    const [first] = schedule.phases;
    return bench.stripe.subscriptionSchedules.update(schedule.id, {
      phases: [
        {
          items: [{ price: catalog.dearer.id, quantity: 1 }],
          start_date: first?.start_date ?? 0,
          end_date: first?.end_date ?? 0,
        },
        {
          items: [{ price: catalog.monthly.id, quantity: 1 }],
          duration: { interval: "month", interval_count: 1 },
          proration_behavior: "none",
        },
      ],
      end_behavior: "release",
    });
  };

  test("the renewal is of the new price, and the schedule lets go", async () => {
    const schedule = await downgrade();
    expect(schedule.phases).toHaveLength(2);
    expect((await get()).schedule).toBe(schedule.id);
    expect(await bench.types()).toEqual([
      "subscription_schedule.created",
      "customer.subscription.updated",
      "subscription_schedule.updated",
    ]);
    await bench.moveTo(RENEWAL - 1);
    await bench.types();
    await bench.moveTo(RENEWAL + 1);
    const events = await bench.events();
    expect(events.map(({ type }) => type)).toEqual([
      "invoice.created",
      "customer.subscription.updated",
      "subscription_schedule.updated",
    ]);
    expect(events[1]?.data.previous_attributes).toHaveProperty("items");
    expect(itemOf(await get())).toMatchObject({
      price: { id: catalog.monthly.id },
      current_period_start: RENEWAL,
    });
    const [invoice] = (await bench.stripe.invoices.list({ subscription: id })).data;
    expect(invoice?.lines.data.map(({ amount }) => amount)).toEqual([1000]);
    await bench.moveTo(RENEWAL + 28 * DAY + 1);
    const types = await bench.types();
    expect(types).toContain("subscription_schedule.expiring");
    expect(types).toContain("subscription_schedule.released");
    expect((await get()).schedule).toBeNull();
  });

  test("undone by releasing it; while attached the items belong to it", async () => {
    const schedule = await downgrade();
    expect(await failureOf(upgrade())).toMatchObject({ statusCode: 400 });
    expect(
      await failureOf(bench.stripe.subscriptions.pause(id, { type: "subscription" })),
    ).toMatchObject({ statusCode: 400 });
    await bench.types();
    const released = await bench.stripe.subscriptionSchedules.release(schedule.id);
    expect(released).toMatchObject({ status: "released", released_subscription: id });
    expect(await bench.types()).toEqual([
      "subscription_schedule.released",
      "customer.subscription.updated",
    ]);
    await bench.moveTo(RENEWAL + 1);
    expect(itemOf(await get()).price.id).toBe(catalog.dearer.id);
  });

  test("iterations are gone", async () => {
    const schedule = await bench.stripe.subscriptionSchedules.create({ from_subscription: id });
    const failure = await failureOf(
      bench.stripe.subscriptionSchedules.update(schedule.id, {
        phases: [{ items: [{ price: catalog.monthly.id }], iterations: 1 } as never],
      }),
    );
    expect(failure).toMatchObject({
      code: "parameter_unknown",
      param: "phases[0][iterations]",
    });
  });
});
