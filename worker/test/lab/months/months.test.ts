import { expect, inject, test } from "vitest";
import { restoreAfterEach } from "../../world.ts";
import { type MonthsReport, runMonths } from "./run.ts";

/** Customers with plans, over months, under seeded faults at Stripe and here (docs/guarantees.md). */

restoreAfterEach();

const { firstSeed, months: schedules } = inject("lab");

const CHUNK = 10;

/** Kept: the machine dies in it, and Stripe answers too late. */
const KEPT = 7;

/** Lines of a failing schedule's story that are printed. */
const TRACE_LINES_MAX = 200;

const chunks = Array.from({ length: Math.ceil(schedules / CHUNK) }, (_, index) => {
  const from = firstSeed + index * CHUNK;
  return { from, to: Math.min(from + CHUNK, firstSeed + schedules) - 1 };
});

test.for(chunks)(
  "months $from to $to keep every promise",
  { timeout: 600_000 },
  async ({ from, to }, { task }) => {
    const months = { schedules: 0, subscriptions: 0, renewals: 0, faults: 0, struck: {} };
    Object.assign(task.meta, { months });
    const stories: string[] = [];
    for (let seed = from; seed <= to; seed += 1) {
      const report = await runMonths(seed);
      count(months, report);
      if (report.broken.length > 0) stories.push(story(report));
    }
    expect(stories, stories.join("\n\n")).toEqual([]);
  },
);

test("a schedule of months replays exactly", { timeout: 120_000 }, async () => {
  const first = await runMonths(KEPT);
  const second = await runMonths(KEPT);
  expect(second).toEqual(first);
  expect(first.struck.size).toBeGreaterThan(5);
  expect(first.broken, story(first)).toEqual([]);
});

/** What `npm run lab` adds up (scripts/tools/lab.ts). */
interface Tally {
  schedules: number;
  subscriptions: number;
  renewals: number;
  faults: number;
  struck: Record<string, number>;
}

function count(tally: Tally, { subscriptions, renewals, struck }: MonthsReport): void {
  tally.schedules += 1;
  tally.subscriptions += subscriptions;
  tally.renewals += renewals;
  for (const [name, times] of struck) {
    tally.faults += times;
    tally.struck[name] = (tally.struck[name] ?? 0) + times;
  }
}

const story = ({ seed, broken, trace }: MonthsReport): string =>
  [
    `months ${seed} break:`,
    ...broken,
    `replay: npm run lab -- --seed ${seed} --schedules 1`,
    ...trace.slice(-TRACE_LINES_MAX),
  ].join("\n");
