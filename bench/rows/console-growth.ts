import { type Customer, customerUntil, get } from "../tools/customers.ts";
import { each } from "../tools/load.ts";
import { measure, type Row, type Subject } from "../tools/rounds.ts";
import type { World } from "../tools/world.ts";

const CONCURRENCY = 8;
const ORDERS_THERE = [10, 1_000, 100_000];
const ORDERS_PER_CUSTOMER = 10;

/** Looks of a round, and of one operator in it, whom the limiter counts alone. */
const LOOKS = 120;
const LOOKS_PER_OPERATOR = 20;

/** What an operator waits for when there are many orders, of many customers. */
export async function consoleGrowth(world: World, rounds: number): Promise<Row[]> {
  const rows: Row[] = [];
  let there = 0;
  for (const orders of ORDERS_THERE) {
    for (const statement of moreOrders(there, orders)) await world.sql(statement);
    there = orders;
    rows.push(...(await measure(world, subjectsOf(world, orders), rounds)));
  }
  await world.sql(
    "DELETE FROM order_transaction WHERE order_no LIKE 'EC20251121%'; DELETE FROM orders WHERE order_no LIKE 'EC20251121%'; DELETE FROM customer WHERE id LIKE 'bench-many-%'",
  );
  return rows;
}

function subjectsOf(world: World, orders: number): Subject[] {
  const middle = Math.floor(orders / 2);
  const customer = `bench-many-${Math.floor(middle / ORDERS_PER_CUSTOMER)}`;
  const looks: [name: string, path: string][] = [
    ["console: orders, the newest", "/orders"],
    ["console: orders of a state", "/orders?state=completed"],
    ["console: an order by our number", `/orders?search=${numberOf(middle)}`],
    ["console: by the gateway's number", `/orders?search=4200${String(middle).padStart(10, "0")}`],
    ["console: a customer's orders", `/orders?customer=${customer}`],
    ["console: customers, seen last", "/customers"],
    ["console: customers by name", `/customers?search=${customer.replace("bench-many", "name")}`],
    ["console: refunds", "/refunds"],
  ];
  return looks.map(([name, path]) => ({
    group: `${orders} orders`,
    name,
    concurrency: CONCURRENCY,
    run: async () => {
      const by = await operators(world);
      const calls = Array.from({ length: LOOKS }, (_, at) =>
        get(`/api/console${path}`, (by[at % by.length] as Customer).headers),
      );
      return each(world.productUrl, calls, CONCURRENCY);
    },
  }));
}

let named = 0;
const operators = (world: World): Promise<Customer[]> =>
  Promise.all(
    Array.from({ length: LOOKS / LOOKS_PER_OPERATOR }, () =>
      customerUntil(world, `bench-operator-${named++}`, Date.now(), { role: "operator" }),
    ),
  );

const numberOf = (at: number): string => `EC20251121${String(at).padStart(10, "0")}`;

/** Completed orders `from` to `to`, each with its payment's number, and their customers. */
function moreOrders(from: number, to: number): string[] {
  const numbers = (first: number, end: number) =>
    `WITH RECURSIVE n (i) AS (SELECT ${first} UNION ALL SELECT i + 1 FROM n WHERE i < ${end - 1})`;
  const customers = numbers(from / ORDERS_PER_CUSTOMER, to / ORDERS_PER_CUSTOMER);
  const orders = numbers(from, to);
  return [
    `${customers} INSERT INTO customer (id, name, balances, entitlements, first_seen_at, last_seen_at, version, updated_at)
     SELECT 'bench-many-' || i, 'name-' || i, '[]', '[]', 1763600000000, 1763600000000 + i, 1, 0 FROM n`,
    `${orders} INSERT INTO orders (order_no, customer_id, kind, item_id, item_name, grant_json, quantity, amount_minor, currency,
       pay_type, paying_with, stock_limited, stock_held, state, version, created_at, expires_at, paid_at, completed_at, updated_at)
     SELECT 'EC20251121' || printf('%010d', i), 'bench-many-' || (i / ${ORDERS_PER_CUSTOMER}), 'coze', 'coze-pro', 'past',
       '{"kind":"coze","name":"past","days":30}', 1, 3990, 'CNY', 1, 1, 0, 0, 'completed', 3, 1763600000000 + i, 1763607200000,
       1763600060000 + i, 1763600061000, 1763600061000 FROM n`,
    `${orders} INSERT INTO order_transaction (order_no, transaction_id)
     SELECT 'EC20251121' || printf('%010d', i), '4200' || printf('%010d', i) FROM n`,
  ];
}
