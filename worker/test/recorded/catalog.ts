import { bindings } from "../world.ts";

/** Plans, their credits and quotas, packs and metered products, as they are on sale when a recording is made. */

type Row = (string | number | null)[];

const PLANS: Row[] = [
  ["free", 0, "none", "monthly"],
  ["pro_monthly", 1, "month", "monthly"],
  ["pro_yearly", 2, "year", "monthly"],
  ["lifetime", 3, "once", "once"],
];

const ALLOWANCES: Row[] = [
  ["free", 10, 5],
  ["pro_monthly", 300, 100],
  ["pro_yearly", 400, 150],
  ["lifetime", 1_000, 500],
];

const PRICES: Row[] = [
  ["pro_monthly", "CNY", 6_900],
  ["pro_yearly", "CNY", 54_900],
  ["lifetime", "CNY", 99_900],
  // By card, as `pricesAtStripe` has them there.
  ["pro_monthly", "USD", 999],
  ["pro_yearly", "USD", 7_900],
  ["lifetime", "USD", 14_900],
];

const PRODUCTS: Row[] = [
  ["ai_chat", "counter", null],
  ["email", "counter", null],
  ["agent_seats", "gauge", null],
  ["text_tokens", "counter", "credits"],
];

const QUOTAS: Row[] = [
  ["free", "ai_chat", 50, "hard"],
  ["free", "email", 10, "soft"],
  ["pro_monthly", "ai_chat", 200, "hard"],
  ["pro_monthly", "email", 60, "soft"],
  ["pro_monthly", "agent_seats", 5, "hard"],
];

export async function openPlans(atMs: number): Promise<void> {
  const { DB } = bindings;
  const each = (rows: Row[], sql: string) => rows.map((row) => DB.prepare(sql).bind(...row));
  await DB.batch([
    ...each(
      PLANS,
      `INSERT INTO plan (id, family, rank, interval, credit_rule, name, translations)
       VALUES (?1, ?1, ?2, ?3, ?4, '计划 ' || ?1, json_object('en', json_object('name', ?1)))`,
    ),
    ...each(
      ALLOWANCES,
      "INSERT INTO plan_allowance (plan_id, version, credits) VALUES (?1, 'v1', ?2), (?1, 'v2', ?3)",
    ),
    ...each(PRICES, "INSERT INTO plan_price (plan_id, currency, amount_minor) VALUES (?, ?, ?)"),
    ...each(
      [["credits-100", 100]],
      "INSERT INTO credit_package (id, credits, name) VALUES (?, ?, '入门包')",
    ),
    ...each(
      [["credits-100", 3_500]],
      "INSERT INTO credit_package_price (package_id, currency, amount_minor) VALUES (?, 'CNY', ?)",
    ),
    ...each(
      PRODUCTS,
      "INSERT INTO product (id, kind, asset, name, unit) VALUES (?1, ?2, ?3, '产品 ' || ?1, '次')",
    ),
    ...each(
      [["text_tokens", 1, 1_000]],
      "INSERT INTO product_price (product_id, model, pool, amount, per) VALUES (?, '', '', ?, ?)",
    ),
    ...each(
      QUOTAS,
      "INSERT INTO plan_quota (plan_id, product_id, quota, mode) VALUES (?, ?, ?, ?)",
    ),
    ...["plan", "credit_package", "product"].map((table) =>
      DB.prepare(`UPDATE ${table} SET created_at = ?1, updated_at = ?1`).bind(atMs),
    ),
  ]);
}
