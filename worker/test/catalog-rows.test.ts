import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CozeCenter, RechargeCenter } from "../app.ts";
import { packageFault, ruleFault } from "../domain/catalog/row.ts";
import { CATALOG_KEY, rowsAtFault } from "../store/catalog.ts";
import { bindings, customer, packageOnSale, request } from "./world.ts";

/** No stored value makes any answer wrong: a bad row is refused, or left out and named. */

const PACKAGE = {
  id: "sound",
  name: "专业版",
  label: "",
  description: "",
  content: "[]",
  translations: "{}",
  duration_days: 30,
  original_price_minor: null,
  current_price_minor: 3990,
  currency: "CNY",
  stock: null,
};
const RULE = {
  id: "sound",
  power: 500,
  give_power: 50,
  sell_price_minor: 4500,
  currency: "CNY",
  label: "",
  translations: "{}",
};

type Row = Record<string, unknown>;

/** Numbers stand in the text: a bound one is a float to D1 once it is large. */
function insert(table: string, row: Row): D1PreparedStatement {
  const texts: string[] = [];
  const values = Object.values(row).map((value) => {
    if (typeof value !== "string") return String(value ?? "NULL");
    texts.push(value);
    return "?";
  });
  const columns = Object.keys(row).join(", ");
  return bindings.DB.prepare(
    `INSERT INTO ${table} (${columns}) VALUES (${values.join(", ")})`,
  ).bind(...texts);
}

const BROKEN_PACKAGES: [string, unknown][] = [
  ["currency", "¥"],
  ["currency", "cny"],
  ["currency", "CNY "],
  ["currency", ""],
  ["currency", "EUR"],
  ["content", "null"],
  ["content", "{}"],
  ["content", '"a line"'],
  ["content", '["a line", 1]'],
  ["content", JSON.stringify(Array(51).fill("x"))],
  ["translations", "null"],
  ["translations", "[]"],
  ["translations", '{"en": "Pro"}'],
  ["translations", '{"en": {"name": 5}}'],
  ["translations", '{"jp": {"name": ""}}'],
  ["translations", '{"jp": {"content": "a line"}}'],
  ["translations", '{"en": {"content": [null]}}'],
  ["name", ""],
  ["name", "  "],
  ["name", "好".repeat(101)],
  ["label", "好".repeat(101)],
  ["description", "x".repeat(2_001)],
  ["duration_days", 36_501],
  ["duration_days", "9223372036854775807"],
  ["current_price_minor", 10_000_000_001],
  ["original_price_minor", 10_000_000_001],
  ["id", ""],
  ["id", "x".repeat(65)],
  ["stock", 1_000_000_001],
];
const BROKEN_RULES: [string, unknown][] = [
  ["power", 1_000_000_000_001],
  ["give_power", 1_000_000_000_000],
  ["sell_price_minor", 10_000_000_001],
  ["currency", "￥"],
  ["translations", '{"en": {"label": []}}'],
  ["label", "x".repeat(101)],
];

const bare = (value: unknown) =>
  typeof value === "string" && /^\d+$/.test(value) ? BigInt(value) : value;

const CASES = [
  ...BROKEN_PACKAGES.map(
    ([field, value]) => ["coze_package", PACKAGE, field, bare(value)] as const,
  ),
  ...BROKEN_RULES.map(([field, value]) => ["recharge_rule", RULE, field, bare(value)] as const),
];

describe("D1 refuses", () => {
  test.each(CASES)("%s %o with %s = %s", async (table, sound, field, value) => {
    const row = { ...sound, id: crypto.randomUUID(), [field]: value };
    await expect(insert(table, row).run()).rejects.toThrow(`${table}.${field} must be `);
  });

  test("to make a sound row a bad one, and still takes its stock and withdraws it", async () => {
    const id = await packageOnSale({ stock: 5 });
    const set = (change: string) =>
      bindings.DB.prepare(`UPDATE coze_package SET ${change} WHERE id = ?`).bind(id).run();
    await expect(set("currency = 'cny'")).rejects.toThrow("coze_package.currency must be ");
    await set("stock = stock - 1");
    await set("enabled = 0");
  });
});

/** From here on rows come in as they did before the rules. */
async function withoutTriggers(): Promise<void> {
  for (const table of ["coze_package", "recharge_rule"])
    for (const when of ["insert", "update"])
      await bindings.DB.prepare(`DROP TRIGGER IF EXISTS ${table}_checked_${when}`).run();
}

const clear = () =>
  bindings.DB.batch([
    bindings.DB.prepare("DELETE FROM coze_package"),
    bindings.DB.prepare("DELETE FROM recharge_rule"),
  ]);

interface Status {
  status: string;
  dependencies: Record<string, { ok: boolean; detail?: string }>;
}
const status = async () => (await (await request("/api/status")).json()) as Status;

/** As a customer sees them who looks past what is remembered. */
async function centres() {
  await bindings.CONFIG.delete(CATALOG_KEY);
  const who = await customer();
  const answers = await Promise.all(
    ["zh", "en", "jp"].flatMap((lang) =>
      ["/api/web/coze-package/center", "/api/recharge/center"].map((path) =>
        who.call(`${path}?fresh=1&lang=${lang}`),
      ),
    ),
  );
  expect(answers.map((answer) => answer.status)).toEqual(Array(6).fill(200));
  const [coze, recharge] = await Promise.all(answers.slice(0, 2).map((answer) => answer.json()));
  return {
    packages: (coze as CozeCenter).packages,
    rules: (recharge as RechargeCenter).rechargeRule,
  };
}

describe("a row that was there before the rules", () => {
  test.each(CASES)(
    "%s %o with %s = %s is left out, named and not sold",
    async (table, sound, field, value) => {
      await withoutTriggers();
      await clear();
      const isPackage = table === "coze_package";
      const bad = { ...sound, id: field === "id" ? value : "bad", [field]: value };
      await bindings.DB.batch([insert(table, sound), insert(table, bad)]);

      const { packages, rules } = await centres();
      expect((isPackage ? packages : rules).map(({ id }) => id)).toEqual(["sound"]);
      const { status: overall, dependencies } = await status();
      expect(overall).toBe("degraded");
      expect(dependencies.catalog).toMatchObject({ ok: false });
      expect(dependencies.catalog?.detail).toContain(
        `${table} ${JSON.stringify(bad.id)} is not sold: ${field} must be `,
      );

      const id = String(bad.id) || "bad";
      const path = isPackage ? "/api/web/coze-package/order" : "/api/recharge/submitRecharge";
      const refused = await (await customer()).post(path, { id: id.slice(0, 64), payType: 1 });
      expect(refused).toMatchObject({ status: 400, body: { code: "PACKAGE_UNAVAILABLE" } });
    },
  );

  test("that is not on sale is nobody's concern", async () => {
    await clear();
    await insert("coze_package", { ...PACKAGE, currency: "cny", enabled: 0 }).run();
    expect((await status()).dependencies.catalog).toEqual({ ok: true });
  });

  test("among many is counted", async () => {
    await clear();
    for (let index = 0; index < 9; index++)
      await insert("coze_package", { ...PACKAGE, id: `bad-${index}`, currency: "cny" }).run();
    expect((await status()).dependencies.catalog?.detail).toMatch(/; and 4 more$/);
  });
});

const json = fc.oneof(
  fc.json(),
  fc.jsonValue().map((value) => JSON.stringify([value])),
  fc
    .record(
      {
        name: fc.jsonValue(),
        label: fc.jsonValue(),
        description: fc.jsonValue(),
        content: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((texts) => JSON.stringify({ en: texts, jp: texts })),
);
const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 110 }),
  fc.constantFrom("CNY", "USD", "JPY", "cny", "¥", "", " ", "EUR", "x".repeat(3_000)),
);
const whole = fc.oneof(
  fc.integer({ min: 1, max: 1_000 }),
  fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }),
  fc.constantFrom(36_500, 36_501, 10 ** 10, 10 ** 10 + 1, 10 ** 12, 10 ** 12 + 1),
);
const mostly = <T>(sound: T, any: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant<unknown>(sound) }, { weight: 1, arbitrary: any });

test("random rows: the centre shows the sound ones, and the status names all the others", async () => {
  await withoutTriggers();
  const packages = fc.record({
    name: mostly("专业版", words),
    label: mostly("", words),
    description: mostly("", words),
    content: mostly('["a"]', json),
    translations: mostly("{}", json),
    duration_days: mostly(30, whole),
    original_price_minor: mostly(null, whole),
    current_price_minor: mostly(3990, whole),
    currency: mostly("CNY", words),
    stock: mostly(null, whole),
  });
  const rules = fc.record({
    power: mostly(500, whole),
    give_power: mostly(0, whole),
    sell_price_minor: mostly(990, whole),
    currency: mostly("CNY", words),
    label: mostly("", words),
    translations: mostly("{}", json),
  });
  const catalogs = fc.tuple(
    fc.array(packages, { minLength: 20, maxLength: 20 }),
    fc.array(rules, { minLength: 10, maxLength: 10 }),
  );
  await fc.assert(
    fc.asyncProperty(catalogs, async ([packageRows, ruleRows]) => {
      await clear();
      const id = (row: Row, index: number) => ({ id: `row-${index}`, ...row });
      await bindings.DB.batch([
        ...packageRows.map((row, index) => insert("coze_package", id(row, index))),
        ...ruleRows.map((row, index) => insert("recharge_rule", id(row, index))),
      ]);
      const shown = await centres();
      const { rows } = await rowsAtFault(bindings.DB, 100);
      const left = (kind: string) => rows.filter((row) => row.kind === kind).length;
      expect(shown.packages.length + left("coze")).toBe(packageRows.length);
      expect(shown.rules.length + left("recharge")).toBe(ruleRows.length);
      for (const { currentPrice, currency, content, name, duration } of shown.packages) {
        expect(currentPrice).toMatch(currency === "JPY" ? /^\d+$/ : /^\d+\.\d\d$/);
        expect(["CNY", "USD", "JPY"]).toContain(currency);
        expect([typeof name, Array.isArray(content), Number.isSafeInteger(duration)]).toEqual([
          "string",
          true,
          true,
        ]);
      }
    }),
    { numRuns: 25 },
  );
});

describe("whatever the cached catalog is, the centres answer what D1 has", () => {
  const sound = {
    builtAtMs: Date.now(),
    packages: [],
    rechargeRules: [],
  };
  const values: [string, string][] = [
    ["empty", ""],
    ["not JSON", "{"],
    ["a number", "5"],
    ["null", "null"],
    ["an array", "[]"],
    ["without rows", JSON.stringify({ builtAtMs: Date.now() })],
    ["of null rows", JSON.stringify({ ...sound, packages: [null], rechargeRules: [null] })],
    ["of texts", JSON.stringify({ ...sound, packages: "all", rechargeRules: "all" })],
    [
      "of a bad currency",
      JSON.stringify({ ...sound, packages: [{ ...PACKAGE, currency: "cny" }] }),
    ],
    ["of the far future", JSON.stringify({ ...sound, builtAtMs: 9e15 })],
    [
      "of two megabytes",
      JSON.stringify({ ...sound, packages: Array(100_000).fill("row of nothing") }),
    ],
  ];
  test.each(values)("%s", async (_, value) => {
    await clear();
    await insert("coze_package", PACKAGE).run();
    await bindings.CONFIG.put(CATALOG_KEY, value);
    const answer = await request("/api/web/coze-package/center");
    expect(answer.status).toBe(200);
    const { packages } = (await answer.json()) as CozeCenter;
    expect(packages.map(({ id }) => id)).toEqual(["sound"]);
  });

  test("of any row at all, no answer throws and no fault is taken for a row", () => {
    fc.assert(
      fc.property(fc.anything(), (row) => {
        const found = [packageFault(row), ruleFault(row)];
        expect(found.every((field) => field !== null)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("whatever a flag or a text is, the centres answer", () => {
  test("random values of every size", async () => {
    const keys = [
      "coze_package_status",
      "payway_1_status",
      "coze_package_explain",
      "coze_package_explain:en",
    ];
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.json(),
      fc.constantFrom(
        "<p>",
        "<script>",
        "\0",
        "&#x110000;",
        "<".repeat(30_000),
        "好".repeat(500_000),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...keys), anything, async (key, value) => {
        await bindings.CONFIG.put(key, value);
        try {
          for (const lang of ["zh", "en"]) {
            const answer = await request(`/api/web/coze-package/center?lang=${lang}`);
            expect(answer.status).toBe(200);
            expect(((await answer.json()) as CozeCenter).explain.length).toBeLessThan(200_000);
          }
          expect((await request("/api/status")).status).toBeLessThan(504);
        } finally {
          await bindings.CONFIG.delete(key);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("an explanation that is too long is shown in part, and the status says so", async () => {
    await bindings.CONFIG.put("recharge_explain:en", "x".repeat(20_001));
    try {
      expect((await status()).dependencies.explanations).toEqual({
        ok: false,
        detail: "recharge_explain:en has 20001 characters, of which the first 20000 are shown",
      });
    } finally {
      await bindings.CONFIG.delete("recharge_explain:en");
    }
  });
});
