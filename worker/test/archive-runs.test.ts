import { expect, test, vi } from "vitest";
import { FILES_PER_CALL_MAX } from "../actions/restoreMonth.ts";
import { DAY_MS } from "../domain/time.ts";
import { ORDERS_PER_RUN_MAX, WALK_AGAIN_MS } from "../jobs/archive.ts";
import {
  allCompared,
  archiveAll,
  archivedMonth,
  archiveRun,
  csvOf,
  emptyShopForEach,
  filesIn,
  oldShop,
  orderRows,
  restore,
  sums,
  switchOn,
} from "./archiving.ts";
import { soldTo } from "./invoicing.ts";
import { ask, goOn, operator } from "./refunding.ts";
import { bindings, travel } from "./world.ts";

/** A run that dies or meets another loses nothing and says nothing twice (docs/decisions/0028-archive.md). */

emptyShopForEach();

/** The next batch of D1 that holds such a statement is not applied. */
const failOnce = (statement: string) => {
  const database = Object.getPrototypeOf(bindings.DB) as D1Database;
  const { batch } = database;
  let left = 1;
  vi.spyOn(database, "batch").mockImplementation(async function (this: D1Database, statements) {
    const texts = statements.map((one) => String((one as { statement?: unknown }).statement));
    if (left > 0 && texts.some((text) => text.includes(statement))) {
      left--;
      throw new Error("it died here");
    }
    return batch.call(this, statements) as never;
  });
};

/** What happens before, or after, a file of orders is written. */
const onPut = (when: "before" | "after", meanwhile: () => Promise<void>) => {
  const bucket = Object.getPrototypeOf(bindings.ARCHIVE) as R2Bucket;
  const put = bucket.put as (...args: unknown[]) => Promise<R2Object | null>;
  vi.spyOn(bucket, "put").mockImplementation(async function (this: R2Bucket, ...args: unknown[]) {
    const isOfOrders = String(args[0]).startsWith("orders/");
    if (isOfOrders && when === "before") await meanwhile();
    const answer = await put.apply(this, args);
    if (isOfOrders && when === "after") await meanwhile();
    return answer as never;
  });
};

test("between R2 and D1", async () => {
  const { first } = await oldShop();
  const before = await orderRows();
  const counted = await sums();
  const csv = await csvOf(first.who, "orders.csv");
  failOnce("DELETE FROM orders");
  await expect(archiveRun()).rejects.toThrow("it died here");
  expect(await orderRows()).toEqual(before);
  expect(await filesIn("orders/")).toHaveLength(4);
  expect(await csvOf(first.who, "orders.csv")).toBe(csv);
  expect((await archiveAll()).orders).toBe(5);
  expect(await csvOf(first.who, "orders/archive.csv")).toBe(csv);
  expect(await sums()).toEqual(counted);
  const bytes = (await filesIn(""))
    .flatMap(({ lines }) => lines)
    .reduce((sum, line) => sum + new TextEncoder().encode(`${line}\n`).length, 0);
  const kept = "SELECT sum(orders) AS orders, sum(bytes) AS bytes FROM archive_month";
  expect(await bindings.DB.prepare(kept).first()).toEqual({ orders: 5, bytes });
});

test("two at once", async () => {
  const { first } = await oldShop();
  const csv = await csvOf(first.who, "orders.csv");
  const counted = await sums();
  await Promise.all([archiveRun(), archiveRun(), archiveRun()]);
  await archiveAll();
  expect((await orderRows()).orders).toEqual([]);
  expect(await csvOf(first.who, "orders/archive.csv")).toBe(csv);
  expect(await sums()).toEqual(counted);
  expect(await bindings.DB.prepare("SELECT sum(orders) AS n FROM archive_month").first("n")).toBe(
    5,
  );
});

test("a run that is late writes over nothing that another has added since", async () => {
  const { first, refunded } = await oldShop();
  const move = (days: number) =>
    bindings.DB.prepare("UPDATE orders SET updated_at = updated_at + ? WHERE order_no = ?")
      .bind(days * DAY_MS, refunded.orderId)
      .run();
  await move(100);
  let isLate = true;
  // It has read one order of the customer's; before it writes, another run archives both.
  onPut("before", async () => {
    if (!isLate) return;
    isLate = false;
    await move(-100);
    await archiveAll();
  });
  await archiveRun();
  vi.restoreAllMocks();
  expect((await orderRows()).orders).toEqual([]);
  const archived = await csvOf(first.who, "orders/archive.csv");
  expect(archived).toContain(first.orderId);
  expect(archived).toContain(refunded.orderId);
});

test("an order that changes between R2 and D1 stays", async () => {
  const { first, by } = await oldShop();
  let isRefunded = false;
  onPut("after", async () => {
    if (isRefunded) return;
    isRefunded = true;
    await ask(by, first.orderId, "full");
    await goOn(first.orderId);
  });
  await archiveAll();
  expect((await orderRows()).orders).toMatchObject([
    { order_no: first.orderId, state: "refunded" },
  ]);
  const archived = await csvOf(first.who, "orders/archive.csv");
  expect(archived).not.toContain(first.orderId);
});

test("a restore that dies goes on, and a walk that began before it takes nothing", async () => {
  const { by } = await oldShop();
  const before = await orderRows();
  const counted = await sums();
  await archiveAll();
  const month = await archivedMonth();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  failOnce("INTO archive_return");
  expect((await by.post(`/api/console/archive/${month}/restore`, {})).status).toBe(500);
  vi.restoreAllMocks();
  expect((await orderRows()).orders).toEqual([]);
  expect((await archiveAll()).orders).toBe(0);
  expect(await restore(by, month)).toMatchObject({ orders: 5, done: true });
  expect(await restore(by, month)).toMatchObject({ orders: 0, done: true });
  expect(await orderRows()).toEqual(before);
  expect(await sums()).toEqual(counted);
  expect(await restore(by, "2020-01")).toMatchObject({ code: "INVALID_REQUEST" });
});

test("a walk that died after its last order is ended by the next run", async () => {
  await oldShop();
  await archiveAll();
  const month = await archivedMonth();
  await bindings.DB.prepare(
    "UPDATE archive_month SET cursor_no = 'EC2', due_at = 0, finished_at = NULL WHERE month = ?",
  )
    .bind(month)
    .run();
  await archiveRun();
  const ended =
    "SELECT cursor_no, finished_at IS NOT NULL AS ended FROM archive_month WHERE month = ?";
  expect(await bindings.DB.prepare(ended).bind(month).first()).toEqual({ cursor_no: "", ended: 1 });
});

/** Orders of 2021, at rest, of as many customers as there are files to be. */
async function manyOrders(count: number, customers: number): Promise<void> {
  const orderNo = await soldTo("customer-0", { paidAtMs: Date.parse("2021-02-10T04:00:00Z") });
  await bindings.DB.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
     INSERT INTO orders SELECT 'EC2021' || printf('%014d', i), printf('customer-%d', i % ?3), kind, item_id, item_name, grant_json, quantity,
       amount_minor, currency, pay_type, paying_with, stock_limited, stock_held, state, version, created_at + i, expires_at, paid_at,
       completed_at, updated_at, opened FROM orders, n WHERE order_no = ?1`,
  )
    .bind(orderNo, count - 1, customers)
    .run();
  await allCompared();
  await switchOn();
}

test("a run takes so many orders and no more, and the next goes on where it ended", async () => {
  await manyOrders(ORDERS_PER_RUN_MAX + 30, 20);
  const counted = await sums();
  expect(await archiveRun()).toMatchObject({ orders: ORDERS_PER_RUN_MAX, failed: 0 });
  expect((await orderRows()).orders).toHaveLength(30);
  expect(await archiveRun()).toMatchObject({ orders: 30, failed: 0 });
  const lines = (await filesIn("orders/")).flatMap((file) => file.lines);
  expect(new Set(lines.map((line) => JSON.parse(line).order.order_no)).size).toBe(
    ORDERS_PER_RUN_MAX + 30,
  );
  expect(lines).toHaveLength(ORDERS_PER_RUN_MAX + 30);
  expect(await sums()).toEqual(counted);
});

test("a customer whose file cannot be written stays, keeps no other's from being written, and has a turn again", async () => {
  await manyOrders(30, 3);
  const bucket = Object.getPrototypeOf(bindings.ARCHIVE) as R2Bucket;
  const { get } = bucket;
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(bucket, "get").mockImplementation(function (this: R2Bucket, key: string) {
    if (key.includes("customer-1")) throw new Error("this one fails");
    return get.call(this, key) as never;
  } as never);
  expect(await archiveRun()).toMatchObject({ orders: 20, failed: 10 });
  expect(await archiveRun()).toMatchObject({ orders: 0, failed: 0 });
  const left = (await orderRows()).orders.map(({ customer_id }) => customer_id);
  expect(new Set(left)).toEqual(new Set(["customer-1"]));
  vi.restoreAllMocks();
  await travel(WALK_AGAIN_MS);
  expect(await archiveRun()).toMatchObject({ orders: 10, failed: 0 });
});

test("one customer's file that cannot be read stops no later order", async () => {
  await manyOrders(2, 1);
  const next = await soldTo("customer-9", { paidAtMs: Date.parse("2021-03-10T04:00:00Z") });
  await allCompared();
  const bucket = Object.getPrototypeOf(bindings.ARCHIVE) as R2Bucket;
  const { get } = bucket;
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  vi.spyOn(bucket, "get").mockImplementation(function (this: R2Bucket, key: string) {
    if (key.includes("customer-0")) throw new Error("this one fails");
    return get.call(this, key) as never;
  } as never);
  expect(await archiveRun()).toMatchObject({ orders: 1, failed: 2 });
  expect((await orderRows()).orders.map(({ order_no }) => order_no)).not.toContain(next);
  await travel(WALK_AGAIN_MS);
  await expect(archiveRun()).rejects.toThrow("this one fails");
});

test("a restore goes on from call to call, and until it is done the month counts as archived", async () => {
  const count = FILES_PER_CALL_MAX + 5;
  await manyOrders(count, count);
  const before = await orderRows();
  await archiveAll();
  const by = await operator();
  const isArchived = async () =>
    (await by.get<{ archivedBefore: string | null }>("/api/console/orders")).body.archivedBefore;
  expect(await restore(by, "2021-02")).toMatchObject({ orders: FILES_PER_CALL_MAX, done: false });
  expect(await isArchived()).toBe("2021-03-01T00:00:00.000Z");
  expect((await archiveAll()).orders).toBe(0);
  expect(await restore(by, "2021-02")).toMatchObject({ orders: 5, done: true });
  expect(await isArchived()).toBeNull();
  expect(await orderRows()).toEqual(before);
});
