import type { VitestReport } from "./reports.ts";
import { Explained } from "./steps.ts";

interface LabOptions {
  seed: number;
  schedules: number;
  /** Processes beside each other, each with its own Worker and sandbox. */
  jobs: number;
}

/** What each group of schedules leaves in the report of its test. */
export interface Tally {
  schedules: number;
  orders: number;
  payments: number;
  /** All faults together, and by name. */
  faults: number;
  struck: Record<string, number>;
}

/** The same of schedules of customers with plans. */
export interface MonthsTally {
  schedules: number;
  subscriptions: number;
  /** Renewals that were paid. */
  renewals: number;
  faults: number;
  struck: Record<string, number>;
}

export interface LabReport extends VitestReport {
  testResults: (VitestReport["testResults"][number] & {
    assertionResults: { meta?: { lab?: Tally; months?: MonthsTally } }[];
  })[];
}

/** Fresh seeds each time find what the last ones did not. */
const SEED_MAX = 2 ** 31;
export const freshSeed = (): number => 1 + Math.floor(Math.random() * SEED_MAX);

export function readLabOptions(args: string[], seed = freshSeed()): LabOptions {
  const options: LabOptions = { seed, schedules: 200, jobs: 2 };
  for (let index = 0; index < args.length; index += 2) {
    const name = args[index]?.replace(/^--/, "") as keyof LabOptions;
    const value = Number(args[index + 1]);
    if (!(name in options) || !Number.isSafeInteger(value) || value < 1)
      throw new Explained("Say: npm run lab -- [--schedules 2000] [--seed 39] [--jobs 2]");
    options[name] = value;
  }
  return options;
}

/** Divides the schedules among the jobs; their seeds follow each other. */
export function rangesOf({ seed, schedules, jobs }: LabOptions) {
  const each = Math.ceil(schedules / Math.min(jobs, schedules));
  const ranges: { seed: number; schedules: number }[] = [];
  for (let done = 0; done < schedules; done += each)
    ranges.push({ seed: seed + done, schedules: Math.min(each, schedules - done) });
  return ranges;
}

/** What all jobs ran, of each kind of schedule. */
export function addUp(reports: LabReport[]): { orders: Tally; months: MonthsTally } {
  const metas = reports
    .flatMap(({ testResults }) => testResults)
    .flatMap(({ assertionResults }) => assertionResults)
    .map(({ meta }) => meta ?? {});
  const none = { schedules: 0, faults: 0 };
  return {
    orders: sumOf(
      { ...none, orders: 0, payments: 0, struck: {} },
      metas.flatMap(({ lab }) => lab ?? []),
    ),
    months: sumOf(
      { ...none, subscriptions: 0, renewals: 0, struck: {} },
      metas.flatMap(({ months }) => months ?? []),
    ),
  };
}

function sumOf<T extends Tally | MonthsTally>(nothing: T, tallies: T[]): T {
  const total = { ...nothing } as T & Record<string, number>;
  for (const { struck, ...counts } of tallies) {
    for (const [name, count] of Object.entries(counts))
      Object.assign(total, { [name]: (total[name] ?? 0) + count });
    for (const [name, times] of Object.entries(struck))
      total.struck[name] = (total.struck[name] ?? 0) + times;
  }
  return total;
}

/** Errors that the runtime saw escape and that the laboratory did not throw or cause by ending an object. */
export function unexplained(output: string): string[] {
  return output
    .split("\n")
    .filter((line) => /uncaught exception|unhandled/i.test(line))
    .filter((line) => !/injected:|abortAllDurableObjects/.test(line));
}
