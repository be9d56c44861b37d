import { readFile } from "node:fs/promises";
import { type Customer, fromAnywhere, get, newCustomer } from "../tools/customers.ts";
import { type Call, each, flood } from "../tools/load.ts";
import { openPages } from "../tools/pages.ts";
import { placeOrders } from "../tools/purchases.ts";
import { measure, type Row, type Subject } from "../tools/rounds.ts";
import type { World } from "../tools/world.ts";
import { COZE_CENTRE, coldLooks } from "./centre.ts";
import { type PushRow, pushRow, shown } from "./push.ts";

const CONCURRENCY = 8;
const CALLS = 120;
const SECONDS = 0.8;

const ORDERS_BEFORE = [10, 1_000, 100_000];
const PACKAGES = [10, 1_000];
const ITEMS_PER_ROUND = 10;

/** What it costs one customer to have ordered much. Old orders are rows of D1; their objects sleep and are not made. */
export async function orderGrowth(world: World, rounds: number): Promise<Row[]> {
  await world.sql(benchItems(rounds));
  const subjects: Subject[] = [];
  for (const before of ORDERS_BEFORE) {
    const who = await newCustomer(world);
    await world.sql(pastOrders(who, before));
    subjects.push(...subjectsOf(world, who, before));
  }
  const rows = await measure(world, subjects, rounds);
  await world.sql("UPDATE coze_package SET enabled = 0 WHERE id LIKE 'bench-item-%'");
  return rows;
}

function subjectsOf(world: World, who: Customer, before: number): Subject[] {
  const group = `${before} orders`;
  const reading = (name: string, path: string): Subject => ({
    group,
    name,
    concurrency: CONCURRENCY,
    run: () => {
      const calls = Array.from({ length: CALLS }, () => get(path, who.headers));
      return each(world.productUrl, calls, CONCURRENCY);
    },
  });
  return [
    reading("centre, signed in", COZE_CENTRE),
    reading("own orders, first page", "/api/web/coze-package/orders?page=1&pageSize=20"),
    {
      group,
      name: "order creation",
      concurrency: 1,
      // One customer, so each order is for another item; each item is ordered once in each round.
      run: async (round) => {
        const burst = { requests: 0, seconds: 0, latenciesMs: [] as number[] };
        for (let at = 0; at < ITEMS_PER_ROUND; at++) {
          const item = `bench-item-${round}-${at}`;
          const placed = await placeOrders(world, [who], { kind: "coze", item, concurrency: 1 });
          burst.requests += 1;
          burst.seconds += placed.burst.seconds;
          burst.latenciesMs.push(...placed.burst.latenciesMs);
        }
        return burst;
      },
    },
  ];
}

/** Completed orders of the past year in one statement. */
const pastOrders = (who: Customer, count: number): string =>
  `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
   INSERT INTO orders (order_no, customer_id, kind, item_id, item_name, grant_json, quantity, amount_minor, currency,
     pay_type, paying_with, stock_limited, stock_held, state, version, created_at, expires_at, paid_at, completed_at, updated_at)
   SELECT 'EC20251120' || '${who.id.slice(6, 14)}' || printf('%06d', i), '${who.id}', 'coze', 'coze-pro', 'past',
          '{"kind":"coze","name":"past","days":30}', 1, 3990, 'CNY', 1, 1, 0, 0, 'completed', 3,
          1763600000000 + i * 1000, 1763607200000 + i * 1000, 1763600060000 + i * 1000, 1763600061000 + i * 1000,
          1763600061000 + i * 1000
   FROM n`;

/** Items off the page, which the growth rows buy: one identical order may be pending at a time. */
const benchItems = (rounds: number): string =>
  Array.from({ length: rounds + 1 }, (_, round) =>
    Array.from(
      { length: ITEMS_PER_ROUND },
      (_, at) =>
        `INSERT INTO coze_package (id, name, duration_days, current_price_minor, sort) VALUES ('bench-item-${round}-${at}', 'bench', 1, 100, 999)`,
    ),
  )
    .flat()
    .join(";\n");

/** The centre with a small and a large catalog. */
export async function catalogGrowth(
  world: World,
  customers: Customer[],
  rounds: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const packages of PACKAGES) {
    await world.sql(`UPDATE coze_package SET enabled = 0; ${catalogOf(packages)}`);
    await world.kvDelete("cache:catalog:2");
    const steady = (name: string, calls: () => Call[] | Promise<Call[]>): Subject => ({
      group: `${packages} packages`,
      name,
      concurrency: CONCURRENCY,
      run: async () => flood(world.productUrl, await calls(), CONCURRENCY, SECONDS),
    });
    rows.push(
      ...(await measure(
        world,
        [
          steady("centre, guest", () => [get(COZE_CENTRE, fromAnywhere())]),
          steady("centre, signed in", () => customers.map((who) => get(COZE_CENTRE, who.headers))),
          steady("centre, signed in, catalog from D1", () => coldLooks(world, 400)),
        ],
        rounds,
      )),
    );
  }
  await world.sql(
    "UPDATE coze_package SET enabled = 0 WHERE id LIKE 'bench-shelf-%'; UPDATE coze_package SET enabled = 1 WHERE id LIKE 'coze-%'",
  );
  await world.kvDelete("cache:catalog:2");
  return rows;
}

const catalogOf = (count: number): string =>
  `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
   INSERT INTO coze_package (id, name, label, description, content, duration_days, current_price_minor, sort)
   SELECT 'bench-shelf-' || i, '专业版 ' || i, '推荐', '适合每天使用智能体的你', '["全部智能体","每日 500 次对话"]', 30, 3990, i
   FROM n WHERE true ON CONFLICT (id) DO UPDATE SET enabled = 1`;

const SOCKETS = 10_000;
const SOCKETS_PER_ORDER = 20;

/** Open files that workerd needs for a socket, and for everything else. */
const FILES_PER_SOCKET = 2;
const FILES_BESIDE = 3_000;
const PUSHES = 60;

/** Whether a page is told as soon, and requests answered as fast, while many others wait. */
interface SocketRow extends PushRow {
  socketsOpen: number;
  openedPerSecond: number | null;
  getPayResultMs: number;
}

export async function socketGrowth(world: World): Promise<SocketRow[]> {
  const alone = await withSockets(world, 1, null);
  const purchases = await shown(world, Math.floor((await socketsPossible()) / SOCKETS_PER_ORDER));
  const startMs = performance.now();
  const everywhere = Array.from({ length: SOCKETS_PER_ORDER }, () => purchases).flat();
  const pages = await openPages(world, everywhere, "coze", 64);
  const openedPerSecond = (pages.length * 1000) / (performance.now() - startMs);
  const many = await withSockets(world, pages.length, openedPerSecond);
  for (const page of pages) page.close();
  return [alone, many];
}

/** A machine with a lower limit of open files (`ulimit -n`) carries fewer; the row says how many there were. */
async function socketsPossible(): Promise<number> {
  const limits = await readFile("/proc/self/limits", "utf8").catch(() => "");
  const files = Number(/Max open files\s+(\d+)/.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  return Math.min(SOCKETS, (files - FILES_BESIDE) / FILES_PER_SOCKET);
}

async function withSockets(
  world: World,
  socketsOpen: number,
  openedPerSecond: number | null,
): Promise<SocketRow> {
  const push = await pushRow(world, PUSHES, 1);
  const purchases = await shown(world, 8);
  const asked = purchases.map(({ who, orderId }) =>
    get(`/api/pay/getPayResult?orderId=${orderId}&from=coze`, who.headers),
  );
  const calls = Array.from({ length: 25 }, () => asked).flat();
  const burst = await each(world.productUrl, calls, CONCURRENCY);
  const getPayResultMs = burst.latenciesMs.sort((a, b) => a - b)[calls.length / 2] ?? 0;
  return { ...push, socketsOpen, openedPerSecond, getPayResultMs };
}
