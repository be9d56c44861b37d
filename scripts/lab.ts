/** `npm run lab -- [--schedules 2000] [--seed 39] [--jobs 2]`: the fault laboratory (docs/guarantees.md). */
import { mkdir, readFile, rm } from "node:fs/promises";
import { runToEnd, stopChildren } from "./tools/children.ts";
import { addUp, type LabReport, rangesOf, readLabOptions, unexplained } from "./tools/lab.ts";
import { inRoot, root, tool } from "./tools/paths.ts";
import { readVitest } from "./tools/reports.ts";
import { reportFailure, seconds } from "./tools/steps.ts";
import { onStop } from "./tools/stopping.ts";

onStop(stopChildren, { codeOnSignal: 130 });

try {
  process.exit((await run(process.argv.slice(2))) ? 0 : 1);
} catch (error) {
  reportFailure(error);
  await stopChildren();
  process.exit(1);
}

/** True when every schedule kept every promise. */
async function run(args: string[]): Promise<boolean> {
  const options = readLabOptions(args);
  const started = performance.now();
  const last = options.seed + options.schedules - 1;
  console.log(
    `Seeds ${options.seed} to ${last}. One of them again: npm run lab -- --seed ${options.seed} --schedules 1\n`,
  );
  await mkdir(inRoot(".cache/lab"), { recursive: true });
  const jobs = await Promise.all(rangesOf(options).map(runRange));
  const { orders, months } = addUp(jobs.map(({ report }) => report));
  const failures = jobs.flatMap(({ report }) => readVitest(report, root).failures);
  const lines = jobs.flatMap(({ output }) => unexplained(output));

  for (const { name, message } of failures) console.log(`\n✗ ${name}\n${message}`);
  for (const line of lines) console.log(`\n✗ an error that nobody injected: ${line}`);
  console.log(`
${orders.schedules} schedules, ${orders.orders} orders, ${orders.payments} payments, ${orders.faults} faults
${byFrequency(orders.struck)}

${months.schedules} schedules of months, ${months.subscriptions} subscriptions, ${months.renewals} paid renewals, ${months.faults} faults
${byFrequency(months.struck)}

In ${seconds(started)}.`);
  const whole = [orders, months].every(({ schedules }) => schedules === options.schedules);
  const kept = failures.length === 0 && lines.length === 0 && whole;
  console.log(kept ? "Every promise was kept." : "Promises were broken, see above.");
  return kept;
}

function byFrequency(struck: Record<string, number>): string {
  return Object.entries(struck)
    .sort(([, a], [, b]) => b - a)
    .map(([name, times]) => `  ${String(times).padStart(7)}  ${name}`)
    .join("\n");
}

async function runRange(range: { seed: number; schedules: number }) {
  const file = inRoot(".cache/lab", `${range.seed}.json`);
  await rm(file, { force: true });
  const only = ["--project", "worker", "worker/test/lab", "-t", "keep every promise"];
  const reporters = ["--reporter=verbose", "--reporter=json", `--outputFile.json=${file}`];
  const { output } = await runToEnd(tool.vitest, ["run", ...only, ...reporters], {
    name: "laboratory",
    env: {
      CI: "1",
      NO_COLOR: "1",
      LAB_SEED: String(range.seed),
      LAB_SCHEDULES: String(range.schedules),
    },
    onLine: (line) => {
      const [, mark, chunk] = /([✓×]).*((?:schedules|months) \d+ to \d+)/.exec(line) ?? [];
      if (chunk) console.log(`${mark} ${chunk}`);
    },
  });
  const report = JSON.parse(await readFile(file, "utf8")) as LabReport;
  return { report, output };
}
