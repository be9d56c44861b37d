import { expect, test } from "vitest";
import { accountOf } from "./shop.ts";
import { bindings, customer } from "./world.ts";

/** Nothing is cut without saying so. */

const EXPORTED_MAX = 5_000;

const order = (customerId: string, index: number) =>
  bindings.DB.prepare(
    `INSERT INTO orders (order_no, customer_id, kind, item_id, item_name, grant_json, amount_minor, currency, pay_type,
       paying_with, stock_limited, stock_held, state, version, created_at, expires_at, updated_at)
     VALUES (?1, ?2, 'coze', 'x', 'x', '{"kind":"coze","name":"x","days":1}', 1, 'CNY', 1, 1, 0, 0, 'expired', 1, ?3, ?3, ?3)`,
  ).bind(`EC20261120${String(index).padStart(10, "0")}`, customerId, index);

test.each([
  ["zh", "另有 1 行未导出"],
  ["en", "1 more rows are not in this file"],
  ["jp", "ほかに 1 行あります"],
])("the 5,001st order is not in the file, which says so (%s)", async (lang, words) => {
  const who = await customer();
  const first = { zh: 0, en: 10_000, jp: 20_000 }[lang] ?? 0;
  for (let at = 0; at <= EXPORTED_MAX; at += 500) {
    const count = Math.min(500, EXPORTED_MAX + 1 - at);
    await bindings.DB.batch(
      Array.from({ length: count }, (_, index) => order(who.id, first + at + index)),
    );
  }
  const answer = await who.call(`/api/account/orders.csv?lang=${lang}`);
  expect(answer.headers.get("x-rows-left-out")).toBe("1");
  const lines = (await answer.text()).trimEnd().split("\r\n");
  expect(lines).toHaveLength(EXPORTED_MAX + 2);
  expect(lines.at(-1)).toContain(words);
});

test("a file that holds all says that too, and ends with a row", async () => {
  const who = await customer();
  await accountOf(who).deduct({ key: "api:x", reference: "x", asset: "power", amount: 1 });
  for (const path of ["orders.csv", "ledger.csv"]) {
    const answer = await who.call(`/api/account/${path}`);
    expect(answer.headers.get("x-rows-left-out")).toBe("0");
    expect((await answer.text()).trimEnd().split("\r\n")).toHaveLength(1);
  }
});

test("the operator's lists say whether there are more", async () => {
  const operator = await customer({ role: "operator" });
  type Lists = {
    items: object[];
    more: boolean;
    discrepancies?: object[];
    moreDiscrepancies?: boolean;
  };
  const anomalies = async () => (await operator.get<Lists>("/api/console/anomalies")).body;
  const reconciliations = async () =>
    (await operator.get<Lists>("/api/console/reconciliations")).body;
  expect(await anomalies()).toEqual({ items: [], more: false });
  expect(await reconciliations()).toMatchObject({ more: false, moreDiscrepancies: false });

  await bindings.DB.batch(
    Array.from({ length: 201 }, (_, index) =>
      bindings.DB.prepare(
        "INSERT INTO anomaly (at, gateway, genuine, reason, detail) VALUES (?, 'wechat', 1, 'x', 'x')",
      ).bind(index),
    ),
  );
  await bindings.DB.batch(
    Array.from({ length: 201 }, (_, index) =>
      bindings.DB.prepare(
        "INSERT INTO discrepancy (number, reason, order_no, gateway, day, found_at) VALUES (?, 'x', 'x', 'x', 'x', ?)",
      ).bind(String(index), index),
    ),
  );
  await bindings.DB.batch(
    Array.from({ length: 61 }, (_, index) =>
      bindings.DB.prepare(
        "INSERT INTO reconciliation_day (day, cursor_at, cursor_no, started_at) VALUES (?, 0, '', 0)",
      ).bind(`2026-01-${index}`),
    ),
  );
  const many = await anomalies();
  expect([many.items.length, many.more]).toEqual([200, true]);
  const days = await reconciliations();
  expect([days.items.length, days.more]).toEqual([60, true]);
  expect([days.discrepancies?.length, days.moreDiscrepancies]).toEqual([200, true]);
});
