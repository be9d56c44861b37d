/** A year of a small product, day by day, measured at the end of each quarter: docs/scale.md. Some minutes. */
import { readFile } from "node:fs/promises";
import { inRoot } from "../scripts/tools/paths.ts";
import { step } from "../scripts/tools/steps.ts";
import { type Year, year } from "./rows/year.ts";
import { show } from "./tools/report.ts";
import { startWorld } from "./tools/world.ts";

export async function yearResults(): Promise<Year> {
  const world = await step("Product with a clock that is set", () =>
    startWorld({ notifications: "product", before: "year.mjs" }),
  );
  try {
    await world.sql(await readFile(inRoot("scripts/demo-catalog.sql"), "utf8"));
    const found = await step("Measured: year", () => year(world));
    print(found);
    return found;
  } finally {
    await world.stop();
  }
}

function print({ months, quarters, failures, rows }: Year): void {
  show("Month by month", months);
  show(
    "Held at the end of each quarter, bytes",
    quarters.map(({ month, d1, orders, accounts, r2 }) => ({
      month,
      "D1 file": d1.fileBytes,
      "D1 used": d1.usedBytes,
      "orders' objects": orders.count,
      "each, of them": orders.mean,
      "accounts' objects": accounts.count,
      "each, of these": accounts.mean,
      "R2 files": r2.files,
      "R2 bytes": r2.bytes,
    })),
  );
  for (const { month, d1, accountsByKind, cron } of quarters) {
    show(`D1 at the end of ${month}, by table`, d1.tables.slice(0, 16));
    show(
      `Accounts at the end of ${month}, by kind`,
      Object.entries(accountsByKind).map(([kind, held]) => ({ kind, ...held })),
    );
    show(`What the cron had done by the end of ${month}`, [cron]);
  }
  show("What wrote and read the most rows in the last month", rows);
  if (failures.length > 0) show("Runs and alarms that failed", [...tally(failures)]);
}

const tally = (failures: string[]) =>
  Object.entries(Object.groupBy(failures, (text) => text)).map(([what, all = []]) => ({
    what,
    times: all.length,
  }));
