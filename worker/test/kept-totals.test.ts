import * as fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { boundsOfMonth } from "../domain/archive/month.ts";
import type { ArchivedOrder } from "../domain/archive/record.ts";
import type { OrderKind } from "../domain/catalog/sale.ts";
import { COUNTED_MAX } from "../domain/page.ts";
import { DAY_MS } from "../domain/time.ts";
import { archivedOrders, keepOrders } from "../store/archive.ts";
import { returnOrders } from "../store/archive-return.ts";
import { type ArchiveWalk, dropOrders } from "../store/archive-walk.ts";
import { paidBy } from "../store/console-customers.ts";
import { listing } from "../store/listing.ts";
import { listOrders } from "../store/orders.ts";
import { emptyShop } from "./archiving.ts";
import { plansOf } from "./counting.ts";
import { refunded, soldTo } from "./invoicing.ts";
import { operator } from "./refunding.ts";
import { bindings } from "./world.ts";

/** What lists say of how many orders a customer has is kept by triggers, and is what a count would say. */

beforeEach(emptyShop);

const { DB } = bindings;
const bucket = bindings.ARCHIVE as R2Bucket;

const CUSTOMERS = ["lin", "mei"];
const KINDS: OrderKind[] = ["coze", "recharge"];
const MONTHS = ["2025-01", "2025-02", "2025-03"];
const REFUND_STATES = ["due", "done", "failed"];
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
      amountMinor: fc.integer({ min: 1, max: 9_999 }),
      currency: fc.constantFrom("CNY", "USD"),
      /** What a D1 put back in time had lost comes back paid. */
      isRestored: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constant("change" as const), which, state: fc.constantFrom(...STATES) }),
  fc.record({ do: fc.constant("pay" as const), which }),
  fc.record({
    do: fc.constant("refund" as const),
    which,
    state: fc.constantFrom(...REFUND_STATES),
    why: fc.constantFrom("operator", "surplus"),
  }),
  fc.record({ do: fc.constant("hear" as const), which, state: fc.constantFrom(...REFUND_STATES) }),
  fc.record({ do: fc.constant("forget" as const), which }),
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
      return run(
        `INSERT INTO orders (order_no, customer_id, kind, item_id, item_name, grant_json, amount_minor, currency, pay_type, paying_with,
           stock_limited, stock_held, state, version, created_at, expires_at, paid_at, completed_at, updated_at)
         VALUES ('EC' || ?1, ?2, ?3, 'item', 'item', '{}', ?4, ?5, 1, 1, 0, 0, 'expired', 1, ?6, ?6, iif(?7, ?6, NULL), NULL, ?6)`,
        ...[crypto.randomUUID(), it.customer, it.kind, it.amountMinor, it.currency, it.atMs],
        it.isRestored ? 1 : 0,
      );
    case "change":
      return run(
        `UPDATE orders SET state = ?2, version = version + 1 WHERE ${ONE}`,
        it.which,
        it.state,
      );
    case "pay":
      return run(
        `UPDATE orders SET paid_at = created_at, version = version + 1 WHERE ${ONE}`,
        it.which,
      );
    case "refund":
      return run(
        `INSERT INTO refund (number, order_no, trade_number, gateway, amount_minor, currency, why, state, detail, version, started_at, updated_at)
         SELECT order_no || 'R' || ?2, order_no, 't', 'wechat', amount_minor, currency, ?3, ?4, '', 1, 0, 0 FROM orders WHERE ${ONE}`,
        ...[it.which, crypto.randomUUID(), it.why, it.state],
      );
    case "hear":
      await run(`UPDATE refund SET state = ?2 WHERE ${ONE}`, it.which, it.state);
      return run(`UPDATE orders SET version = version + 1 WHERE ${ONE}`, it.which);
    case "forget":
      return run(`DELETE FROM orders WHERE paid_at IS NULL AND ${ONE}`, it.which);
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
  const refunds = await all<ArchivedOrder["refunds"][number]>("SELECT * FROM refund");
  const records = results.map((order) => ({
    order,
    refunds: refunds.filter(({ order_no }) => order_no === order.order_no),
    transactionId: null,
  }));
  for (const customer of CUSTOMERS) {
    const own = records.filter(({ order }) => order.customer_id === customer);
    if (own.length > 0) await keepOrders(bucket, month, customer, own);
  }
  await DB.prepare("INSERT INTO archive_month (month, due_at) VALUES (?, 0) ON CONFLICT DO NOTHING")
    .bind(month)
    .run();
  const walk = await DB.prepare(
    `SELECT 'archive_month' AS "table", month, walks, cursor_at AS "cursorAt", cursor_no AS "cursorNo" FROM archive_month WHERE month = ?`,
  )
    .bind(month)
    .first<ArchiveWalk>();
  if (walk) await dropOrders(DB, walk, records, { atMs: walk.cursorAt, no: walk.cursorNo });
}

/** With everything in D1 again: what the archive has is in the sums. */
async function expectPaid(): Promise<void> {
  for (const month of MONTHS) await act({ do: "restore", month });
  expect(await all("SELECT * FROM customer_paid ORDER BY 1, 2")).toEqual(
    await all(
      `SELECT o.customer_id, o.currency, count(*) AS orders, sum(o.amount_minor) AS paid_minor,
         coalesce(sum((SELECT sum(r.amount_minor) FROM refund AS r
           WHERE r.order_no = o.order_no AND r.state = 'done' AND r.why <> 'surplus')), 0) AS refunded_minor
       FROM orders AS o WHERE o.paid_at IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
  );
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

test("after any sequence of orders placed, paid, refunded, forgotten, archived and put back, the kept numbers are a count's", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 20 }),
      instant,
      instant,
      async (steps, one, other) => {
        await emptyShop();
        for (const it of steps) await act(it);
        const between = [Math.min(one, other), Math.max(one, other)] as const;
        await expectKept([[], [one], [undefined, one], between]);
        await expectPaid();
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

/** As the migration leaves what was there before it. */
async function migrate(): Promise<void> {
  const { TEST_MIGRATIONS } = bindings as unknown as {
    TEST_MIGRATIONS: { name: string; queries: string[] }[];
  };
  const kept = TEST_MIGRATIONS.find(({ name }) => name.startsWith("0030"))?.queries ?? [];
  const fills = kept.filter((query) => /^(--.*\s+)*(INSERT|UPDATE)/.test(query.trim()));
  expect(fills).toHaveLength(3);
  const kepts = ["customer_orders", "customer_paid", "customer_paid_away"];
  await DB.batch([
    ...kepts.map((table) => DB.prepare(`DELETE FROM ${table}`)),
    ...fills.map((fill) => DB.prepare(fill)),
  ]);
}

test("what stood in D1 before is counted by the migration", async () => {
  const placed = [FROM_MS, FROM_MS, TO_MS - DAY_MS];
  const sold = await Promise.all(placed.map((paidAtMs) => soldTo("lin", { paidAtMs })));
  await refunded(sold[0] ?? "", TO_MS);
  await migrate();
  await expectKept([[]]);
  await expectPaid();
  expect(await paidBy(DB, "lin")).toEqual([
    { currency: "CNY", orders: 3, paidMinor: 3 * 3_990, refundedMinor: 3_990 },
  ]);
});

test("what was archived before the migration is counted once, when it comes back", async () => {
  const [old = "", late = ""] = await Promise.all(
    [0, DAY_MS].map((afterMs) =>
      soldTo("lin", { paidAtMs: boundsOfMonth("2025-01").startMs + afterMs }),
    ),
  );
  await refunded(old, TO_MS);
  await DB.prepare("UPDATE orders SET version = 2").run();
  const here = () => paidBy(DB, "lin");
  const sums = (orders: number, refundedMinor: number) => [
    { currency: "CNY", orders, paidMinor: orders * 3_990, refundedMinor },
  ];
  await archive("2025-01");
  // The second one was back when the migration came.
  const kept = await archivedOrders(bucket, "2025-01", "lin");
  await returnOrders(
    DB,
    kept.filter(({ order }) => order.order_no === late),
  );
  await migrate();
  expect(await here()).toEqual(sums(1, 0));
  for (const _ of ["at first", "again"]) {
    await act({ do: "restore", month: "2025-01" });
    expect(await here()).toEqual(sums(2, 3_990));
    await archive("2025-01");
    expect(await here()).toEqual(sums(2, 3_990));
  }
});

test("after any sequence with the migration in the midst of it, all that came back is counted once", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 2, maxLength: 15 }),
      fc.array(step, { maxLength: 15 }),
      async (before, after) => {
        await emptyShop();
        for (const it of before) await act(it);
        await migrate();
        for (const it of after) await act(it);
        await expectPaid();
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);

test("an order whose row a hand mends is counted where it is then", async () => {
  await soldTo("lin", { paidAtMs: FROM_MS });
  for (const change of [`created_at = ${TO_MS}`, "customer_id = 'mei'", "kind = 'recharge'"]) {
    await DB.prepare(`UPDATE orders SET ${change}`).run();
    await expectKept([[]]);
  }
});

describe("a list over all customers", () => {
  const numbers = (last: number) =>
    `(WITH RECURSIVE k (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM k WHERE n < ${last}) SELECT n FROM k) AS numbers`;

  test.each([
    [COUNTED_MAX, { total: COUNTED_MAX }],
    [COUNTED_MAX + 1, { total: COUNTED_MAX, more: true }],
    [COUNTED_MAX * 5, { total: COUNTED_MAX, more: true }],
  ])("of %i rows says %j", async (rows, said) => {
    const { rows: _, ...found } = await listing(DB, {
      ...{ columns: "n", from: numbers(rows), wanted: [["n > ?", 0]], beyond: [] },
      ...{ order: "n", offset: 0, limit: 1 },
    });
    expect(found).toEqual(said);
  });

  test("is counted no further, as refunds show", async () => {
    const orderNo = await soldTo("lin");
    await DB.prepare(
      `INSERT INTO refund (number, order_no, trade_number, gateway, amount_minor, currency, why, state, detail, version, started_at, updated_at)
       SELECT 'R' || n, ?, 't', 'wechat', 1, 'CNY', 'operator', 'failed', '', 1, n, n FROM ${numbers(COUNTED_MAX + 1)}`,
    )
      .bind(orderNo)
      .run();
    const by = await operator();
    const page = async (query = "") => (await by.get(`/api/console/refunds${query}`)).body;
    expect(await page()).toMatchObject({ total: COUNTED_MAX, more: true, page: 1 });
    expect(await page("?state=failed")).toMatchObject({ total: COUNTED_MAX, more: true });
    await DB.prepare("DELETE FROM refund WHERE number = 'R1'").run();
    expect(await page()).toMatchObject({ total: COUNTED_MAX });
    expect(await page()).not.toHaveProperty("more");
  });
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
