import * as fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { packFault, planFault } from "../domain/catalog/row.ts";
import { rowsAtFault } from "../store/catalog.ts";
import { claimOrder, type Offer } from "../store/claim.ts";
import { readPlans } from "../store/plans.ts";
import { bindings, request } from "./world.ts";

/** Plans and packs: a bad row is refused, or left out and named; the view and worker/domain/catalog/row.ts agree. */

const PLAN = {
  id: "pro",
  family: "pro",
  rank: 10,
  interval: "month",
  credit_rule: "monthly",
  trial_days: 0,
  name: "专业版",
  description: "",
  features: "[]",
  translations: "{}",
};
const PACK = { id: "pack", credits: 100, name: "入门包", label: "", translations: "{}" };

type Row = Record<string, string | number>;

const insert = (table: string, row: Row): D1PreparedStatement =>
  bindings.DB.prepare(
    `INSERT INTO ${table} (${Object.keys(row).join(", ")}) VALUES (${Object.keys(row)
      .map(() => "?")
      .join(", ")})`,
  ).bind(...Object.values(row));

const allowances = (id: string, versions = ["v1", "v2"]) =>
  versions.map((version) => insert("plan_allowance", { plan_id: id, version, credits: 100 }));
const price = (id: string) =>
  insert("plan_price", { plan_id: id, currency: "CNY", amount_minor: 6900 });
const packPrice = (id: string) =>
  insert("credit_package_price", { package_id: id, currency: "CNY", amount_minor: 3500 });

beforeEach(async () => {
  const tables = ["plan_price", "plan_allowance", "plan", "credit_package_price", "credit_package"];
  await bindings.DB.batch(tables.map((table) => bindings.DB.prepare(`DELETE FROM ${table}`)));
});

const CASES: [table: string, sound: Row, field: string, value: string | number][] = [
  ["plan", PLAN, "id", ""],
  ["plan", PLAN, "id", "x".repeat(65)],
  ["plan", PLAN, "family", ""],
  ["plan", PLAN, "rank", -1],
  ["plan", PLAN, "rank", 1_001],
  ["plan", PLAN, "interval", "none"],
  ["plan", PLAN, "credit_rule", "once"],
  ["plan", PLAN, "name", "  "],
  ["plan", PLAN, "description", "x".repeat(2_001)],
  ["plan", PLAN, "features", '{"a":1}'],
  ["plan", PLAN, "features", "[1]"],
  ["plan", PLAN, "translations", '{"en":{"name":""}}'],
  ["plan", PLAN, "translations", '{"jp":{"features":"a"}}'],
  ["credit_package", PACK, "credits", 1_000_000_000_001],
  ["credit_package", PACK, "name", ""],
  ["credit_package", PACK, "label", "x".repeat(101)],
  ["credit_package", PACK, "translations", '{"en":"Starter"}'],
];

test.each(CASES)("D1 refuses a %s %o with %s = %s", async (table, sound, field, value) => {
  const row = { ...sound, [field]: value };
  await expect(insert(table, row).run()).rejects.toThrow(`${table}.${field} must be `);
});

test.each([
  ["plan_price", { plan_id: "pro", currency: "EUR", amount_minor: 1 }],
  ["plan_price", { plan_id: "pro", currency: "CNY", amount_minor: 0 }],
  ["plan_price", { plan_id: "nothing", currency: "CNY", amount_minor: 1 }],
  ["plan_allowance", { plan_id: "pro", version: "v3", credits: 1 }],
  ["plan_allowance", { plan_id: "pro", version: "v1", credits: -1 }],
  ["credit_package_price", { package_id: "pack", currency: "cny", amount_minor: 1 }],
  ["plan", { ...PLAN, id: "other" }],
])("D1 refuses in %s %o", async (table, row) => {
  await insert("plan", PLAN).run();
  await insert("credit_package", PACK).run();
  await expect(insert(table, row as Row).run()).rejects.toThrow(/constraint failed/);
});

describe("a sound row", () => {
  test("is read with its prices and allowances", async () => {
    await bindings.DB.batch([
      insert("plan", { ...PLAN, features: '["全部"]', translations: '{"en":{"name":"Pro"}}' }),
      ...allowances("pro"),
      price("pro"),
      insert("credit_package", PACK),
      packPrice("pack"),
    ]);
    expect(await readPlans(bindings.DB)).toEqual({
      plans: [
        {
          id: "pro",
          family: "pro",
          rank: 10,
          interval: "month",
          creditRule: "monthly",
          trialDays: 0,
          name: "专业版",
          description: "",
          features: ["全部"],
          translations: { en: { name: "Pro" } },
          enabled: true,
          prices: [{ currency: "CNY", amountMinor: 6900 }],
          allowance: { v1: 100, v2: 100 },
          quotas: [],
        },
      ],
      packs: [
        {
          id: "pack",
          credits: 100,
          name: "入门包",
          label: "",
          translations: {},
          enabled: true,
          prices: [{ currency: "CNY", amountMinor: 3500 }],
        },
      ],
      products: [],
    });
    expect(await rowsAtFault(bindings.DB, 10)).toEqual({ rows: [], total: 0 });
  });
});

describe("a row without what it needs", () => {
  test.each([
    ["plan", "allowance", [insert("plan", PLAN), ...allowances("pro", ["v2"]), price("pro")]],
    ["plan", "price", [insert("plan", PLAN), ...allowances("pro")]],
    ["credit_package", "price", [insert("credit_package", PACK)]],
  ])("%s: %s is left out and named", async (table, field, statements) => {
    await bindings.DB.batch(statements);
    expect(await readPlans(bindings.DB)).toEqual({ plans: [], packs: [], products: [] });
    const { dependencies } = (await (await request("/api/status")).json()) as {
      dependencies: Record<string, { detail?: string }>;
    };
    expect(dependencies.catalog?.detail).toMatch(
      new RegExp(`^${table} "\\w+" is not sold: ${field} must be there`),
    );
  });
});

test("random rows: what the view finds at fault is what is left out", async () => {
  for (const table of ["plan", "credit_package"])
    for (const when of ["insert", "update"])
      await bindings.DB.prepare(`DROP TRIGGER ${table}_checked_${when}`).run();
  const words = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 110 }),
    fc.constantFrom("", " ", "x".repeat(3_000)),
  );
  const json = fc.oneof(
    fc.json(),
    fc
      .record(
        { name: fc.jsonValue(), label: fc.jsonValue(), features: fc.jsonValue() },
        { requiredKeys: [] },
      )
      .map((texts) => JSON.stringify({ en: texts, jp: texts })),
  );
  const mostly = <T>(sound: T, any: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 5, arbitrary: fc.constant(sound) }, { weight: 1, arbitrary: any });
  const plans = fc.record({
    family: mostly("pro", words),
    interval: mostly("month", fc.constantFrom("none", "year", "once")),
    credit_rule: mostly("monthly", fc.constant("once")),
    trial_days: mostly(0, fc.constantFrom(1, 730)),
    name: mostly("专业版", words),
    description: mostly("", words),
    features: mostly("[]", json),
    translations: mostly("{}", json),
  });
  const packs = fc.record({
    credits: mostly(100, fc.constantFrom(1, 10 ** 12, 10 ** 12 + 1)),
    name: mostly("入门包", words),
    label: mostly("", words),
    translations: mostly("{}", json),
  });
  const catalogs = fc.tuple(
    fc.array(plans, { minLength: 15, maxLength: 15 }),
    fc.array(packs, { minLength: 15, maxLength: 15 }),
  );
  await fc.assert(
    fc.asyncProperty(catalogs, fc.array(fc.boolean()), async ([planRows, packRows], priced) => {
      const tables = [
        ...["plan_price", "plan_allowance", "plan", "credit_package_price", "credit_package"],
      ];
      await bindings.DB.batch([
        ...tables.map((table) => bindings.DB.prepare(`DELETE FROM ${table}`)),
        ...planRows.flatMap((row, rank) => [
          insert("plan", { id: `plan-${rank}`, rank, ...row }),
          ...allowances(`plan-${rank}`),
          ...(priced[rank] === false ? [] : [price(`plan-${rank}`)]),
        ]),
        ...packRows.flatMap((row, index) => [
          insert("credit_package", { id: `pack-${index}`, ...row }),
          ...(priced[index] === false ? [] : [packPrice(`pack-${index}`)]),
        ]),
      ]);
      const sound = await readPlans(bindings.DB);
      const { rows } = await rowsAtFault(bindings.DB, 100);
      const left = (kind: string) => rows.filter((row) => row.kind === kind).map(({ id }) => id);
      expect([...sound.plans.map(({ id }) => id), ...left("subscription")].sort()).toEqual(
        planRows.map((_, rank) => `plan-${rank}`).sort(),
      );
      expect([...sound.packs.map(({ id }) => id), ...left("credits")].sort()).toEqual(
        packRows.map((_, index) => `pack-${index}`).sort(),
      );
      for (const row of sound.plans) expect(planFault(row)).toBeNull();
      for (const row of sound.packs) expect(packFault(row)).toBeNull();
    }),
    { numRuns: 40 },
  );
}, 60_000);

describe("a row that breaks a rule is not sold, and a sound one is", () => {
  const claimed = async (kind: "subscription" | "credits", itemId: string, offer?: Offer) => {
    const orderNo = `EC${crypto.randomUUID()}`;
    const order = { orderNo, customerId: `c-${orderNo}`, kind, itemId, payType: 1 } as const;
    const more = { expected: null, nowMs: Date.now(), ...(offer && { offer }) };
    const result = await claimOrder(bindings.DB, { ...order, ...more });
    return result.ok ? "sold" : result.error.reason;
  };

  test("a plan", async () => {
    const terms = { planId: "pro" } as never;
    const offer: Offer = {
      grant: { kind: "subscription", name: "专业版", terms, buys: { kind: "period" } as never },
      price: { currency: "CNY", amountMinor: 6_900 },
    };
    await bindings.DB.batch([insert("plan", PLAN), ...allowances("pro", ["v2"]), price("pro")]);
    expect(await claimed("subscription", "pro", offer)).toBe("item-unavailable");
    await bindings.DB.batch(allowances("pro", ["v1"]));
    expect(await claimed("subscription", "pro", offer)).toBe("sold");
  });

  test("a pack", async () => {
    await bindings.DB.prepare("DROP TRIGGER IF EXISTS credit_package_checked_insert").run();
    await bindings.DB.batch([
      insert("credit_package", { ...PACK, translations: '{"en":"Starter"}' }),
      packPrice("pack"),
    ]);
    expect(await claimed("credits", "pack")).toBe("item-unavailable");
    await bindings.DB.prepare("UPDATE credit_package SET translations = '{}'").run();
    expect(await claimed("credits", "pack")).toBe("sold");
  });
});
