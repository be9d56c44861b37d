import { filesOf, look } from "./stored.ts";
import type { World } from "./world.ts";

/** The clock of `year.mjs` and of the gateways, the alarms that are due by it, and the cron. */

/** What year.mjs counted. */
export interface Counts {
  requests: number;
  d1Calls: number;
  d1Statements: number;
  d1Read: number;
  d1Written: number;
  objectStatements: number;
  objectRead: number;
  objectWritten: number;
  cronRuns: number;
  alarms: number;
}

/** Rows of a statement, over all its times. */
export interface Rows {
  times: number;
  read: number;
  written: number;
}

/** An alarm sets the next one: so often are they looked at before time goes on. */
const RINGS_MAX = 6;

const CRON_EVERY_MS = 5 * 60_000;

export function createCalendar(world: World, startMs: number) {
  let nowMs = startMs;
  async function control<T>(action: string, body: object): Promise<T> {
    const response = await fetch(new URL(`/year/${action}`, world.productUrl), {
      method: "POST",
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`/year/${action}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  }
  async function set(toMs: number): Promise<void> {
    nowMs = toMs;
    await control("clock", { to: toMs });
    const offsetMs = toMs - Date.now();
    await world.outside("/control/clock", { offsetMs, skewMs: offsetMs });
  }
  async function ring(): Promise<void> {
    for (let times = 0; times < RINGS_MAX; times++) {
      const orders = await due(world, "OrderObject", nowMs);
      const accounts = await due(world, "AccountObject", nowMs);
      if (orders.length + accounts.length === 0) return;
      await control("ring", { orders, accounts });
    }
  }
  return {
    startMs,
    set,
    ring,
    /** Time goes on, and what is due by then is done. */
    async pass(ms: number): Promise<void> {
      await set(nowMs + ms);
      await ring();
    },
    async cron(runs: number): Promise<void> {
      for (let run = 0; run < runs; run++) {
        await set(nowMs + CRON_EVERY_MS);
        await control("cron", { runs: 1 });
      }
    },
    counts: () =>
      control<Counts & { failures: string[]; statements: Record<string, Rows> }>("counts", {}),
  };
}

/** Objects whose alarm is due. workerd keeps them all in a file of their class, in nanoseconds. */
async function due(world: World, kind: string, nowMs: number): Promise<string[]> {
  const [file] = await filesOf(world, kind, "metadata");
  if (!file) return [];
  return look(file, (database) => {
    const rows = database
      .prepare("SELECT actor_id AS id FROM _cf_ALARM WHERE scheduled_time / 1000000 <= ?")
      .all(nowMs);
    return rows.map(({ id }) => String(id));
  });
}
