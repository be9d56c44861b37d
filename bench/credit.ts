import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { inRoot } from "../scripts/tools/paths.ts";
import { step } from "../scripts/tools/steps.ts";
import { shown } from "./rows/push.ts";
import { median, percentile } from "./tools/load.ts";
import { openPages, type Page, toldWithin } from "./tools/pages.ts";
import { assertGranted, type Purchase, pay } from "./tools/purchases.ts";
import { show } from "./tools/report.ts";
import { startWorld, type World } from "./tools/world.ts";

const ORDERS = 200;

/** Orders under way at a time. */
const AT_ONCE = 20;

/** How long D1 is down. */
const OUTAGE_MS = 60_000;

/** The part of each gap that is waited, so that the last payment falls well inside the outage. */
const PAID_DURING = 0.8;

/** Objects tell D1 again after 1 s, 2 s, 4 s … at most a minute. */
const CAUGHT_UP_WITHIN_MS = 90_000;

/** A customer confirms some seconds after the code is shown. */
const CONFIRMS_WITHIN_MS = 4_000;

/** From the customer confirming the payment to the page being told and the account having what was bought. */
interface CreditRow {
  case: string;
  orders: number;
  medianMs: number;
  p95Ms: number;
  worstMs: number;
  /** Until D1 had every order, after it came back. */
  caughtUpMs?: number;
}

/** Paid to credited in real time, over the gateway's real wire protocol, with everything on disk. */
export async function creditResults(): Promise<CreditRow[]> {
  const world = await step("Product and sandbox", () =>
    startWorld({ notifications: "product", before: "outage.mjs" }),
  );
  try {
    await world.sql(await readFile(inRoot("scripts/demo-catalog.sql"), "utf8"));
    const cases: [string, () => Promise<CreditRow>][] = [
      ["With notification", () => run(world, "with notification")],
      ["Without notification", () => withoutNotification(world)],
      ["D1 failing for 60 s", () => withoutDatabase(world, "failing")],
      ["D1 hanging for 60 s", () => withoutDatabase(world, "hanging")],
    ];
    const rows: CreditRow[] = [];
    for (const [title, measured] of cases) {
      const row = await step(title, measured);
      show("Paid to credited, ms", [row]); // At once: a later case that fails must not take it away.
      rows.push(row);
    }
    return rows;
  } finally {
    await world.stop();
  }
}

async function run(world: World, name: string): Promise<CreditRow> {
  const delaysMs: number[] = [];
  while (delaysMs.length < ORDERS) {
    const purchases = await shown(world, AT_ONCE);
    delaysMs.push(...(await payAndWait(world, purchases, CONFIRMS_WITHIN_MS)));
  }
  return rowOf(name, delaysMs);
}

/** The gateway's notifications are lost for good, and the page is notified by the order's own asking. */
async function withoutNotification(world: World): Promise<CreditRow> {
  await world.outside("/control/faults", {
    gateway: "wechat",
    fault: "drop-notification",
    times: ORDERS + AT_ONCE,
  });
  const row = await run(world, "notification lost");
  await world.outside("/control/faults", undefined, "DELETE");
  return row;
}

/**
 * All are paid while D1 does not answer, spread over the outage. What was granted is asked of the order, which needs
 * no D1; afterwards D1 must receive every payment by itself.
 */
async function withoutDatabase(world: World, how: "failing" | "hanging"): Promise<CreditRow> {
  const purchases = await shown(world, ORDERS);
  await setDatabase(world, how);
  const endsMs = Date.now() + OUTAGE_MS;
  const delaysMs: number[] = [];
  const batches = ORDERS / AT_ONCE;
  for (let batch = 0; batch < batches; batch++) {
    const some = purchases.slice(batch * AT_ONCE, (batch + 1) * AT_ONCE);
    delaysMs.push(...(await payAndWait(world, some, 0)));
    const restMs = ((endsMs - Date.now()) / (batches - batch)) * PAID_DURING;
    await sleep(Math.max(0, restMs));
  }
  // A slow machine needs longer: the outage then lasts until the last of them is paid.
  await sleep(Math.max(0, endsMs - Date.now()));
  await setDatabase(world, "up");
  const caughtUpMs = await untilListed(world, purchases);
  return { ...rowOf(`D1 ${how} for 60 s`, delaysMs), caughtUpMs };
}

async function setDatabase(world: World, is: "up" | "failing" | "hanging"): Promise<void> {
  await fetch(new URL(`/bench/database?is=${is}`, world.productUrl));
  if (is === "hanging") return; // The status would hang as well.
  const response = await fetch(new URL("/api/status", world.productUrl));
  const { dependencies } = (await response.json()) as {
    dependencies: { database: { ok: boolean } };
  };
  if (dependencies.database.ok !== (is === "up")) throw new Error(`D1 is not ${is}`);
}

/** ms until D1 lists every one of them as completed. */
async function untilListed(world: World, purchases: Purchase[]): Promise<number> {
  const startMs = performance.now();
  const numbers = purchases.map(({ orderId }) => `'${orderId}'`).join(", ");
  while (performance.now() - startMs < CAUGHT_UP_WITHIN_MS) {
    const [row] = await world.sql<{ n: number }>(
      `SELECT count(*) AS n FROM orders WHERE state = 'completed' AND order_no IN (${numbers})`,
    );
    if (row?.n === purchases.length) return performance.now() - startMs;
    await sleep(250);
  }
  throw new Error("D1 was not told of every payment");
}

async function payAndWait(
  world: World,
  purchases: Purchase[],
  withinMs: number,
): Promise<number[]> {
  const pages = await openPages(world, purchases, "coze");
  const delays = await Promise.all(
    purchases.map(async (purchase, index) => {
      await sleep(Math.random() * withinMs);
      const paidMs = performance.now(); // Before the gateway has it: what the customer waits is never less.
      await pay(world, purchase.codeUrl);
      return credited(world, pages[index] as Page, purchase, paidMs);
    }),
  );
  for (const page of pages) page.close();
  return delays;
}

/** ms from the payment to the page being told, with the account having what was bought by then. */
async function credited(
  world: World,
  page: Page,
  purchase: Purchase,
  paidMs: number,
): Promise<number> {
  const toldMs = await toldWithin(page, "credit");
  await assertGranted(world, purchase);
  return toldMs - paidMs;
}

const rowOf = (name: string, delaysMs: number[]): CreditRow => ({
  case: name,
  orders: delaysMs.length,
  medianMs: median(delaysMs),
  p95Ms: percentile(delaysMs, 0.95),
  worstMs: Math.max(...delaysMs),
});
