import { beforeAll, describe, expect, test } from "vitest";
import type { OrderCreated } from "../app.ts";
import { ADJUSTED_UNITS_A_DAY_MAX, mayAdjust } from "../store/operator-adjustments.ts";
import { giveRole } from "../store/operators.ts";
import { refunded, soldTo } from "./invoicing.ts";
import { ask, soldPower } from "./refunding.ts";
import { accountOf, objectOf } from "./shop.ts";
import { bindings, type Customer, control, customer, packageOnSale, request } from "./world.ts";

let owner: Customer;
let finance: Customer;

beforeAll(async () => {
  owner = await customer({ role: "operator" });
  finance = await customer();
  const given = {
    subject: finance.id,
    role: "finance",
    by: "the-test",
    nowMs: Date.now(),
  } as const;
  await giveRole(bindings.DB, given);
});

interface Search {
  orders: object[];
  customers: object[];
  more: { orders: boolean; customers: boolean };
}
interface Orders {
  items: { orderNo: string; customerId: string; orderStatus: string; transactionId: string }[];
  next: string | null;
}
const orders = async (query: string) =>
  (await owner.get<Orders>(`/api/console/orders?${query}`)).body;
/** As many more finished orders of its customer. */
const repeatOrder = async (orderNo: string, times: number) => {
  for (let time = 0; time < times; time += 1)
    await bindings.DB.prepare(
      `INSERT INTO orders SELECT order_no || ?1, customer_id, kind, item_id, item_name, grant_json, quantity, amount_minor,
         currency, pay_type, paying_with, stock_limited, stock_held, state, version, created_at, expires_at, paid_at,
         completed_at, updated_at, opened FROM orders WHERE order_no = ?2`,
    )
      .bind(`-${crypto.randomUUID()}`, orderNo)
      .run();
};
const numbers = (list: Orders) => list.items.map(({ orderNo }) => orderNo);

describe("an order is found", () => {
  test("by our number, a number at the gateway, the gateway's own, and the customer", async () => {
    const { who, orderId } = await soldPower(2);
    const [found] = (await orders(`search=${orderId}`)).items;
    expect(found).toMatchObject({ orderNo: orderId, customerId: who.id, orderStatus: "completed" });
    expect(found?.transactionId).toMatch(/^\d{20,}/);
    for (const search of [`${orderId}_1`, `${orderId}R1`, orderId.toLowerCase(), who.id])
      expect(numbers(await orders(`search=${search}`))).toEqual([orderId]);
    expect(numbers(await orders(`search=${found?.transactionId}`))).toEqual([orderId]);
    expect(numbers(await orders("search=nothing-of-ours"))).toEqual([]);
    const all = (await owner.get<Search>(`/api/console/search?q=${orderId}`)).body;
    expect(all.orders).toEqual([found]);
    // Whoever bought nine times is told that eight are not all.
    await repeatOrder(orderId, 7);
    const few = (await owner.get<Search>(`/api/console/search?q=${who.id}`)).body;
    expect([few.orders.length, few.more]).toEqual([8, { orders: false, customers: false }]);
    await repeatOrder(orderId, 1);
    const many = (await owner.get<Search>(`/api/console/search?q=${who.id}`)).body;
    expect([many.orders.length, many.more]).toEqual([8, { orders: true, customers: false }]);
  });

  test("by state, kind, way to pay and time, in parts that neither repeat nor miss one", async () => {
    const who = await customer();
    const sold: string[] = [];
    for (let count = 0; count < 3; count += 1) sold.push((await soldPower(2, who)).orderId);
    const own = `customer=${who.id}`;
    expect(numbers(await orders(own)).sort()).toEqual([...sold].sort());
    expect(numbers(await orders(`${own}&state=completed&kind=recharge&payType=2`))).toHaveLength(3);
    for (const none of ["state=refunded", "kind=coze", "payType=1", "to=2020-01-01T00:00:00Z"])
      expect(numbers(await orders(`${own}&${none}`))).toEqual([]);
    await ask(owner, sold[0] ?? "", "full");
    expect(numbers(await orders(`${own}&state=refunded`))).toEqual([sold[0]]);
    expect(numbers(await orders("state=refunded"))).toContain(sold[0]);
    for (const state of ["pending", "paid", "refunding", "expired", "cancelled"])
      expect(numbers(await orders(`state=${state}`))).not.toContain(sold[0]);
  });

  test("and the list is read by an index, however many orders there are", async () => {
    const plans = [
      "SELECT * FROM orders AS o WHERE (o.opened = 1 OR o.state NOT IN ('expired', 'cancelled')) ORDER BY o.created_at DESC, o.order_no DESC LIMIT 51",
      "SELECT * FROM orders AS o WHERE o.state IN ('refunding', 'refunded') AND o.state = 'refunded' ORDER BY o.created_at DESC, o.order_no DESC LIMIT 51",
      "SELECT * FROM customer ORDER BY last_seen_at DESC, id LIMIT 51",
      "SELECT * FROM customer WHERE name >= 'a' AND name < 'b' ORDER BY name, id LIMIT 8",
    ];
    for (const sql of plans) {
      const { results } = await bindings.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`).all<{
        detail: string;
      }>();
      expect(results.map(({ detail }) => detail).join("; ")).toMatch(/USING (COVERING )?INDEX/);
    }
  });

  test("as a file, whose making is in the audit", async () => {
    const { who, orderId } = await soldPower();
    const file = await owner.call(`/api/console/orders.csv?customer=${who.id}`);
    const text = await file.text();
    expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(text.trim().split("\r\n")).toHaveLength(2);
    expect(text).toContain(orderId);
    const made = (await owner.get<{ items: object[] }>("/api/console/audit?act=order.export")).body;
    expect(made.items[0]).toMatchObject({ operator: owner.id, outcome: "done" });
  });
});

describe("an order that the customer paid and nobody told us of", () => {
  test("is explained, asked about, and credited, however often one asks", async () => {
    const who = await customer();
    const id = await packageOnSale();
    const placed = await who.post<OrderCreated>("/api/web/coze-package/order", { id, payType: 1 });
    const { orderNo } = placed.body;
    type File = { explanation: object; orderStatus: string };
    const file = async () => (await owner.get<File>(`/api/console/orders/${orderNo}`)).body;
    expect((await file()).explanation).toEqual({ code: "no-code-yet", detail: "", act: null });
    const wish = { from: "coze", orderId: orderNo, payType: 1 };
    const code = await who.post<{ qrCode: { code_url: string } }>("/api/pay/prepay", wish);
    await control.pay(code.body.qrCode.code_url);
    expect((await file()).explanation).toMatchObject({ code: "waits-for-payment", act: "ask" });
    for (let times = 0; times < 2; times += 1) {
      const { body } = await owner.post<File>(`/api/console/orders/${orderNo}/ask`, {});
      expect(body).toMatchObject({ orderStatus: "completed", explanation: { code: "granted" } });
    }
    const account = await who.get<{ total: number }>("/api/account/ledger");
    expect(account.body.total).toBe(1);
    expect((await owner.post("/api/console/orders/EC20261126AAAAAAAAAA/ask", {})).status).toBe(404);
  });
});

describe("a balance is adjusted", () => {
  const adjust = async (by: Customer, who: string, key: string, body: object) => {
    const answer = await by.call(`/api/console/customers/${who}/adjust`, {
      method: "POST",
      body: JSON.stringify({ asset: "power", reason: "a picture was lost", ...body }),
      headers: { "content-type": "application/json", "idempotency-key": key },
    });
    return {
      status: answer.status,
      body: (await answer.json()) as { code?: string; balance?: object },
    };
  };

  test("once under its key, up and down, never below zero", async () => {
    const who = await customer();
    for (let times = 0; times < 3; times += 1)
      expect((await adjust(finance, who.id, "a", { amount: 50 })).body.balance).toEqual({
        ...{ available: 50, held: 0 },
      });
    expect((await adjust(finance, who.id, "b", { amount: -20 })).body.balance).toEqual({
      ...{ available: 30, held: 0 },
    });
    const below = await adjust(finance, who.id, "c", { amount: -31 });
    expect([below.status, below.body.code]).toEqual([402, "INSUFFICIENT_BALANCE"]);
    const otherwise = await adjust(finance, who.id, "a", { amount: 51 });
    expect(otherwise.body.code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await accountOf(who).audit()).toMatchObject({ faults: [] });
    const ledger = await who.get<{ items: { name: string; reference: string }[] }>(
      "/api/account/ledger",
    );
    // The customer sees that, and not why or by whom.
    expect(JSON.stringify(ledger.body)).not.toMatch(/lost|finance/);
    expect(ledger.body.items.at(-1)).toMatchObject({ name: "客服调整", reference: "support" });
    const audit = await owner.get<{ items: object[] }>(`/api/console/audit?object=${who.id}`);
    expect(audit.body.items.at(-1)).toMatchObject({
      ...{ act: "customer.adjust", operator: finance.id, why: "a picture was lost" },
      after: { asset: "power", amount: 50 },
    });
  });

  test("within what one operator may move in a day, also by calls at once", async () => {
    const who = await customer();
    const by = await customer();
    const given = { subject: by.id, role: "finance", by: "the-test", nowMs: Date.now() } as const;
    await giveRole(bindings.DB, given);
    const share = ADJUSTED_UNITS_A_DAY_MAX.finance / 4;
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, at) => adjust(by, who.id, `k${at}`, { amount: share })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    expect(answers.filter(({ body }) => body.code === "ADJUSTMENT_LIMIT")).toHaveLength(2);
    expect((await adjust(by, who.id, "k0", { amount: share })).status).toBeLessThan(500);
  });

  test("a key that was counted for few units moves no more, though the account never heard of it", async () => {
    const who = await customer();
    const deed = { operator: finance.id, role: "finance", customerId: who.id, units: 1 } as const;
    await mayAdjust(bindings.DB, { ...deed, key: "console:few", nowMs: Date.now() });
    const more = await adjust(finance, who.id, "few", { amount: 1_000_000_000 });
    expect(more.body.code).toBe("IDEMPOTENCY_KEY_REUSED");
    expect((await accountOf(who).balances()).every(({ available }) => available === 0)).toBe(true);
    expect((await adjust(finance, who.id, "few", { amount: 1 })).status).toBe(200);
  });

  test("never without a key or a reason", async () => {
    const { id } = await customer();
    for (const [key, body] of [
      ["", { amount: 1 }],
      ["k", { amount: 1, reason: " " }],
      ["k", { amount: 0 }],
      ["k", { amount: 1.5 }],
    ] as const)
      expect((await adjust(finance, id, key, body)).body.code).toBe("INVALID_REQUEST");
  });
});

describe("customers", () => {
  interface Customers {
    items: { id: string; name: string | null; balances: object[] }[];
    next: string | null;
  }
  const list = async (query: string) =>
    (await owner.get<Customers>(`/api/console/customers?${query}`)).body;
  const write = (id: string, name: string, email: string, seenMs: number) =>
    bindings.DB.prepare(
      `INSERT INTO customer (id, name, email, balances, entitlements, first_seen_at, last_seen_at, version, updated_at)
       VALUES (?, ?, ?, '[]', '[]', ?, ?, 1, ?)`,
    )
      .bind(id, name, email, seenMs, seenMs, seenMs)
      .run();

  test("are found by how an id, an e-mail or a name begins, and listed in parts", async () => {
    const tail = crypto.randomUUID();
    for (let at = 0; at < 60; at += 1)
      await write(
        `c${at}-${tail}`,
        `林${at}-${tail}`,
        `${at}-${tail}@example.com`,
        9e14 + (at % 7),
      );
    const ids = async (search: string) =>
      (await list(`search=${encodeURIComponent(search)}`)).items.map(({ id }) => id);
    expect(await ids(`c3-${tail}`)).toEqual([`c3-${tail}`]);
    expect(await ids(`3-${tail}@`)).toEqual([`c3-${tail}`]);
    expect(await ids(`林3-${tail}`)).toEqual([`c3-${tail}`]);
    for (const [begins, shown, customers] of [
      [`c3-${tail}`, 1, false],
      ["c3", 8, true],
    ] as const) {
      const { body } = await owner.get<Search>(`/api/console/search?q=${begins}`);
      expect([body.customers.length, body.more]).toEqual([shown, { orders: false, customers }]);
    }
    const first = await list("");
    expect(first.items).toHaveLength(50);
    const second = await list(`before=${encodeURIComponent(first.next ?? "")}`);
    const seen = [...first.items, ...second.items].map(({ id }) => id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => id.endsWith(tail))).toHaveLength(60);
  });

  test("are shown with all that they have, known to D1 or not", async () => {
    const { who } = await soldPower();
    const { body } = await owner.get<object>(`/api/console/customers/${who.id}`);
    expect(body).toMatchObject({
      customerId: who.id,
      power: { available: 550, held: 0 },
      plan: { id: "free" },
      allowNegative: false,
    });
    const ledger = await owner.get<object>(`/api/console/customers/${who.id}/ledger`);
    expect(ledger.body).toMatchObject({ total: 1, items: [{ amount: 550 }] });
    const nobody = await owner.get<object>("/api/console/customers/never-seen");
    expect(nobody.body).toMatchObject({ name: null, power: { available: 0 }, paid: [] });
  });

  test("are shown with what they paid in all, by currency, and what went back of it", async () => {
    const who = await customer();
    const paid = async () =>
      (await owner.get<{ paid: object[] }>(`/api/console/customers/${who.id}`)).body.paid;
    expect(await paid()).toEqual([]);
    const [first, second] = [await soldTo(who.id), await soldTo(who.id, { amountMinor: 1_000 })];
    await soldTo(who.id, { currency: "USD", amountMinor: 999 });
    await refunded(first, Date.now());
    await refunded(second, Date.now(), "surplus"); // Paid twice, and the second one went back.
    expect(await paid()).toEqual([
      { currency: "CNY", orders: 2, amount: "49.90", refunded: "39.90" },
      { currency: "USD", orders: 1, amount: "9.99", refunded: "0.00" },
    ]);
  });

  test("have a ledger that is filtered by kind", async () => {
    const { who } = await soldPower();
    const key = `api:${crypto.randomUUID()}`;
    await accountOf(who).deduct({ key, reference: "x", asset: "power", amount: 50 });
    const ledger = async (kind: string) =>
      (
        await owner.get<{ items: { amount: number }[]; total: number }>(
          `/api/console/customers/${who.id}/ledger?kind=${kind}`,
        )
      ).body;
    expect(await ledger("grant")).toMatchObject({ total: 1, items: [{ amount: 550 }] });
    expect(await ledger("deduct")).toMatchObject({ total: 1, items: [{ amount: -50 }] });
    expect(await ledger("hold")).toMatchObject({ total: 0, items: [] });
    expect(await ledger("x")).toMatchObject({ code: "INVALID_REQUEST" });
  });
});

test("the overview has each payment and refund once, and what needs attention", async () => {
  interface Overview {
    days: { day: string; currency: string; paid: string; orders: number; refunds: number }[];
    byKind: { from: string; payType: number; orders: number }[];
    paidToCredited: { orders: number; p50Ms: number | null };
    attention: { kind: string; count: number }[];
  }
  const look = async () => (await owner.get<Overview>("/api/console/overview")).body;
  const today = new Date().toISOString().slice(0, 10);
  const of = ({ days }: Overview) =>
    days.find(({ day, currency }) => day === today && currency === "CNY") ?? {
      ...{ orders: 0, refunds: 0, paid: "0" },
    };
  const before = of(await look());
  const { orderId } = await soldPower(2);
  await soldPower(1);
  await ask(owner, orderId, "full");
  await ask(owner, orderId, "full");
  const now = await look();
  const { orders: paidOrders, refunds, paid } = of(now);
  expect(paidOrders - before.orders).toBe(2);
  expect(refunds - before.refunds).toBe(1);
  expect(Number(paid) - Number(before.paid)).toBeCloseTo(90);
  expect(now.byKind.some(({ from, payType }) => from === "recharge" && payType === 2)).toBe(true);
  expect(now.paidToCredited.orders).toBeGreaterThan(0);
  expect(now.attention.map(({ kind }) => kind)).toEqual([
    ...["stuck-orders", "failed-refunds", "anomalies", "discrepancies", "subscription-issues"],
    ...["credit-notes", "drafts", "settings"],
  ]);
  // What the triggers keep is what the rows say.
  const counted = await bindings.DB.prepare(
    `SELECT (SELECT count(*) FROM orders WHERE paid_at IS NOT NULL) AS orders,
            (SELECT sum(orders) FROM sales_day) AS kept,
            (SELECT count(*) FROM refund WHERE state = 'done' AND why <> 'surplus') AS refunds,
            (SELECT sum(refunds) FROM sales_day) AS keptRefunds`,
  ).first<Record<string, number>>();
  expect(counted?.kept).toBe(counted?.orders);
  expect(counted?.keptRefunds).toBe(counted?.refunds);
});

test("an order that D1 lost is in the sums again, with what went back of it", async () => {
  const sums = () =>
    bindings.DB.prepare(
      "SELECT sum(orders) AS orders, sum(paid_minor) AS paid, sum(refunds) AS refunds, sum(refunded_minor) AS back FROM sales_day",
    ).first();
  const { orderId } = await soldPower(2);
  await ask(owner, orderId, "full");
  const before = await sums();
  // As if D1 were put back to a time before the order.
  await bindings.DB.batch([
    bindings.DB.prepare("DELETE FROM refund WHERE order_no = ?").bind(orderId),
    bindings.DB.prepare("DELETE FROM orders WHERE order_no = ?").bind(orderId),
    bindings.DB.prepare(
      "UPDATE sales_day SET orders = orders - 1, paid_minor = paid_minor - 4500, refunds = refunds - 1, refunded_minor = refunded_minor - 4500 WHERE pay_type = 2 AND kind = 'recharge' AND day = (SELECT max(day) FROM sales_day)",
    ),
  ]);
  await objectOf(orderId).attend(0);
  expect(await sums()).toEqual(before);
});

test("a guest is sent to sign in", async () => {
  expect((await request("/api/console/orders")).status).toBe(401);
});
