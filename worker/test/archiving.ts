import { afterEach, beforeEach, expect, vi } from "vitest";
import { boundsOfMonth } from "../domain/archive/month.ts";
import type { ArchivedOrder } from "../domain/archive/record.ts";
import { DAY_MS } from "../domain/time.ts";
import type { Env } from "../env.ts";
import { archiveOld } from "../jobs/archive.ts";
import { keepOrders } from "../store/archive.ts";
import { soldTo } from "./invoicing.ts";
import { ask, goOn, operator, soldPower } from "./refunding.ts";
import { objectOf, paid, rowOf, shown } from "./shop.ts";
import { bindings, type Customer, customer, restoreAfterEach, travel } from "./world.ts";

/** What tests of the archive do: let orders grow old, archive them, and read every table afterwards. */

export const DAYS = 90;

/** Orders placed today are archivable then, whatever the day of the month. */
export const growOld = () => travel((DAYS + 32) * DAY_MS);

export const switchOn = () => bindings.CONFIG.put("archive_after_days", String(DAYS));

/** As the daily comparison with the gateways leaves them when it is through. */
export const allCompared = () =>
  bindings.DB.prepare(
    `INSERT INTO reconciliation_day (day, cursor_at, cursor_no, started_at, scanned_at)
     SELECT DISTINCT date((created_at + 28800000) / 1000, 'unixepoch'), 0, '', 0, 1 FROM orders WHERE true
     ON CONFLICT (day) DO UPDATE SET scanned_at = 1`,
  ).run();

/** One run of the cron's job. */
export const archiveRun = (env: Env = bindings) => archiveOld(env, () => Date.now());

/** Runs until nothing is left to do. */
export async function archiveAll(env: Env = bindings) {
  const all = { orders: 0, events: 0, invoices: 0 };
  for (;;) {
    const { orders, events, invoices } = await archiveRun(env);
    if (orders + events + invoices === 0) return all;
    all.orders += orders;
    all.events += events;
    all.invoices += invoices;
  }
}

const TABLES = {
  orders: "order_no",
  refund: "number",
  order_transaction: "order_no",
  sales_day: "day, kind, pay_type, currency",
  item_sold: "kind, item_id",
  customer_paid: "customer_id, currency",
  event: "position",
  invoice: "id",
  invoice_item: "invoice_id, position",
  fapiao_request: "id",
  fapiao_red: "request_id, number",
  archived_invoice: "first_id",
  archived_name: "name",
  invoice_return: "first_id",
} as const;

export async function rowsIn(table: keyof typeof TABLES): Promise<Record<string, unknown>[]> {
  const { results } = await bindings.DB.prepare(
    `SELECT * FROM ${table} ORDER BY ${TABLES[table]}`,
  ).all();
  return results;
}

export const sums = async () => ({
  sales: await rowsIn("sales_day"),
  sold: await rowsIn("item_sold"),
  paid: await rowsIn("customer_paid"),
});

export const orderRows = async () => ({
  orders: await rowsIn("orders"),
  refunds: await rowsIn("refund"),
  transactions: await rowsIn("order_transaction"),
});

/** All that goes with invoices, and what says that some are archived. */
export const invoiceRows = async () => ({
  documents: await rowsIn("invoice"),
  items: await rowsIn("invoice_item"),
  fapiao: await rowsIn("fapiao_request"),
  redLetters: await rowsIn("fapiao_red"),
});

export const archivedRows = async () => ({
  invoices: await rowsIn("archived_invoice"),
  names: await rowsIn("archived_name"),
  returning: await rowsIn("invoice_return"),
});

export async function filesIn(prefix: string): Promise<{ key: string; lines: string[] }[]> {
  const bucket = bindings.ARCHIVE as R2Bucket;
  const { objects } = await bucket.list({ prefix });
  return Promise.all(
    objects.map(async ({ key }) => {
      const text = (await (await bucket.get(key))?.text()) ?? "";
      return { key, lines: text.split("\n").filter((line) => line !== "") };
    }),
  );
}

/** Before a test: nothing of another's. */
export async function emptyShop(): Promise<void> {
  // As nothing but a walk does: what is named as archived may be deleted.
  await bindings.DB.prepare("INSERT OR IGNORE INTO archived_name SELECT id, 0 FROM invoice").run();
  for (const table of [
    ...["orders", "refund", "order_transaction", "event", "event_archived", "archive_month"],
    ...["reconciliation_day", "reconciliation_retry", "seller", "buyer", "job_retry"],
    ...["fapiao_red", "fapiao_request", "invoice_item", "invoice", "invoice_series", "invoice_run"],
    ...["archived_invoice", "archived_name", "archive_invoice_month"],
    ...["sales_day", "item_sold", "customer_orders", "customer_paid", "customer_paid_away"],
  ])
    await bindings.DB.prepare(`DELETE FROM ${table}`).run();
  const bucket = bindings.ARCHIVE as R2Bucket;
  for (const { key } of (await bucket.list()).objects) await bucket.delete(key);
}

/** Each test begins with an empty shop and bucket, and leaves neither the clock, a mock nor the setting behind. */
export function emptyShopForEach(): void {
  restoreAfterEach();
  beforeEach(emptyShop);
  afterEach(async () => {
    vi.restoreAllMocks();
    await bindings.CONFIG.delete("archive_after_days");
  });
}

/** A customer's one order of a month that is in the archive. */
export async function oneArchived(customerId: string): Promise<{ month: string }> {
  const month = "2021-02";
  const orderNo = await soldTo(customerId, { paidAtMs: boundsOfMonth(month).startMs + DAY_MS });
  const row = "SELECT * FROM orders WHERE order_no = ?";
  const order = await bindings.DB.prepare(row).bind(orderNo).first<ArchivedOrder["order"]>();
  if (!order) throw new Error("nothing was sold");
  await keepOrders(bindings.ARCHIVE as R2Bucket, month, customerId, [
    { order, refunds: [], transactionId: null },
  ]);
  await bindings.DB.batch([
    bindings.DB.prepare("DELETE FROM orders WHERE order_no = ?").bind(orderNo),
    bindings.DB.prepare(
      "INSERT INTO archive_month (month, orders, due_at) VALUES (?, 1, ?) ON CONFLICT DO NOTHING",
    ).bind(month, Number.MAX_SAFE_INTEGER),
  ]);
  return { month };
}

/** Two customers' orders of every end, all at rest: paid, refunded, cancelled. */
async function shop() {
  const first = await soldPower();
  const second = await soldPower(2);
  const refunded = await soldPower(1, first.who);
  const other = await paid();
  await ask(await operator(), refunded.orderId, "full");
  await goOn(refunded.orderId);
  const left = await shown();
  await left.who.post("/api/pay/cancel", { from: "coze", orderId: left.orderId });
  for (const { orderId } of [first, second, refunded, other, left])
    await objectOf(orderId).attend();
  expect(await rowOf(refunded.orderId)).toMatchObject({ state: "refunded" });
  expect(await rowOf(left.orderId)).toMatchObject({ state: "cancelled" });
  return { first, second, refunded, left };
}

/** Of the tokens of those who live to see the archive. */
const expiresInSeconds = 3 * 365 * 86_400;

export const signedInAgain = ({ id }: Pick<Customer, "id">) =>
  customer({ sub: id, expiresInSeconds });

export const owner = () =>
  customer({ sub: `operator-${crypto.randomUUID()}`, role: "operator", expiresInSeconds });

/** The same, old enough to be archived, with the archive switched on. */
export async function oldShop() {
  const { first, second, refunded, left } = await shop();
  await allCompared();
  await growOld();
  await switchOn();
  return {
    first: { ...first, who: await signedInAgain(first.who) },
    second: { ...second, who: await signedInAgain(second.who) },
    ...{ refunded, left, by: await owner() },
  };
}

export const csvOf = async (who: Customer, file: string): Promise<string> => {
  const answer = await who.call(`/api/account/${file}?lang=en&tz=Asia/Shanghai`);
  expect(answer.status).toBe(200);
  return answer.text();
};

export const restore = async (by: Customer, month: string) =>
  (
    await by.post<{ orders: number; invoices: number; done: boolean; code?: string }>(
      `/api/console/archive/${month}/restore`,
      {},
    )
  ).body;

export const archivedMonth = async () =>
  String(await bindings.DB.prepare("SELECT month FROM archive_month").first<string>("month"));
