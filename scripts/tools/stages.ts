import { mkdir, readFile, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { requireBrowser } from "../browser.ts";
import { runToEnd } from "./children.ts";
import { freshSeed } from "./lab.ts";
import { buildPage } from "./page-build.ts";
import { inRoot, root, tool } from "./paths.ts";
import {
  closingLine,
  type Failure,
  type Outcome,
  readPlaywright,
  readVitest,
  type VitestReport,
} from "./reports.ts";
import { Explained, seconds } from "./steps.ts";
import { isStopping } from "./stopping.ts";

/** What `npm test` runs, in this order: the fast and telling ones first. */
export const STAGES = ["check", "unit", "worker", "browser"] as const;
export type Stage = (typeof STAGES)[number];

const reportsDir = inRoot(".cache/test");
const MESSAGE_LINES_MAX = 40;

/** How many runs of vitest share the tests in workerd. */
const WORKER_SHARES = 3;

/** Each of the last two stages keeps two cores busy. */
const CORES_OF_ONE_LANE = 2;

/** Runs the stages, all of them even when one fails, prints the closing line and answers with the exit code. */
export async function runStages(stages: readonly Stage[]): Promise<number> {
  await mkdir(reportsDir, { recursive: true });
  const lanes = lanesFor(stages, availableParallelism());
  // Installing one takes the network and the disk, which the stages before leave alone.
  const browser = stages.includes("browser") ? bringBrowser() : undefined;
  // Both lanes want the page built, and neither may build it under the other.
  if (lanes.length > 1) await buildPage().catch(() => undefined);
  const outcomes: Outcome[] = [];
  const run = async (lane: readonly Stage[]) => {
    for (const stage of lane)
      outcomes.push(...(await runStage(stage, { browser, isAlone: lanes.length === 1 })));
  };
  await Promise.all(lanes.map(run));
  const skipped = outcomes.reduce((sum, one) => sum + one.skipped, 0);
  if (skipped > 0) console.log(`\n${skipped} skipped`);
  for (const failure of outcomes.flatMap((one) => one.failures)) printFailure(failure);
  console.log(`\n${closingLine(outcomes)}`);
  return outcomes.some((one) => one.failures.length > 0) ? 1 : 0;
}

/** Pure: what runs one after the other, beside what. */
export function lanesFor(stages: readonly Stage[], cores: number): readonly Stage[][] {
  const lanes =
    cores > CORES_OF_ONE_LANE
      ? [stages.filter((stage) => stage !== "browser"), stages.filter((one) => one === "browser")]
      : [[...stages]];
  return lanes.filter((lane) => lane.length > 0);
}

/** Reads the stage names that a person gave; none means all. */
export function stagesFrom(args: string[], otherwise: readonly Stage[]): readonly Stage[] {
  const unknown = args.filter((name) => !(STAGES as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new Explained(
      `There is no stage "${unknown.join(" ")}". Choose from: ${STAGES.join(", ")}`,
    );
  return args.length > 0 ? STAGES.filter((stage) => args.includes(stage)) : otherwise;
}

interface Around {
  /** Settles when there is a browser, with the reason when there is none. */
  browser: Promise<Error | undefined> | undefined;
  isAlone: boolean;
}

async function runStage(stage: Stage, { browser, isAlone }: Around): Promise<Outcome[]> {
  const timedHere = (title: string, work: () => Promise<Outcome>) => timed(title, isAlone, work);
  switch (stage) {
    case "check":
      return Promise.all([
        timedHere("format and lint", () =>
          runCheck("format and lint", tool.biome, ["check", "--diagnostic-level=warn", "."]),
        ),
        timedHere("types", () => runCheck("types", tool.tsc, ["-b", "--pretty", "false"])),
        timedHere("texts", () => runCheck("texts", inRoot("frontend/src/i18n/check.ts"), [])),
      ]);
    case "unit":
      return [await timedHere(stage, () => runVitest(stage))];
    case "worker":
      return [await timedHere(stage, () => runShards(stage))];
    case "browser":
      return [await timedHere(stage, async () => runBrowser(await browser))];
  }
}

async function timed(
  title: string,
  isAlone: boolean,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  const started = performance.now();
  if (process.stdout.isTTY && isAlone) process.stdout.write(`… ${title}\r`);
  const outcome = await work();
  if (isStopping()) return new Promise(() => {}); // What was interrupted has no result.
  const failed = outcome.failures.length;
  const counts = `${outcome.passed} passed${failed ? `, ${failed} failed` : ""}`;
  console.log(`${failed ? "✗" : "✓"} ${title.padEnd(16)} ${counts.padEnd(24)} ${seconds(started)}`);
  return outcome;
}

async function runCheck(name: string, script: string, args: string[]): Promise<Outcome> {
  const { code, output } = await runToEnd(script, args, { name });
  if (code === 0) return { passed: 1, skipped: 0, failures: [] };
  return { passed: 0, skipped: 0, failures: [{ name, message: output.trim() }] };
}

/**
 * Tests that run one after the other leave a core idle, and so do two such runs now and then: each share of them runs in a
 * process and an outside world of its own.
 */
async function runShards(project: string): Promise<Outcome> {
  const seed = process.env.LAB_SEED ?? String(freshSeed());
  say(`the laboratory draws from seed ${seed}: LAB_SEED=${seed} npm test -- ${project}`);
  const env = { LAB_SEED: seed };
  const shares = await Promise.all(
    Array.from({ length: WORKER_SHARES }, (_, at) =>
      runVitest(project, `${at + 1}/${WORKER_SHARES}`, env),
    ),
  );
  return {
    passed: shares.reduce((sum, share) => sum + share.passed, 0),
    skipped: shares.reduce((sum, share) => sum + share.skipped, 0),
    failures: shares.flatMap((share) => share.failures),
  };
}

async function runVitest(
  project: string,
  shard = "1/1",
  env: Record<string, string> = {},
): Promise<Outcome> {
  const report = path.join(reportsDir, `${project}-${shard.replace("/", "-of-")}.json`);
  const args = ["run", "--project", project, "--shard", shard];
  args.push("--reporter=json", `--outputFile=${report}`);
  const run = () =>
    runToEnd(tool.vitest, args, { name: "vitest", env: { CI: "1", NO_COLOR: "1", ...env } });
  return judge(project, report, run, (json: VitestReport) => readVitest(json, root));
}

const say = (line: string) => console.log(`  ${line}`);

const bringBrowser = (): Promise<Error | undefined> =>
  requireBrowser(say).then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );

async function runBrowser(missing: Error | undefined): Promise<Outcome> {
  if (missing) return failedOutcome("browser", missing.message);
  const report = path.join(reportsDir, "browser.json");
  const onLine = (line: string) => {
    if (/^\s+[✓✘x-]\s+\d+ /.test(line)) say(line.trim());
  };
  const run = () =>
    runToEnd(tool.playwright, ["test"], {
      name: "playwright",
      onLine,
      env: { NO_COLOR: "1", FORCE_COLOR: "0" },
    });
  return judge("browser", report, run, readPlaywright);
}

/** A stage that ends badly without a failed test, or that ran none, has failed as well. */
async function judge<Report>(
  name: string,
  reportFile: string,
  run: () => Promise<{ code: number; output: string }>,
  read: (report: Report) => Outcome,
): Promise<Outcome> {
  await rm(reportFile, { force: true });
  const { code, output } = await run();
  const text = await readFile(reportFile, "utf8").catch(() => undefined);
  if (text === undefined)
    return failedOutcome(name, `no report was written (code ${code})\n${output}`);
  const outcome = read(JSON.parse(text) as Report);
  const isQuiet = outcome.failures.length === 0;
  if (isQuiet && code !== 0)
    outcome.failures.push({ name, message: `ended with code ${code}\n${output}` });
  if (isQuiet && code === 0 && outcome.passed === 0)
    outcome.failures.push({ name, message: "no test ran" });
  return outcome;
}

const failedOutcome = (name: string, message: string): Outcome => ({
  passed: 0,
  skipped: 0,
  failures: [{ name, message }],
});

function printFailure(failure: Failure): void {
  const lines = stripVTControlCharacters(failure.message).trim().split("\n");
  const shown =
    lines.length > MESSAGE_LINES_MAX ? [...lines.slice(0, MESSAGE_LINES_MAX), "…"] : lines;
  console.log(`\n✗ ${failure.name}\n${shown.map((line) => `    ${line}`).join("\n")}`);
}
