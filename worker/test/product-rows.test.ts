import { beforeEach, describe, expect, test } from "vitest";
import { planFault, productFault } from "../domain/catalog/row.ts";
import { rowsAtFault } from "../store/catalog.ts";
import { readPlans } from "../store/plans.ts";
import { productsInCatalog } from "./metering.ts";
import { bindings, request } from "./world.ts";

/** Products, prices and quotas: a bad row is refused, or left out and named; the view and domain/catalog/row.ts agree. */

const PRODUCT = {
  id: "calls",
  kind: "counter",
  pooled: 0,
  name: "调用",
  unit: "次",
  translations: "{}",
};

type Row = Record<string, string | number | null>;

const insert = (table: string, row: Row): D1PreparedStatement =>
  bindings.DB.prepare(
    `INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${Object.keys(row)
      .map(() => "?")
      .join(", ")})`,
  ).bind(...Object.values(row));

beforeEach(async () => {
  const tables = ["plan_quota", "product_price", "product", "plan_price", "plan_allowance", "plan"];
  await bindings.DB.batch(
    [...tables, "credit_package_price", "credit_package"].map((table) =>
      bindings.DB.prepare(`DELETE FROM ${table}`),
    ),
  );
});

test.each<[string, Row]>([
  ["id", { id: "" }],
  ["id", { id: "AI chat" }],
  ["id", { id: "x".repeat(65) }],
  ["pooled", { kind: "gauge", pooled: 1 }],
  ["asset", { kind: "gauge", asset: "credits" }],
  ["name", { name: " " }],
  ["unit", { unit: "" }],
  ["translations", { translations: "[]" }],
  ["translations", { translations: '{"en":{"name":""}}' }],
  ["translations", { translations: '{"jp":{"unit":5}}' }],
])("D1 refuses a product whose %s is wrong: %o", async (field, change) => {
  await expect(insert("product", { ...PRODUCT, ...change }).run()).rejects.toThrow(
    `product.${field} must be `,
  );
});

test.each<[string, Row]>([
  ["product", { ...PRODUCT, kind: "sum" }],
  ["product", { ...PRODUCT, asset: "gold" }],
  ["product_price", { product_id: "calls", amount: -1, per: 1 }],
  ["product_price", { product_id: "calls", amount: 1, per: 0 }],
  ["product_price", { product_id: "calls", amount: 1, per: 1_000_000_001 }],
  ["product_price", { product_id: "calls", pool: "reasoning", amount: 1, per: 1 }],
  ["product_price", { product_id: "none", amount: 1, per: 1 }],
  ["plan_quota", { plan_id: "free", product_id: "calls", quota: -1 }],
  ["plan_quota", { plan_id: "free", product_id: "calls", quota: 1, mode: "firm" }],
  ["plan_quota", { plan_id: "free", product_id: "none", quota: 1 }],
])("D1 refuses in %s %o", async (table, row) => {
  if (table !== "product") {
    await productsInCatalog();
    await insert("product", PRODUCT).run();
  }
  await expect(insert(table, row).run()).rejects.toThrow(/constraint failed/i);
});

test("a product's kind stays what it was", async () => {
  await insert("product", PRODUCT).run();
  await expect(
    bindings.DB.prepare("UPDATE product SET kind = 'gauge' WHERE id = 'calls'").run(),
  ).rejects.toThrow("product.kind stays what it was");
});

describe("what needs rows of another table", () => {
  test.each<[string, Row, Row[]]>([
    ["an asset without a price", { asset: "credits" }, []],
    ["a price without an asset", { asset: null }, [{ amount: 1, per: 1 }]],
    [
      "a price of a pool without pools",
      { asset: "credits" },
      [{ pool: "input", amount: 1, per: 1 }],
    ],
  ])("%s: the product is left out, and the status names it", async (_what, change, prices) => {
    await insert("product", { ...PRODUCT, ...change }).run();
    for (const price of prices)
      await insert("product_price", { product_id: "calls", ...price }).run();
    expect((await readPlans(bindings.DB)).products).toEqual([]);
    expect(await rowsAtFault(bindings.DB, 5)).toEqual({
      ...{ total: 1, rows: [{ kind: "product", id: "calls", field: "price" }] },
    });
    const status = (await (await request("/api/status")).json()) as {
      dependencies: Record<string, { detail?: string }>;
    };
    expect(JSON.stringify(status)).toContain('product \\"calls\\" is not sold: price must be');
  });

  test("a sound catalog is read with prices by model and pool, and quotas by plan", async () => {
    await productsInCatalog();
    const { plans, products } = await readPlans(bindings.DB);
    expect(plans.every((row) => planFault(row) === null)).toBe(true);
    expect(plans.find(({ id }) => id === "free")?.quotas).toEqual([
      { product: "agent_seats", limit: 1, mode: "hard" },
      { product: "ai_chat", limit: 50, mode: "hard" },
      { product: "email", limit: 10, mode: "soft" },
    ]);
    expect(products).toHaveLength(6);
    expect(products.every((row) => productFault(row) === null)).toBe(true);
    expect(products.find(({ id }) => id === "model_tokens")).toMatchObject({
      ...{ kind: "counter", pooled: true, asset: "credits" },
      prices: [
        { model: "large", pool: "cachedInput", amount: 1, per: 1_000, fromMs: 0 },
        { model: "large", pool: "input" },
        { model: "large", pool: "output" },
        { model: "small", pool: null },
      ],
    });
  });
});

test.each([
  ["no record", null],
  ["another kind", { kind: "sum" }],
  ["an unknown asset", { asset: "gold" }],
  ["no prices", { asset: "credits", prices: [] }],
  ["a price of nothing", { asset: "credits", prices: [{ amount: 1 }] }],
  [
    "half a price",
    { asset: "credits", prices: [{ model: null, pool: null, amount: 0.5, per: 1, fromMs: 0 }] },
  ],
  ["pools that are no truth", { pooled: 1 }],
])("a product in KV with %s is none", (_what, change) => {
  const sound = {
    ...{ id: "calls", kind: "counter", pooled: false, asset: null, name: "调用", unit: "次" },
    ...{ translations: {}, prices: [] },
  };
  expect(productFault(sound)).toBeNull();
  expect(productFault(change && { ...sound, ...change })).not.toBeNull();
});
