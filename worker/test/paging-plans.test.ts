import { runInDurableObject } from "cloudflare:test";
import { beforeAll, expect, test } from "vitest";
import { creditUsage } from "../objects/account/credit-usage.ts";
import type { AccountObject } from "../objects/account/object.ts";
import { findOrders } from "../store/console-orders.ts";
import { listFapiao } from "../store/fapiao.ts";
import { listInvoices, shownInvoices } from "../store/invoices.ts";
import { listOrders } from "../store/orders.ts";
import { listRefunds } from "../store/refunds.ts";
import { plansOf } from "./counting.ts";
import { hostWithCustomer, plansOnSale } from "./crediting.ts";
import { accountOf } from "./shop.ts";

beforeAll(plansOnSale);

const PAGE = { page: 1, pageSize: 20 };
const NOW = Date.now();
const customerId = "customer-lin";

const placed = { ...PAGE, before: [NOW, "EC1"] as const };
const month = { ...PAGE, before: ["2025-12", NOW, "in_1"] as const };
const shown = { customerId, before: month.before, offset: 0, limit: 21 };

const LISTS: [name: string, ask: (db: D1Database) => Promise<unknown>, entered: string][] = [
  [
    "a customer's orders",
    (db) => listOrders(db, { customerId, ...placed }),
    "SEARCH orders USING INDEX orders_of_customer (customer_id=? AND created_at<?)",
  ],
  [
    "those of one kind",
    (db) => listOrders(db, { customerId, kind: "coze", ...placed }),
    "SEARCH orders USING INDEX orders_by_customer (customer_id=? AND kind=? AND created_at<?)",
  ],
  [
    "orders at the console",
    (db) => findOrders(db, { before: placed.before, limit: 51 }),
    "SEARCH o USING INDEX orders_to_compare ((created_at,order_no)<(?,?))",
  ],
  [
    "a customer's invoices",
    (db) => shownInvoices(db, shown),
    "SEARCH f USING INDEX invoice_by_customer (customer_id=? AND (period,issued_at)<(?,?))",
  ],
  [
    "documents at the console",
    (db) => listInvoices(db, month),
    "SEARCH v USING INDEX invoice_by_month ((period,created_at)<(?,?))",
  ],
  [
    "refunds",
    (db) => listRefunds(db, placed),
    "SEARCH refund USING INDEX refund_by_time (started_at<?)",
  ],
  [
    "those that failed",
    (db) => listRefunds(db, { state: "failed", ...placed }),
    "SEARCH refund USING INDEX refund_by_state (state=? AND started_at<?)",
  ],
  [
    "requests for fapiao",
    (db) => listFapiao(db, placed),
    "SEARCH f USING INDEX fapiao_by_time ((created_at,id)>(?,?))",
  ],
  [
    "those that nobody took up",
    (db) => listFapiao(db, { state: "requested", ...placed }),
    "SEARCH f USING INDEX fapiao_by_state (state=? AND (created_at,id)>(?,?))",
  ],
];

test.each(LISTS)("%s go on by an index, and nothing is sorted", async (_name, ask, entered) => {
  const [rows = ""] = await plansOf(ask);
  expect(rows.split("\n")[0]).toBe(entered);
  // What is read for a row alone is no matter of the list's length.
  const rest = rows.split("\n").filter((line) => !line.startsWith(" "));
  expect(rest.join("\n")).not.toMatch(/SCAN|TEMP B-TREE/);
});

test("refunds under way, of two states, are found by these and not among all", async () => {
  const [rows] = await plansOf((db) => listRefunds(db, { state: "due", ...placed }));
  expect(rows).toContain("SEARCH refund USING INDEX refund_by_state (state=? AND started_at<?)");
});

test("an account's lists go on by an index", async () => {
  const it = await hostWithCustomer();
  await it.plan("pro_monthly");
  await it.spend(1);
  const plans = await runInDurableObject(
    accountOf(it.who),
    (account: AccountObject, { storage }) => {
      const { sql } = storage;
      const asked: [string, SqlStorageValue[]][] = [];
      const exec = sql.exec;
      const watched = (text: string, ...values: SqlStorageValue[]) => {
        asked.push([text, values]);
        return exec.call(sql, text, ...values);
      };
      Object.defineProperty(sql, "exec", { value: watched, configurable: true });
      const stretch = { fromMs: 0, toMs: NOW * 2 };
      const days = { fromDay: "2026-01-01", toDay: "2099-12-31" };
      account.history({ ...PAGE, before: [NOW, 1] });
      account.history({ ...PAGE, kind: "deduct", before: [NOW, 1] });
      account.getUsageDetail({ ...PAGE, ...days, product: null, before: ["2026-12-01", 1] });
      account.getUsageDetail({ ...PAGE, ...days, product: "email", before: ["2026-12-01", 1] });
      creditUsage(sql, { ...PAGE, ...stretch, before: [NOW, 1] });
      Reflect.deleteProperty(sql, "exec");
      return asked
        .filter(([text]) => text.includes("OFFSET"))
        .map(([text, values]) =>
          sql
            .exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, ...values)
            .toArray()
            .map(({ detail }) => detail)
            .join("\n"),
        );
    },
  );
  expect(plans.map((plan) => plan.split("\n")[0])).toEqual([
    "SEARCH ledger_transaction USING INDEX ledger_transaction_by_time (at<?)",
    "SEARCH ledger_transaction USING INDEX ledger_transaction_by_kind (kind=? AND at<?)",
    "SEARCH usage_event USING INDEX usage_event_by_day (day>? AND day<?)",
    "SEARCH usage_event USING INDEX usage_event_of_product (product=? AND day>? AND day<?)",
    "SEARCH t USING INDEX ledger_transaction_by_time (at>? AND at<?)",
  ]);
  for (const plan of plans) expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
});
