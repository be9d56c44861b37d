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

export interface LabReport extends VitestReport {
  testResults: (VitestReport["testResults"][number] & {
    assertionResults: { meta?: { lab?: Tally } }[];
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

export function addUp(reports: LabReport[]): Tally {
  const total: Tally = { schedules: 0, orders: 0, payments: 0, faults: 0, struck: {} };
  const tallies = reports
    .flatMap(({ testResults }) => testResults)
    .flatMap(({ assertionResults }) => assertionResults)
    .flatMap(({ meta }) => meta?.lab ?? []);
  for (const tally of tallies) {
    for (const name of ["schedules", "orders", "payments", "faults"] as const)
      total[name] += tally[name];
    for (const [name, times] of Object.entries(tally.struck))
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
