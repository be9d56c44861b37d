/**
 * What does not grow: the usage page with 10 and with 1,000,000 events behind it, and the turn of a month over accounts that
 * nobody uses. In workerd, with the storage on disk; the clock of the objects is set ahead.
 */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_splitSqlQuery } from "wrangler";
import { inRoot } from "../scripts/tools/paths.ts";
import { bundleModule } from "./tools/bundles.ts";
import { median } from "./tools/load.ts";

const EVENTS = [10, 1_000_000];
const PAGES = 200;
const TIMINGS = 5;

/** Accounts that each were granted a month's credits and are left alone. What is kept of one does not depend on how many there are. */
const IDLE_ACCOUNTS = 10_000;
const PER_CALL = 500;

/** D1 hears of an account at the latest 12 s after a change; a machine with many of them needs longer. */
const AT_REST_WITHIN_MS = 180_000;
/** How long nobody is waited for after the turn. */
const QUIET_MS = 15_000;
const NEXT_MONTH_MS = 32 * 86_400_000;

const folder = await mkdtemp(join(tmpdir(), "scale-bench-"));
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    name: "scale",
    modules: true,
    script: await bundleModule(inRoot("worker/objects/account/testing/measured.ts")),
    compatibilityDate: "2026-09-01",
    d1Databases: ["DB"],
    durableObjects: { ACCOUNTS: { className: "MeasuredAccount", useSQLite: true } },
    resourcePersistencePath: folder,
  }),
);

try {
  await migrate();
  console.table(await usagePages());
  console.table([await monthsTurn()]);
} finally {
  await miniflare.dispose();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

async function usagePages() {
  const times = EVENTS.map((): number[] => []);
  for (const events of EVENTS) await ask("/usage/seed", { account: events, entries: events });
  for (let turn = 0; turn <= TIMINGS; turn++)
    for (const [at, events] of EVENTS.entries()) {
      const startMs = performance.now();
      const used = await ask("/usage/pages", { account: events, count: PAGES });
      if (used !== events) throw new Error(`${used} used instead of ${events}`);
      if (turn > 0) times[at]?.push(((performance.now() - startMs) * 1_000) / PAGES);
    }
  return Promise.all(
    EVENTS.map(async (events, at) => ({
      "events before": events,
      ...(await ask<Record<string, number>>("/usage/rows", { account: events })),
      "µs inside the object": Math.round(median(times[at] ?? [])),
    })),
  );
}

async function monthsTurn() {
  const others = await alarms();
  const began = await ofAll("/touch");
  const until = performance.now() + AT_REST_WITHIN_MS;
  while ((await alarms()) > others && performance.now() < until) await sleep(1_000);
  const alarmsAtRest = (await alarms()) - others;
  const before = await rowsOfCustomers();
  await ask("/clock", { aheadMs: NEXT_MONTH_MS });
  await sleep(QUIET_MS);
  const toldSince = (await rowsOfCustomers()) - before;
  const startMs = performance.now();
  const read = await ofAll("/look");
  const perAccountMs = (performance.now() - startMs) / IDLE_ACCOUNTS;
  return {
    accounts: IDLE_ACCOUNTS,
    "granted at first": JSON.stringify(began),
    "alarms set once at rest": alarmsAtRest,
    "written to D1 at the turn": toldSince,
    "read afterwards": JSON.stringify(read),
    "ms for each reading": perAccountMs.toFixed(2),
  };
}

/** What the accounts have, as how many have how much. */
async function ofAll(path: string): Promise<Record<string, number>> {
  const all: Record<string, number> = {};
  for (let from = 0; from < IDLE_ACCOUNTS; from += PER_CALL)
    for (const [what, count] of Object.entries(
      await ask<Record<string, number>>(path, { from, count: PER_CALL }),
    ))
      all[what] = (all[what] ?? 0) + count;
  return all;
}

/** Alarms that workerd keeps for all objects of the class. */
async function alarms(): Promise<number> {
  const files = await readdir(folder, { recursive: true });
  const file = files.find((name) => /scale-MeasuredAccount.*metadata\.sqlite$/.test(name));
  if (!file) throw new Error("workerd keeps its alarms elsewhere now");
  const kept = new DatabaseSync(join(folder, file), { readOnly: true });
  const row = kept.prepare("SELECT count(*) AS alarms FROM _cf_ALARM").get();
  kept.close();
  return Number(row?.alarms);
}

async function rowsOfCustomers(): Promise<number> {
  const db = await miniflare.getD1Database("DB");
  const row = await db.prepare("SELECT coalesce(sum(version), 0) AS told FROM customer").first();
  return Number(row?.told);
}

async function migrate(): Promise<void> {
  const db = await miniflare.getD1Database("DB");
  for (const file of (await readdir(inRoot("migrations")))
    .filter((name) => name.endsWith(".sql"))
    .sort())
    for (const statement of unstable_splitSqlQuery(
      await readFile(inRoot("migrations", file), "utf8"),
    ))
      await db.prepare(statement).run();
}

async function ask<T>(path: string, query: Record<string, string | number>): Promise<T> {
  const address = new URL(path, "http://bench");
  for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
  const response = await miniflare.dispatchFetch(address);
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  return (text === "done" ? null : JSON.parse(text)) as T;
}
