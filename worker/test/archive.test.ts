import { runDurableObjectAlarm } from "cloudflare:test";
import { describe, expect, test, vi } from "vitest";
import type { OrderDetail, OrderPage } from "../app.ts";
import {
  archiveAll,
  archivedMonth,
  archiveRun,
  csvOf,
  emptyShopForEach,
  filesIn,
  growOld,
  oldShop,
  orderRows,
  restore,
  rowsIn,
  signedInAgain,
  sums,
  switchOn,
} from "./archiving.ts";
import { ask, goOn, soldPower } from "./refunding.ts";
import { accountOf } from "./shop.ts";
import { bindings, requestWith, travel } from "./world.ts";

/** Old orders and events leave D1 for R2 (docs/decisions/0028-archive.md). */

emptyShopForEach();

describe("a month of orders", () => {
  test("leaves D1 whole, stays in every sum, is in the customer's file as it was in the list, and comes back row for row", async () => {
    const { first, second, by } = await oldShop();
    const before = await orderRows();
    const counted = await sums();
    const csv = await csvOf(first.who, "orders.csv");
    expect(before.orders).toHaveLength(5);
    expect(before.refunds).toHaveLength(1);
    expect(before.transactions).toHaveLength(4);

    expect((await archiveAll()).orders).toBe(5);
    expect(await orderRows()).toEqual({ orders: [], refunds: [], transactions: [] });
    expect(await sums()).toEqual(counted);
    expect(await csvOf(first.who, "orders/archive.csv")).toBe(csv);
    expect((await csvOf(second.who, "orders/archive.csv")).split("\r\n")).toHaveLength(3);
    expect(await filesIn("orders/")).toHaveLength(4);

    const month = await archivedMonth();
    expect(await restore(by, month)).toMatchObject({ orders: 5, done: true });
    expect(await orderRows()).toEqual(before);
    expect(await sums()).toEqual(counted);
    expect(await csvOf(first.who, "orders.csv")).toBe(csv);
    expect((await csvOf(first.who, "orders/archive.csv")).split("\r\n")).toHaveLength(2);
    expect(await bindings.DB.prepare("SELECT * FROM archive_return").first()).toBeNull();
  });

  test("stays where nobody asked for an archive, and where there is no bucket", async () => {
    await oldShop();
    const before = await orderRows();
    const { ARCHIVE: _, ...without } = bindings;
    const nothing = { orders: 0, events: 0, invoices: 0, failed: 0 };
    expect(await archiveRun(without)).toEqual(nothing);
    await bindings.CONFIG.delete("archive_after_days");
    expect(await archiveRun()).toEqual(nothing);
    expect(await orderRows()).toEqual(before);
  });

  test("that was put back stays for thirty days, and goes again with nothing twice", async () => {
    const { first, by } = await oldShop();
    const csv = await csvOf(first.who, "orders.csv");
    await archiveAll();
    const files = await filesIn("orders/");
    await restore(by, await archivedMonth());
    expect((await archiveAll()).orders).toBe(0);
    await bindings.DB.prepare("UPDATE archive_month SET due_at = 0").run();
    expect((await archiveAll()).orders).toBe(5);
    expect(await filesIn("orders/")).toEqual(files);
    expect(await csvOf(first.who, "orders/archive.csv")).toBe(csv);
  });
});

describe("what is still open stays", () => {
  test.each([
    ["a refund that is due", "UPDATE refund SET state = 'due'"],
    ["a refund that failed", "UPDATE refund SET state = 'failed'"],
    ["a refund that was asked for", "INSERT INTO refund_asked SELECT order_no FROM refund"],
    [
      "a number that a gateway is to be asked about again",
      "INSERT INTO reconciliation_retry SELECT order_no, '2026-01-01', NULL, 1, 0 FROM refund",
    ],
    [
      "a change that is young",
      `UPDATE orders SET updated_at = updated_at + 86400000 * 100 WHERE order_no IN (SELECT order_no FROM refund)`,
    ],
    [
      "an order that no gateway's book was compared with",
      `UPDATE orders SET created_at = created_at - 86400000 WHERE order_no IN (SELECT order_no FROM refund)`,
    ],
  ])("%s", async (_what, statement) => {
    const { refunded } = await oldShop();
    await bindings.DB.prepare(statement).run();
    await archiveAll();
    const { orders, refunds } = await orderRows();
    expect(orders).toMatchObject([{ order_no: refunded.orderId }]);
    expect(refunds).toHaveLength(1);
    await bindings.DB.prepare("DELETE FROM refund_asked").run();
  });

  test("what the seller wants invoiced and no document says", async () => {
    const { refunded, left } = await oldShop();
    const month = String((await rowsIn("orders"))[0]?.created_at);
    await bindings.DB.prepare(
      `INSERT INTO seller (id, name, address, country, email, phone, tax_ids, taxes, note, since_period, updated_at, updated_by)
       VALUES (1, 'x', '', '', '', '', '[]', '{"default":{"rate":600}}', '', ?, 0, 'test')`,
    )
      .bind(new Date(Number(month)).toISOString().slice(0, 7))
      .run();
    await archiveAll();
    const kept = (await rowsIn("orders")).map(({ order_no }) => order_no);
    expect(kept).toHaveLength(3);
    expect(kept).not.toContain(refunded.orderId);
    expect(kept).not.toContain(left.orderId);
  });
});

describe("an archived order", () => {
  test("is shown by its object, and lists say where they end", async () => {
    const { first, by } = await oldShop();
    await archiveAll();
    const detail = await first.who.get<OrderDetail>(`/api/account/orders/${first.orderId}`);
    expect(detail.body).toMatchObject({ orderNo: first.orderId, orderStatus: "completed" });
    const result = await first.who.get(
      `/api/pay/getPayResult?orderId=${first.orderId}&from=recharge`,
    );
    expect(result.body).toMatchObject({ payStatus: 1 });
    expect((await by.get(`/api/console/orders/${first.orderId}`)).status).toBe(200);
    expect((await by.post(`/api/console/orders/${first.orderId}/ask`, {})).status).toBe(200);

    const month = await archivedMonth();
    const [year = 0, ordinal = 0] = month.split("-").map(Number);
    const archivedBefore = new Date(Date.UTC(year, ordinal)).toISOString();
    const own = await first.who.get<OrderPage>("/api/account/orders");
    expect(own.body).toMatchObject({ items: [], total: 0, archivedBefore });
    expect((await by.get("/api/console/orders")).body).toMatchObject({ archivedBefore });
    const file = await first.who.call("/api/account/orders.csv");
    expect(file.headers.get("x-archived-before")).toBe(archivedBefore);
    expect((await file.text()).trimEnd().split("\r\n")).toEqual([
      expect.stringContaining("订单号"),
      expect.stringContaining(`${archivedBefore.slice(0, 10)}（UTC）之前的订单已归档`),
    ]);
    const later = await first.who.call(`/api/account/orders.csv?from=${archivedBefore}`);
    expect(later.headers.get("x-archived-before")).toBe("");
    expect((await later.text()).trimEnd().split("\r\n")).toHaveLength(1);
    const operators = await by.call(`/api/console/customers/${first.who.id}/orders/archive.csv`);
    expect(await operators.text()).toContain(first.orderId);
    expect((await by.get("/api/console/archive")).body).toMatchObject({
      items: [{ month, orders: 5, restoredAt: null }],
    });

    // Of somebody who came later nothing can be there.
    const late = await signedInAgain({ id: `customer-${crypto.randomUUID()}` });
    await accountOf(late).grant({
      key: "order:late",
      grant: { kind: "power", name: "算力", power: 1, givePower: 0 },
    });
    await travel(13_000); // Past the 12 s within which D1 hears of an account.
    await runDurableObjectAlarm(accountOf(late));
    expect((await late.get("/api/account/orders")).body).toMatchObject({ archivedBefore: null });
    expect(await csvOf(late, "orders/archive.csv")).not.toContain(first.orderId);
  });

  test("that is refunded is in the lists again, counted once, and goes once more in its new state", async () => {
    const { first, refunded, by } = await oldShop();
    const sold = (await sums()).sold;
    await archiveAll();
    expect((await ask(by, first.orderId, "full")).status).toBe(202);
    await goOn(first.orderId);
    const { orders, refunds, transactions } = await orderRows();
    expect(orders).toMatchObject([{ order_no: first.orderId, state: "refunded" }]);
    expect(refunds).toMatchObject([{ order_no: first.orderId, state: "done" }]);
    expect(transactions).toHaveLength(1);
    const own = await first.who.get<OrderPage>("/api/account/orders");
    expect(own.body.items).toMatchObject([{ orderNo: first.orderId, orderStatus: "refunded" }]);
    const archived = await csvOf(first.who, "orders/archive.csv");
    expect(archived).not.toContain(first.orderId);
    expect(archived).toContain(refunded.orderId);
    const now = await sums();
    expect(now.sold).toEqual(sold);
    const total = (what: string) => now.sales.reduce((sum, row) => sum + Number(row[what]), 0);
    expect([total("orders"), total("refunds")]).toEqual([4, 2]);

    await growOld();
    expect((await archiveAll()).orders).toBe(1);
    expect(await sums()).toEqual(now);
    const again = await csvOf(await signedInAgain(first.who), "orders/archive.csv");
    expect(again.split("\r\n")).toHaveLength(4);
    expect(again.split(first.orderId)).toHaveLength(2);
    expect(again.match(/Refunded/g)).toHaveLength(2);
  });

  test("is not told to D1 while the archive is away, and is when it is back", async () => {
    const { first, by } = await oldShop();
    await archiveAll();
    const counted = await sums();
    const bucket = Object.getPrototypeOf(bindings.ARCHIVE);
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    vi.spyOn(bucket, "get").mockRejectedValue(new Error("R2 is away"));
    await ask(by, first.orderId, "full");
    expect((await orderRows()).orders).toEqual([]);
    expect(await sums()).toEqual(counted);
    vi.restoreAllMocks();
    await goOn(first.orderId);
    expect((await orderRows()).orders).toMatchObject([{ state: "refunded" }]);
    expect((await sums()).sold).toEqual(counted.sold);
  });
});

describe("events", () => {
  const inArchive = async () =>
    (await filesIn("events/"))
      .flatMap(({ lines }) => lines.map((line) => JSON.parse(line) as Record<string, unknown>))
      .sort((a, b) => Number(a.position) - Number(b.position));

  test("leave as they are, and a customer's places go on rising", async () => {
    const { first } = await oldShop();
    const before = await rowsIn("event");
    expect(before.length).toBeGreaterThan(3);
    // What an account tells late may come on top.
    expect((await archiveAll()).events).toBeGreaterThanOrEqual(before.length);
    const kept = await inArchive();
    for (const row of before)
      expect(kept).toContainEqual({ ...row, data: JSON.parse(String(row.data)) });
    const positions = before.map(({ position }) => position);
    expect((await rowsIn("event")).filter(({ position }) => positions.includes(position))).toEqual(
      [],
    );

    await soldPower(1, first.who);
    await archiveAll();
    const own = ({ subject }: Record<string, unknown>) => subject === first.who.id;
    const young = (await rowsIn("event")).filter(own);
    expect(young.length).toBeGreaterThan(0);
    const places = [...(await inArchive()).filter(own), ...young].map(({ seq }) => seq);
    expect(places).toEqual(places.map((_, index) => index + 1));
  });
});

test("the status says that an archive was asked for and has no bucket, and nothing where none was", async () => {
  const archiveIn = async () => {
    const answer = await requestWith({ ARCHIVE: undefined } as never, "/api/status");
    return ((await answer.json()) as { dependencies: Record<string, unknown> }).dependencies
      .archive;
  };
  expect(await archiveIn()).toBeUndefined();
  await switchOn();
  expect(await archiveIn()).toMatchObject({ ok: false });
});
