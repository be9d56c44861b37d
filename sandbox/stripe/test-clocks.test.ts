import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startSandbox } from "../server.ts";
import { controlOf } from "../test-support.ts";
import {
  type Catalog,
  clientOf,
  DAY,
  failureOf,
  itemOf,
  makeCatalog,
  makeCustomer,
  type StripeBench,
  startBench,
  subscribe,
} from "./test-support.ts";

let bench: StripeBench;
let catalog: Catalog;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(() => bench.close());

beforeEach(async () => {
  await bench.reset();
  catalog = await makeCatalog(bench);
});

const FROZEN = Date.UTC(2030, 4, 31) / 1000;

describe("section 9: test clocks", () => {
  const start = async () => {
    const clock = await bench.stripe.testHelpers.testClocks.create({ frozen_time: FROZEN });
    const customer = await makeCustomer(bench, "pm_card_visa", { test_clock: clock.id });
    return { clock, subscription: await subscribe(bench, catalog.monthly, { customer }) };
  };

  const advance = async (clock: string, frozen_time: number) => {
    const advancing = await bench.stripe.testHelpers.testClocks.advance(clock, { frozen_time });
    expect(advancing.status).toBe("advancing");
    return bench.stripe.testHelpers.testClocks.retrieve(clock);
  };

  test("customers made with one live on it, and nobody else", async () => {
    const { clock, subscription } = await start();
    expect(subscription).toMatchObject({ created: FROZEN, test_clock: clock.id });
    const other = await subscribe(bench, catalog.monthly);
    await bench.types();
    const ready = await advance(clock.id, FROZEN + 32 * DAY);
    expect(ready).toMatchObject({ status: "ready", frozen_time: FROZEN + 32 * DAY });
    const moved = await bench.stripe.subscriptions.retrieve(subscription.id, {
      expand: ["latest_invoice"],
    });
    expect(moved.latest_invoice).toMatchObject({
      status: "paid",
      billing_reason: "subscription_cycle",
    });
    expect(new Date(itemOf(moved).current_period_start * 1000).toISOString()).toBe(
      "2030-06-30T00:00:00.000Z",
    );
    expect(await bench.stripe.subscriptions.retrieve(other.id)).toEqual(
      expect.objectContaining({ latest_invoice: other.latest_invoice }),
    );
    const types = await bench.types();
    expect(types[0]).toBe("test_helpers.test_clock.advancing");
    expect(types.at(-1)).toBe("test_helpers.test_clock.ready");
    expect(types.indexOf("invoice.created")).toBeLessThan(types.indexOf("invoice.paid"));
  });

  test("not backwards, and not more than two intervals at once", async () => {
    const { clock } = await start();
    const { testClocks } = bench.stripe.testHelpers;
    for (const frozen_time of [FROZEN - 1, FROZEN + 63 * DAY]) {
      expect(await failureOf(testClocks.advance(clock.id, { frozen_time }))).toMatchObject({
        param: "frozen_time",
      });
    }
  });

  test("all that lived on it dies with it", async () => {
    const { clock, subscription } = await start();
    await bench.stripe.testHelpers.testClocks.del(clock.id);
    expect(await failureOf(bench.stripe.subscriptions.retrieve(subscription.id))).toMatchObject({
      code: "resource_missing",
    });
  });
});

describe("a restart", () => {
  test("keeps what was answered, what is due, keys and settings; a torn line is as if it never was", async () => {
    const directory = await mkdtemp(join(tmpdir(), "sandbox-stripe-"));
    const first = await startSandbox({ port: 0, stateDirectory: directory });
    const before = { ...bench, sandbox: first, stripe: clientOf(first) };
    await controlOf(first).post("/stripe/settings", { retriesEnd: "unpaid" });
    const price = (await makeCatalog(before)).monthly;
    const customer = await makeCustomer(before);
    const made = await before.stripe.customers.create({ name: "A" }, { idempotencyKey: "k" });
    const subscription = await subscribe(before, price, { customer });
    await first.close();
    await writeFile(join(directory, "stripe.jsonl"), '{"kind":"customer","id":"cus_t', {
      flag: "a",
    });

    const second = await startSandbox({ port: 0, stateDirectory: directory });
    const stripe = clientOf(second);
    const kept = await stripe.subscriptions.retrieve(subscription.id);
    expect(kept).toMatchObject({ status: "active", latest_invoice: subscription.latest_invoice });
    const again = await stripe.customers.create({ name: "A" }, { idempotencyKey: "k" });
    expect(again.id).toBe(made.id);
    const settings = await (await fetch(`${second.url}/control/stripe/settings`)).json();
    expect(settings).toMatchObject({ retriesEnd: "unpaid" });

    const offsetMs = itemOf(kept).current_period_end * 1000 + 2 * 3_600_000 - Date.now();
    await controlOf(second).post("/clock", { offsetMs });
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data;
    expect(renewal).toMatchObject({ status: "paid", billing_reason: "subscription_cycle" });
    await second.close();
    await rm(directory, { recursive: true });
  });

  test("records of one run go on in another", async () => {
    const { id } = await subscribe(bench, catalog.monthly);
    const end = itemOf(await bench.stripe.subscriptions.retrieve(id)).current_period_end;
    const address = `${bench.sandbox.url}/control/stripe/records`;
    const records = await (await fetch(address)).text();
    await bench.reset();
    const put = (body: string) => fetch(address, { method: "PUT", body });
    expect((await put("{}")).status).toBe(400);
    expect((await put(records)).status).toBe(204);
    expect(await (await fetch(address)).json()).toEqual(JSON.parse(records));
    await bench.moveTo(end + 2 * 3_600);
    const [renewal] = (await bench.stripe.invoices.list({ subscription: id })).data;
    expect(renewal).toMatchObject({ status: "paid", billing_reason: "subscription_cycle" });
  });

  test("a file of another format is set aside, and a reset forgets", async () => {
    const directory = await mkdtemp(join(tmpdir(), "sandbox-stripe-"));
    const file = join(directory, "stripe.jsonl");
    await writeFile(file, '{"format":0}\n');
    const sandbox = await startSandbox({ port: 0, stateDirectory: directory });
    const stripe = clientOf(sandbox);
    await stripe.customers.create({ name: "A" });
    await controlOf(sandbox).post("/reset");
    expect((await stripe.customers.list()).data).toEqual([]);
    await sandbox.close();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const again = await startSandbox({ port: 0, stateDirectory: directory });
    expect((await clientOf(again).customers.list()).data).toEqual([]);
    await again.close();
    await rm(directory, { recursive: true });
  });
});
