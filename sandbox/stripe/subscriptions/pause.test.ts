import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Catalog,
  DAY,
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
let customer: string;

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
  customer = String(subscription.customer);
  await bench.moveTo(MIDDLE);
  await bench.types();
});

const get = () => bench.stripe.subscriptions.retrieve(id);

describe("pauses and trials", () => {
  test("paused and resumed with a new period", async () => {
    const paused = await bench.stripe.subscriptions.pause(id, { type: "subscription" });
    expect(paused).toMatchObject({
      status: "paused",
      status_details: { paused: { subscription: { type: "pause_requested" } } },
    });
    await bench.moveTo(RENEWAL + 5 * DAY);
    const resumed = await bench.stripe.subscriptions.resume(id);
    expect(resumed.status).toBe("active");
    expect(itemOf(resumed).current_period_start).toBe(RENEWAL + 5 * DAY);
    expect(await bench.types()).toContain("customer.subscription.resumed");
  });

  test("pause_collection changes no status; what is made meanwhile is voided", async () => {
    await bench.stripe.subscriptions.update(id, { pause_collection: { behavior: "void" } });
    await bench.moveTo(RENEWAL + 2 * 3600);
    const [invoice] = (await bench.stripe.invoices.list({ subscription: id })).data;
    expect(invoice?.status).toBe("void");
    expect((await get()).status).toBe("active");
  });

  test("a trial that is ended now is charged now", async () => {
    const made = await bench.stripe.subscriptions.create({
      customer,
      items: [{ price: catalog.monthly.id }],
      trial_period_days: 14,
    });
    expect(made.status).toBe("trialing");
    const ended = await bench.stripe.subscriptions.update(made.id, { trial_end: "now" });
    expect(ended).toMatchObject({ status: "active", billing_cycle_anchor: MIDDLE });
    const invoice = await bench.stripe.invoices.retrieve(String(ended.latest_invoice));
    expect(invoice).toMatchObject({ status: "paid", amount_paid: 1000 });
  });
});
