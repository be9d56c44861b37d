/** `npm run bench [-- <part> … --rounds 1]`: measurements of the built Worker in workerd (docs/performance.md). */

import { creditResults } from "../bench/credit.ts";
import { PART_NAMES, runParts, USUAL_PARTS } from "../bench/main.ts";
import { run as pageResults } from "../bench/page.ts";
import { stormResults } from "../bench/storm.ts";
import { type Results, save } from "../bench/tools/report.ts";
import { yearResults } from "../bench/year.ts";
import { runToEnd, stopChildren } from "./tools/children.ts";
import { inRoot } from "./tools/paths.ts";
import { Explained, reportFailure } from "./tools/steps.ts";
import { onStop } from "./tools/stopping.ts";

/** Run by name only: they take minutes of real time. */
const BY_NAME: Record<string, () => Promise<unknown>> = {
  credit: creditResults,
  storm: stormResults,
  year: yearResults,
  page: () => pageResults(),
  ledger: () => printed("ledger", "see docs/decisions/0009-ledger.md"),
  scale: () => printed("scale", "see docs/performance.md"),
};

/** A program of the bench that prints its own tables. */
async function printed(name: string, where: string): Promise<string> {
  const { code } = await runToEnd(inRoot(`bench/${name}.ts`), [], {
    name,
    onLine: (line) => console.log(line),
  });
  if (code !== 0) throw new Explained(`${name} could not be measured, see above.`);
  return where;
}

onStop(stopChildren, { codeOnSignal: 130 });

try {
  const { names, rounds } = optionsFrom(process.argv.slice(2));
  const wanted = namesFrom(names);
  const results: Results = await runParts(wanted, rounds);
  for (const name of wanted) if (BY_NAME[name]) results[name] = await BY_NAME[name]();
  console.log(`\n  Written to ${await save("latest", results)}`);
  process.exit(0);
} catch (error) {
  reportFailure(error);
  await stopChildren();
  process.exit(1);
}

/** Fewer rounds are for a quick look: the figures of docs/performance.md are of all. */
function optionsFrom(args: string[]): { names: string[]; rounds?: number } {
  const at = args.indexOf("--rounds");
  if (at < 0) return { names: args };
  const rounds = Number(args[at + 1]);
  if (!Number.isSafeInteger(rounds) || rounds < 1)
    throw new Explained("--rounds takes a whole number, from 1 on.");
  return { names: args.toSpliced(at, 2), rounds };
}

function namesFrom(given: string[]): string[] {
  if (given.length === 0) return USUAL_PARTS;
  const all = [...PART_NAMES, ...Object.keys(BY_NAME)];
  if (given.includes("all")) return all;
  const unknown = given.find((name) => !all.includes(name));
  if (unknown)
    throw new Explained(`There is no part ${unknown}. There are: ${all.join(", ")}, all.`);
  return given;
}
