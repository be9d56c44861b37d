import { mkdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { inRoot } from "../../scripts/tools/paths.ts";

/** Everything one run found, by the name of its part. */
export type Results = Record<string, unknown>;

const folder = inRoot("bench/results");

/** Shows one part as a table, numbers with three significant digits. */
export function show(title: string, rows: object[]): void {
  console.log(`\n${title}`);
  console.table(rows.map((row) => Object.fromEntries(Object.entries(row).map(readable))));
}

const readable = ([name, value]: [string, unknown]): [string, unknown] => [
  name,
  typeof value === "number" && !Number.isInteger(value)
    ? Number(value.toPrecision(value >= 100 ? Math.floor(Math.log10(value)) + 1 : 3))
    : (value ?? "n/a"),
];

/** Writes what was found where the next run will overwrite it, with the machine that it was found on. */
export async function save(name: string, results: Results): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${name}.json`);
  const machine = {
    cores: cpus().length,
    processor: cpus()[0]?.model,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  const found = { at: new Date().toISOString(), machine, ...results };
  await writeFile(file, `${JSON.stringify(found, null, 2)}\n`);
  return path.relative(inRoot(), file);
}
