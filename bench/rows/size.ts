import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createStatement, newKey } from "../../scripts/tools/api-keys.ts";
import { type Customer, post } from "../tools/customers.ts";
import { each } from "../tools/load.ts";
import { buyers } from "../tools/purchases.ts";
import { filesOf, look, type Stored, stored } from "../tools/stored.ts";
import type { World } from "../tools/world.ts";

const CUSTOMERS = 100;
const CALLS = 4_000;
/** So few that their pages are full, and not only begun. */
const USERS = 4;
const CONCURRENCY = 8;

/** D1 hears of an account at the latest 12 s after a change; a busy machine needs longer. */
const AT_REST_WITHIN_MS = 120_000;
const LOOK_EVERY_MS = 2_000;

export interface Size {
  what: string;
  /** Bytes of SQLite for each, indexes included. */
  "order's object": number;
  "account's object": number;
  D1: number;
}

/** What is kept of a paid order, of a deduction and of an event of usage, in every store. */
export async function sizes(world: World): Promise<{ each: Size[]; tables: object[] }> {
  const key = newKey();
  await world.sql(createStatement(key, "bench", Date.now()));
  const empty = await atRest(world);
  const customers = await buyers(world, CUSTOMERS, "recharge", "bench-power");
  const bought = await atRest(world);
  const users = customers.slice(0, USERS);
  await calls(world, key.token, users, "deduct", { asset: "power", amount: 1 });
  const deducted = await atRest(world);
  await calls(world, key.token, users, "usage", { product: "text_tokens", count: 1 });
  const used = await atRest(world);
  return {
    each: [
      size("a customer's first paid order", empty, bought, CUSTOMERS),
      size("a deduction", bought, deducted, CALLS),
      size("an event of usage", deducted, used, CALLS),
    ],
    tables: tablesOf(empty, bought),
  };
}

const size = (what: string, before: Stored, after: Stored, count: number): Size => ({
  what,
  "order's object": Math.round((after.orders - before.orders) / count),
  "account's object": Math.round((after.accounts - before.accounts) / count),
  D1: Math.round((sum(after.d1) - sum(before.d1)) / count),
});

const tablesOf = (before: Stored, after: Stored): object[] =>
  Object.entries(after.d1)
    .map(([table, bytes]) => ({
      table,
      "bytes an order": Math.round((bytes - (before.d1[table] ?? 0)) / CUSTOMERS),
    }))
    .filter((row) => row["bytes an order"] > 0)
    .sort((a, b) => b["bytes an order"] - a["bytes an order"]);

const sum = (bytes: Record<string, number>) =>
  Object.values(bytes).reduce((all, one) => all + one, 0);

async function calls(
  world: World,
  token: string,
  customers: Customer[],
  action: "deduct" | "usage",
  body: object,
): Promise<void> {
  const asked = Array.from({ length: CALLS }, (_, at) =>
    post(
      `/api/customers/${customers[at % customers.length]?.id}/${action}`,
      { authorization: `Bearer ${token}`, "idempotency-key": randomUUID() },
      action === "usage" ? { id: randomUUID(), ...body } : body,
    ),
  );
  await each(world.productUrl, asked, CONCURRENCY);
}

/** What is stored once the objects have told D1. */
async function atRest(world: World): Promise<Stored> {
  const until = performance.now() + AT_REST_WITHIN_MS;
  for (let before = ""; performance.now() < until; ) {
    await sleep(LOOK_EVERY_MS);
    const [told] = await world.sql(
      `SELECT (SELECT count(*) FROM event) AS events, (SELECT sum(version) FROM orders) AS orders,
         (SELECT sum(version) FROM customer) AS customers`,
    );
    const now = `${JSON.stringify(told)} ${await waiting(world)}`;
    if (now === before && now.endsWith(" 0")) return stored(world);
    before = now;
  }
  throw new Error("the objects did not come to rest");
}

/** Objects with something that D1 has not heard of. */
async function waiting(world: World): Promise<number> {
  const files = [
    ...(await filesOf(world, "OrderObject")),
    ...(await filesOf(world, "AccountObject")),
  ];
  return files.filter((file) => hasMore(file)).length;
}

const hasMore = (file: string): boolean =>
  look(file, (database) => {
    const row = database.prepare("SELECT version > delivered AS behind FROM outbox").get();
    return row?.behind === 1;
  });
