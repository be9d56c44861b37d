import { beforeAll, describe, expect, test } from "vitest";
import { searchCustomers } from "../store/console-customers.ts";
import { FAILING_CREDIT_NOTES } from "../store/failing-documents.ts";
import { bindings } from "./world.ts";

/** What the console asks for again and again reads no more rows than it shows, however much the shop has done. */

const { DB } = bindings;

const upTo = (count: number) =>
  `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;

/** The same database, and how many rows all that was asked of it read. */
function counting() {
  const read: number[] = [];
  const db = new Proxy(DB, {
    get(target, name) {
      if (name === "batch")
        return async (statements: D1PreparedStatement[]) => {
          const answers = await target.batch(statements);
          read.push(...answers.map(({ meta }) => meta.rows_read));
          return answers;
        };
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { db, read: () => read.reduce((sum, rows) => sum + rows, 0) };
}

test("notes that fail are counted by their orders' refunds, not by all that were ever done", async () => {
  const refunds = 2_000;
  const failing = 25;
  const number = "INV-2026-01-1";
  await DB.batch([
    DB.prepare(
      `INSERT INTO refund (number, order_no, trade_number, gateway, amount_minor, currency, why, state, detail, version, started_at, updated_at)
       ${upTo(refunds)} SELECT 'R' || i, 'O' || i, 'O' || i, 'wechat', 1, 'CNY', 'operator', 'done', '', 1, i, i FROM n`,
    ),
    DB.prepare(
      `INSERT INTO job_retry (job, id, tries, due_at, fault)
       ${upTo(failing)} SELECT 'credit-note', 'order:O' || (${refunds + 1} - i), 5, 0, 'x' FROM n`,
    ),
    DB.prepare(
      `INSERT INTO invoice (id, key, kind, customer_id, period, currency, state, first_id, revision, series, ordinal, number,
         amount_minor, content, hash, created_at, issued_at)
       VALUES ('v1', 'k', 'invoice', 'c', '2026-01', 'CNY', 'issued', 'v1', 1, 'INV-2026-01', 1, ?, 1, '{}', ?, 1, 1)`,
    ).bind(number, "a".repeat(64)),
    DB.prepare(
      `INSERT INTO invoice_item (invoice_id, position, sale, claims, names, kind, quantity, unit_amount_minor, amount_minor, paid_at)
       ${upTo(failing)} SELECT 'v1', i, 'order:O' || (${refunds + 1} - i), 1, '{}', 'x', 1, 1, 1, 1 FROM n`,
    ),
  ]);
  const { results, meta } = await DB.prepare(
    `SELECT count(*) AS n FROM (SELECT 1 FROM ${FAILING_CREDIT_NOTES} LIMIT 101)`,
  ).all();
  expect(results).toEqual([{ n: failing }]);
  expect(meta.rows_read).toBeLessThan(10 * failing);
});

describe("a search among debtors", () => {
  const customers = 2_000;
  const tail = crypto.randomUUID();
  beforeAll(() =>
    DB.prepare(
      `INSERT INTO customer (id, name, email, balances, entitlements, owed, may_owe, first_seen_at, last_seen_at, version, updated_at)
       ${upTo(customers)} SELECT 'i-' || ?1 || i, 'n-' || ?1 || i, 'e-' || ?1 || i, '[]', '[]',
         iif(i IN (7, 8), '{"power":1,"credits":0}', NULL), i = 9, 1, 1, 1, 1 FROM n`,
    )
      .bind(tail)
      .run(),
  );

  test.each(["i", "e", "n"])(
    "reads debtors, not everybody who begins so (%s-)",
    async (beginning) => {
      const owing = counting();
      const found = await searchCustomers(owing.db, `${beginning}-${tail}`, 50, "owing");
      expect(found.map(({ id }) => id)).toEqual([`i-${tail}7`, `i-${tail}8`]);
      expect(owing.read()).toBeLessThan(50);
      const allowed = counting();
      const may = await searchCustomers(allowed.db, `${beginning}-${tail}`, 50, "allowed");
      expect(may.map(({ id }) => id)).toEqual([`i-${tail}9`]);
      expect(allowed.read()).toBeLessThan(50);
    },
  );

  test("without debts is read by the index of what it begins with", async () => {
    const all = counting();
    expect(await searchCustomers(all.db, `e-${tail}19`, 5)).toHaveLength(5);
    expect(all.read()).toBeLessThan(50);
  });
});
