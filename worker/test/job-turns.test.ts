import { describe, expect, test } from "vitest";
import { monthsAfter, periodAt } from "../domain/invoice/period.ts";
import { DAY_MS } from "../domain/time.ts";
import { forgetUnopened, KEPT_MS } from "../jobs/forget.ts";
import {
  CREDITS_PER_RUN_MAX,
  DRAFTS_PER_RUN_MAX,
  keepInvoices,
  PERIODS_PER_RUN_MAX,
} from "../jobs/invoices.ts";
import { placedOrder } from "../store/claim.ts";
import { beginTries, noteFault } from "../store/job-retries.ts";
import { overdueOrders } from "../store/orders.ts";
import { invoice, issued, listed, refunded, sellingOperator, soldTo } from "./invoicing.ts";
import { bindings, type Customer, customer, restoreAfterEach } from "./world.ts";

/** Jobs take so many of the oldest in one run: those that always fail must not be all that is ever taken. */

restoreAfterEach();

const { DB } = bindings;
const RUN_MS = 5 * 60_000;
const NAMES = JSON.stringify({ zh: "专业版", en: "Pro", jp: "プロ" });

/** Runs of the cron one after the other, beginning at a time. */
async function runs(count: number, fromMs: number): Promise<number> {
  for (let run = 0; run < count; run++) await keepInvoices(bindings, () => fromMs + run * RUN_MS);
  return fromMs + count * RUN_MS;
}

/** A document of several sales, as D1 has it. What it says is not what its hash was made of, unless it is a draft. */
async function damaged(sales: readonly string[], state: "paid" | "draft"): Promise<string> {
  const id = `in_${crypto.randomUUID().replaceAll("-", "")}`;
  const frozen = state === "draft" ? [null, null, null, null, null] : [id, 1, id, "{}", 1];
  await DB.batch([
    DB.prepare(
      `INSERT INTO invoice (id, key, kind, customer_id, period, currency, state, first_id, revision, series, ordinal, number,
         amount_minor, content, hash, created_at, issued_at, paid_at)
       VALUES (?1, ?1, 'invoice', 'damaged', '2025-12', 'CNY', ?2, ?1, 1, ?3, ?4, ?5, 1, ?6, ?7, 1, ?8, ?8)`,
    ).bind(id, state, ...frozen.slice(0, 4), frozen[3] && "0".repeat(64), frozen[4]),
    ...sales.map((sale, position) =>
      DB.prepare(
        `INSERT INTO invoice_item (invoice_id, position, sale, claims, names, kind, quantity, unit_amount_minor, amount_minor, paid_at)
         VALUES (?1, ?2, ?3, 1, ?4, 'coze', 1, 1, 1, 1)`,
      ).bind(id, position, sale, NAMES),
    ),
  ]);
  return id;
}

const triesOf = async (job: string) =>
  (
    await DB.prepare("SELECT tries FROM job_retry WHERE job = ?").bind(job).all<{ tries: number }>()
  ).results.map(({ tries }) => tries);

interface Failing {
  kind: string;
  invoiceId: string;
  fault: string | null;
}

/** What operators are told could not be issued, and how much of it needs attention. */
async function failing(by: Customer, kind: "credit-note" | "draft") {
  const months = await by.get<{ failing: Failing[] }>("/api/console/invoice-months");
  const overview = await by.get<{ attention: { kind: string; count: number }[] }>(
    "/api/console/overview",
  );
  return {
    rows: months.body.failing.filter((row) => row.kind === kind),
    count: overview.body.attention.find((one) => one.kind === `${kind}s`)?.count,
  };
}

describe("of more than one run takes,", () => {
  test("credit notes that always fail keep no other from being issued, and are tried ever more seldom", async () => {
    const by = await sellingOperator({ sincePeriod: periodAt(Date.now(), "Asia/Shanghai") });
    const broken = [];
    for (let at = 0; at < CREDITS_PER_RUN_MAX; at++) {
      const orderNo = await soldTo("damaged");
      await refunded(orderNo, Date.now() - DAY_MS);
      broken.push(`order:${orderNo}`);
    }
    const damagedId = await damaged(broken, "paid");
    const who = await customer();
    const orderNo = await soldTo(who.id);
    const first = await issued(by, who.id);
    await refunded(orderNo, Date.now());
    const notes = async () => (await invoice(who, first.id)).creditNotes;
    const afterMs = await runs(2, Date.now());
    expect(await notes()).toMatchObject([{ amount: "39.90" }]);
    expect(await triesOf("credit-note")).toEqual(broken.map(() => 1));
    const told = await failing(by, "credit-note");
    expect(told.count).toBe(CREDITS_PER_RUN_MAX);
    const row = { invoiceId: damagedId, customerId: "damaged", tries: 1 };
    expect(told.rows).toMatchObject(broken.map(() => row));
    for (const { fault } of told.rows) expect(fault).toMatch(/\S/);
    await runs(24 * 12, afterMs);
    for (const tries of await triesOf("credit-note")) expect(tries).toBeLessThanOrEqual(9);
    // What waits for its next try is tried at once for an operator, who is told that nothing came of it.
    const asked = await by.post<{ code: string }>(
      `/api/console/invoices/${damagedId}/credit-notes`,
      {},
    );
    expect(asked).toMatchObject({ status: 409, body: { code: "NOTHING_TO_CREDIT" } });
    await sellingOperator();
  });

  test("drafts that cannot be issued keep no other from being gone on with", async () => {
    const by = await sellingOperator({ sincePeriod: periodAt(Date.now(), "Asia/Shanghai") });
    for (let at = 0; at < DRAFTS_PER_RUN_MAX; at++) await damaged([], "draft");
    const left = await damaged([`order:${await soldTo("left")}`], "draft");
    await DB.prepare("UPDATE invoice SET created_at = 2 WHERE id = ?").bind(left).run();
    await runs(2, Date.now());
    const state = DB.prepare("SELECT state FROM invoice WHERE id = ?").bind(left);
    expect(await state.first("state")).toBe("paid");
    const told = await failing(by, "draft");
    expect(told.count).toBe(DRAFTS_PER_RUN_MAX);
    expect(told.rows.every(({ fault }) => fault !== null)).toBe(true);
    // What came to an end otherwise waits for nobody.
    await DB.prepare("UPDATE invoice SET state = 'void' WHERE id = ?")
      .bind(told.rows[0]?.invoiceId)
      .run();
    expect((await failing(by, "draft")).count).toBe(DRAFTS_PER_RUN_MAX - 1);
    await sellingOperator();
  });

  test("a fault that cannot be noted keeps no other from its turn either", async () => {
    const by = await sellingOperator({ sincePeriod: periodAt(Date.now(), "Asia/Shanghai") });
    const bad = await soldTo("damaged");
    await refunded(bad, Date.now() - DAY_MS);
    await damaged([`order:${bad}`], "paid");
    await damaged([], "draft");
    const who = await customer();
    const good = await soldTo(who.id);
    const first = await issued(by, who.id);
    await refunded(good, Date.now());
    let notNoted = 0;
    const overloaded = new Proxy(DB, {
      get(target, name) {
        if (name === "prepare")
          return (sql: string) => {
            if (!sql.includes("SET fault")) return target.prepare(sql);
            notNoted += 1;
            throw new Error("D1_ERROR: overloaded");
          };
        const value = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    await keepInvoices({ ...bindings, DB: overloaded }, () => Date.now());
    expect(notNoted).toBeGreaterThanOrEqual(2);
    expect((await invoice(who, first.id)).creditNotes).toMatchObject([{ amount: "39.90" }]);
    await sellingOperator();
  });

  test("a try that was cut off has no fault, whatever the one before it had", async () => {
    const id = crypto.randomUUID();
    const faultOf = () =>
      DB.prepare("SELECT tries, fault FROM job_retry WHERE id = ?").bind(id).first();
    await beginTries(DB, "draft", [id], 1);
    await noteFault(DB, "draft", id, "the first fault");
    expect(await faultOf()).toEqual({ tries: 1, fault: "the first fault" });
    await beginTries(DB, "draft", [id], 2);
    expect(await faultOf()).toEqual({ tries: 2, fault: null });
  });

  test("months in which somebody's invoice always fails keep no later month from being invoiced", async () => {
    const sincePeriod = "2023-01";
    await sellingOperator({ sincePeriod });
    for (let month = 0; month < PERIODS_PER_RUN_MAX; month++) {
      const paidAtMs = Date.parse(`${monthsAfter(sincePeriod, month)}-10T00:00:00Z`);
      const orderNo = await soldTo(`fails-${month}`, { paidAtMs });
      // What was sold cannot be read.
      await DB.prepare("UPDATE orders SET grant_json = 'null' WHERE order_no = ?")
        .bind(orderNo)
        .run();
    }
    const who = await customer();
    const later = monthsAfter(sincePeriod, PERIODS_PER_RUN_MAX);
    await soldTo(who.id, { paidAtMs: Date.parse(`${later}-10T00:00:00Z`) });
    await runs(4, Date.parse(`${monthsAfter(later, 4)}-01T00:00:00Z`));
    expect((await listed(who)).items).toMatchObject([{ period: later }]);
    await sellingOperator();
  });

  test("orders that cannot be forgotten keep no other from being forgotten", async () => {
    const kept = Array.from(
      { length: 200 },
      (_, at) => `EC20251120${String(at).padStart(10, "0")}`,
    );
    const other = "EC202511209999999999";
    const insert = (orderNo: string, state: string, atMs: number) =>
      DB.prepare(
        `INSERT INTO orders (order_no, customer_id, kind, item_id, item_name, grant_json, amount_minor, currency, pay_type,
           paying_with, stock_limited, stock_held, state, version, created_at, expires_at, updated_at)
         VALUES (?1, 'customer-' || ?1, 'coze', 'x', 'x', '{"kind":"coze","name":"x","days":1}', 1, 'CNY', 1, 1, 0, 0, ?2, 1, ?3, ?3, ?3)`,
      ).bind(orderNo, state, atMs);
    await DB.prepare("UPDATE orders SET opened = 1").run(); // What other tests left is compared, not forgotten.
    await DB.batch(kept.map((orderNo) => insert(orderNo, "pending", 1)));
    // Their objects say that they may still be paid, whatever D1 says of them.
    const overdue = await overdueOrders(DB, Date.now(), 5 * kept.length);
    for (const row of overdue.filter(({ orderNo }) => kept.includes(orderNo)))
      await bindings.ORDERS.get(bindings.ORDERS.idFromName(row.orderNo)).open(
        placedOrder({ ...row, expiresAt: Date.now() + 30 * DAY_MS }),
      );
    await insert(other, "expired", 2).run();
    await DB.prepare(
      `UPDATE orders SET state = 'expired', version = 1000, opened = 0,
         updated_at = CASE order_no WHEN ?1 THEN 2 ELSE 1 END WHERE order_no LIKE 'EC20251120%' OR order_no = ?1`,
    )
      .bind(other)
      .run();
    const atMs = Date.now() + KEPT_MS;
    expect(await forgetUnopened(bindings, () => atMs)).toEqual({ forgotten: 0 });
    expect(await forgetUnopened(bindings, () => atMs + RUN_MS)).toEqual({ forgotten: 1 });
    const left = DB.prepare("SELECT count(*) AS n FROM orders WHERE order_no = ?").bind(other);
    expect(await left.first("n")).toBe(0);
    expect(await triesOf("forget-order")).toEqual(kept.map(() => 1));
  });
});
