import { readFile } from "node:fs/promises";
import { inRoot } from "../scripts/tools/paths.ts";
import { step } from "../scripts/tools/steps.ts";
import { centreRows, pacedRows } from "./rows/centre.ts";
import { consoleGrowth } from "./rows/console-growth.ts";
import { catalogGrowth, orderGrowth, socketGrowth } from "./rows/growth.ts";
import { hostRows } from "./rows/host.ts";
import { purchaseRows } from "./rows/purchase.ts";
import { pushRow } from "./rows/push.ts";
import { sizes } from "./rows/size.ts";
import { startUp } from "./rows/startup.ts";
import { buyers } from "./tools/purchases.ts";
import { type Results, show } from "./tools/report.ts";
import { startWorld, type World } from "./tools/world.ts";

/** Counted rounds of each row by default. One more warms up. */
const ROUNDS = 5;
const LONG_ROUNDS = 3;

const CUSTOMERS = 100;
const PUSHED_ORDERS = 200;
const PAGES_WAITING = 100;

const POWER_ITEM = `INSERT OR IGNORE INTO recharge_rule (id, power, sell_price_minor, label, enabled) VALUES ('bench-power', 1000000, 100, '', 1)`;

/** The parts of one run, each with what it needs and nothing more, so that one can be run by its name. */
const PARTS: Record<string, (world: World, rounds?: number) => Promise<unknown>> = {
  centre: async (world, rounds = ROUNDS) => {
    const customers = await buyers(world, CUSTOMERS, "coze", "coze-pro");
    const rows = await centreRows(world, customers, rounds);
    show("Centre data: as many as 16 connections carry", rows);
    const paced = await pacedRows(world, customers, Math.min(rounds, LONG_ROUNDS));
    show("Centre data at 200 requests/s; share of one core", paced);
    return { rows, paced };
  },
  purchase: async (world, rounds = ROUNDS) => {
    const rows = await purchaseRows(world, rounds);
    show("A purchase, step by step", rows);
    return rows;
  },
  host: async (world, rounds = ROUNDS) => {
    await world.sql(POWER_ITEM);
    const customers = await buyers(world, CUSTOMERS, "recharge", "bench-power");
    const rows = await hostRows(world, customers, rounds);
    show("A host product's backend", rows);
    return rows;
  },
  push: async (world) => {
    const row = await pushRow(world, PUSHED_ORDERS, PAGES_WAITING);
    show("Notification received -> page told, ms", [row]);
    return row;
  },
  growth: async (world, rounds = LONG_ROUNDS) => {
    const atConsole = await consoleGrowth(world, rounds);
    show("What an operator waits for as orders of all customers grow", atConsole);
    const orders = await orderGrowth(world, rounds);
    show("As one customer's orders grow", orders);
    const customers = await buyers(world, 20, "coze", "coze-pro");
    const catalog = await catalogGrowth(world, customers, rounds);
    show("As the catalog grows", catalog);
    const sockets = await socketGrowth(world);
    show("As open sockets grow", sockets);
    return { atConsole, orders, catalog, sockets };
  },
  size: async (world) => {
    await world.sql(POWER_ITEM);
    const found = await sizes(world);
    show("What is kept of each, bytes", found.each);
    show("Of a paid order in D1, by table", found.tables);
    return found;
  },
};

/** Waits for objects to come to rest, and compares no states of the code: run by name only. */
const BY_NAME_ONLY = ["size"];

export const PART_NAMES = [...Object.keys(PARTS), "startup"];
export const USUAL_PARTS = PART_NAMES.filter((name) => !BY_NAME_ONLY.includes(name));

/** Runs these parts, in one world of their own. */
export async function runParts(names: string[], rounds?: number): Promise<Results> {
  const results: Results = {};
  const inWorld = names.filter((name) => name in PARTS);
  if (inWorld.length > 0) {
    const world = await step("Product, empty route and sandbox", () =>
      startWorld({ notifications: "mailbox" }),
    );
    try {
      await world.sql(await readFile(inRoot("scripts/demo-catalog.sql"), "utf8"));
      for (const name of inWorld)
        results[name] = await step(`Measured: ${name}`, () => PARTS[name]?.(world, rounds));
    } finally {
      await world.stop();
    }
  }
  if (names.includes("startup")) {
    const found = await step("Measured: startup", () => startUp(rounds ?? ROUNDS));
    show("Start-up", [found.whole]);
    show("What is uploaded, and what of it a first request waits for, KiB", found.parts);
    results.startup = found;
  }
  return results;
}
