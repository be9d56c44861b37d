import * as fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { boundsOfMonth } from "../domain/archive/month.ts";
import type { ArchivedOrder } from "../domain/archive/record.ts";
import type { OrderKind } from "../domain/catalog/sale.ts";
import { DAY_MS } from "../domain/time.ts";
import { archivedOrders, keepOrders } from "../store/archive.ts";
import { returnOrders } from "../store/archive-return.ts";
import { type ArchiveWalk, dropOrders } from "../store/archive-walk.ts";
import { listOrders } from "../store/orders.ts";
import { emptyShop } from "./archiving.ts";
import { plansOf } from "./counting.ts";
import { soldTo } from "./invoicing.ts";
import { bindings } from "./world.ts";

/** What lists say of how many orders a customer has is kept by triggers, and is what a count would say. */

beforeEach(emptyShop);

const { DB } = bindings;
const bucket = bindings.ARCHIVE as R2Bucket;

const CUSTOMERS = ["lin", "mei"];
const KINDS: OrderKind[] = ["coze", "recharge"];
const MONTHS = ["2025-01", "2025-02", "2025-03"];
const STATES = ["paid", "completed", "refunded", "expired", "cancelled"];
const FROM_MS = Date.parse("2024-12-20");
const TO_MS = Date.parse("2025-04-10");

const instant = fc.integer({ min: FROM_MS, max: TO_MS });
const which = fc.nat(99);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("place" as const),
      customer: fc.constantFrom(...CUSTOMERS),
      kind: fc.constantFrom(...KINDS),
      atMs: instant,
    }),
  },
  fc.record({ do: fc.constant("change" as const), which, state: fc.constantFrom(...STATES) }),
  fc.record({ do: fc.constant("forget" as const), which }),
  fc.record({ do: fc.constant("move" as const), which, atMs: instant }),
  fc.record({ do: fc.constant("archive" as const), month: fc.constantFrom(...MONTHS) }),
  fc.record({ do: fc.constant("restore" as const), month: fc.constantFrom(...MONTHS) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const ONE =
  "order_no = (SELECT order_no FROM orders ORDER BY order_no LIMIT 1 OFFSET ?1 % (SELECT max(1, count(*)) FROM orders))";

async function act(it: Step): Promise<unknown> {
  const run = (sql: string, ...values: (string | number)[]) =>
    DB.prepare(sql)
      .bind(...values)
      .run();
  switch (it.do) {
    case "place":
      return soldTo(it.customer, { kind: it.kind, paidAtMs: it.atMs });
    case "change":
      return run(
        `UPDATE orders SET state = ?2, version = version + 1, paid_at = NULL WHERE ${ONE}`,
        it.which,
        it.state,
      );
    case "forget":
      return run(`DELETE FROM orders WHERE ${ONE}`, it.which);
    case "move":
      return run(`UPDATE orders SET created_at = ?2 WHERE ${ONE}`, it.which, it.atMs);
    case "archive":
      return archive(it.month);
    case "restore":
      for (const customer of CUSTOMERS)
        await returnOrders(DB, await archivedOrders(bucket, it.month, customer));
  }
}

/** As a walk does that finds everything at rest. */
async function archive(month: string): Promise<void> {
  const { startMs, endMs } = boundsOfMonth(month);
  const { results } = await DB.prepare(
    "SELECT * FROM orders WHERE created_at >= ? AND created_at < ?",
  )
    .bind(startMs, endMs)
    .all<ArchivedOrder["order"]>();
  const records = results.map((order) => ({ order, refunds: [], transactionId: null }));
  for (const customer of CUSTOMERS) {
    const own = records.filter(({ order }) => order.customer_id === customer);
    if (own.length > 0) await keepOrders(bucket, month, customer, own);
  }
  await DB.prepare("INSERT INTO archive_month (month, due_at) VALUES (?, 0) ON CONFLICT DO NOTHING")
    .bind(month)
    .run();
  const walk = await DB.prepare(
    `SELECT month, walks, cursor_at AS "cursorAt", cursor_no AS "cursorNo" FROM archive_month WHERE month = ?`,
  )
    .bind(month)
    .first<ArchiveWalk>();
  if (walk) await dropOrders(DB, walk, records, { atMs: walk.cursorAt, orderNo: walk.cursorNo });
}

interface Counted {
  customer_id: string;
  kind: string;
  created_at: number;
}

const all = async <T>(sql: string) => (await DB.prepare(sql).all<T>()).results;

async function expectKept(stretches: readonly (readonly [from?: number, to?: number])[]) {
  expect(
    await all("SELECT customer_id, kind, month, orders FROM customer_orders ORDER BY 1, 2, 3"),
  ).toEqual(
    await all(
      `SELECT customer_id, kind, strftime('%Y-%m', created_at / 1000, 'unixepoch') AS month, count(*) AS orders
       FROM orders GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    ),
  );
  const rows = await all<Counted>("SELECT customer_id, kind, created_at FROM orders");
  for (const customerId of CUSTOMERS)
    for (const kind of [undefined, ...KINDS])
      for (const [fromMs, toMs] of stretches) {
        const asked = { customerId, kind, fromMs, toMs, page: 1, pageSize: 1 };
        const own = rows.filter(
          (row) =>
            row.customer_id === customerId &&
            (kind === undefined || row.kind === kind) &&
            row.created_at >= (fromMs ?? row.created_at) &&
            row.created_at < (toMs ?? Number.POSITIVE_INFINITY),
        );
        expect((await listOrders(DB, asked)).total, JSON.stringify(asked)).toBe(own.length);
      }
}

test("after any sequence of orders placed, changed, forgotten, moved, archived and put back, the kept numbers are a count's", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 16 }),
      instant,
      instant,
      async (steps, one, other) => {
        await emptyShop();
        for (const it of steps) await act(it);
        await expectKept([
          [],
          [one],
          [undefined, one],
          [Math.min(one, other), Math.max(one, other)],
        ]);
      },
    ),
    { numRuns: 50 },
  );
}, 60_000);

test("what stood in D1 before is counted by the migration", async () => {
  const placed = [FROM_MS, FROM_MS, TO_MS - DAY_MS];
  for (const paidAtMs of placed) await soldTo("lin", { paidAtMs });
  const { TEST_MIGRATIONS } = bindings as unknown as {
    TEST_MIGRATIONS: { name: string; queries: string[] }[];
  };
  const kept = TEST_MIGRATIONS.find(({ name }) => name.startsWith("0030"))?.queries ?? [];
  const fill = kept.find((query) => query.includes("SELECT customer_id, kind"));
  await DB.batch([DB.prepare("DELETE FROM customer_orders"), DB.prepare(fill ?? "")]);
  await expectKept([[]]);
});

test("no row is read to say how many there are, and of a stretch those of two months at most", async () => {
  const asked = { customerId: "lin", page: 1, pageSize: 20 };
  const [, whole = ""] = await plansOf((db) => listOrders(db, asked));
  expect(whole).toContain("SEARCH customer_orders USING PRIMARY KEY (customer_id=?)");
  expect(whole).not.toMatch(/(SEARCH|SCAN) orders/);
  const stretch = { fromMs: FROM_MS, toMs: TO_MS, kind: "coze" as const };
  const [, part = ""] = await plansOf((db) => listOrders(db, { ...asked, ...stretch }));
  expect(part).toContain(
    "SEARCH customer_orders USING PRIMARY KEY (customer_id=? AND kind=? AND month>? AND month<?)",
  );
  expect(part.match(/SEARCH orders USING COVERING INDEX orders_by_customer/g)).toHaveLength(2);
});
