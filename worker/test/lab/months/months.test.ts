import { expect, inject, test, vi } from "vitest";
import { forgetMail, plansByCard } from "../../billing.ts";
import { beginWith } from "../../crediting.ts";
import { lastingCustomer } from "../../subscribing.ts";
import { bindings, control, restoreAfterEach, setClocks } from "../../world.ts";
import { monthsOf } from "./plan.ts";
import { booksOf, brokenIn } from "./promises.ts";
import { MonthsSide } from "./side.ts";

/** Customers with plans, over months, under seeded faults at Stripe and here (docs/guarantees.md). */

restoreAfterEach();

const { firstSeed, schedules } = inject("lab");
const DEC_20 = Date.parse("2036-12-20T04:00:00Z");
const CHUNK = 10;

const chunks = Array.from({ length: Math.ceil(schedules / CHUNK) }, (_, index) => {
  const from = firstSeed + index * CHUNK;
  return { from, to: Math.min(from + CHUNK, firstSeed + schedules) - 1 };
});

let isOnSale = false;

async function run(seed: number) {
  await forgetMail();
  await control.reset();
  await control.clearFaults();
  await setClocks(DEC_20);
  await putOnSale();
  const side = new MonthsSide(await lastingCustomer(), monthsOf(seed));
  await side.run();
  const { subscriptions, invoices } = await booksOf(side.who);
  const broken = await brokenIn(side.who, side.orders);
  vi.restoreAllMocks();
  return { ...side, struck: side.struck, broken, trace: side.trace, subscriptions, invoices };
}

/** A reset Stripe has no prices. */
async function putOnSale(): Promise<void> {
  if (isOnSale)
    for (const table of [
      "plan_price",
      "plan_allowance",
      "credit_package_price",
      "credit_package",
      "plan",
    ])
      await bindings.DB.prepare(`DELETE FROM ${table}`).run();
  isOnSale = true;
  await plansByCard();
  await beginWith("v2");
}

test.for(chunks)(
  "schedules of months $from to $to keep every promise",
  { timeout: 600_000 },
  async ({ from, to }, { task }) => {
    const months = { schedules: 0, subscriptions: 0, renewals: 0, faults: 0 };
    Object.assign(task.meta, { months });
    const stories: string[] = [];
    for (let seed = from; seed <= to; seed += 1) {
      const { broken, trace, struck, subscriptions, invoices } = await run(seed);
      months.schedules += 1;
      months.subscriptions += subscriptions.length;
      months.renewals += invoices.filter(
        ({ billing_reason: reason, status }) =>
          reason === "subscription_cycle" && status === "paid",
      ).length;
      for (const times of struck.values()) months.faults += times;
      if (broken.length > 0)
        stories.push([`schedule ${seed} breaks:`, ...broken, ...trace].join("\n"));
    }
    console.info(`months ${from} to ${to}: ${JSON.stringify(months)}`);
    expect(stories, stories.join("\n\n")).toEqual([]);
  },
);
