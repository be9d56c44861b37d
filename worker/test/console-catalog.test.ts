import { beforeAll, describe, expect, test } from "vitest";
import type { CozeCenter, OrderCreated, OrderDetail, Problem, RechargeCenter } from "../app.ts";
import type {
  ConsolePackage,
  ConsolePlan,
  ConsoleProduct,
} from "../http/areas/console/catalog/schemas.ts";
import { listAudit } from "../store/audit.ts";
import { CATALOG_KEY } from "../store/catalog.ts";
import { giveRole } from "../store/operators.ts";
import { forgetKeys } from "../store/settings.ts";
import { paid } from "./shop.ts";
import { bindings, type Customer, customer, packageOnSale, request, stockOf } from "./world.ts";

/** The catalog as operators edit it in the console. */

let owner: Customer;
beforeAll(async () => {
  owner = await customer();
  await giveRole(bindings.DB, { subject: owner.id, role: "owner", by: "test", nowMs: Date.now() });
});

const AT = "/api/console";

async function send<T>(method: string, path: string, body?: unknown) {
  const answer = await owner.call(`${AT}/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return { status: answer.status, body: (await answer.json()) as T & Problem };
}

const TEXTS = { label: "", description: "", content: [] };
const PACKAGE = {
  texts: {
    zh: { name: "进阶版", ...TEXTS, label: "新", content: ["全部智能体"] },
    en: { name: "Advanced", ...TEXTS, label: "New", content: ["All agents"] },
    jp: { name: "アドバンス", ...TEXTS, label: "新着", content: ["全エージェント"] },
  },
  ...{ duration: 30, currentPrice: "39.90", originalPrice: null, currency: "CNY", tier: 5 },
};
const newId = (what = "p") => `${what}_${crypto.randomUUID().slice(0, 8)}`;

async function draft(change: object = {}): Promise<ConsolePackage> {
  const { status, body } = await send<ConsolePackage>("POST", "packages", {
    ...{ id: newId(), ...PACKAGE },
    ...change,
  });
  expect(status).toBe(201);
  return body;
}
const editOf = ({ id: _, ...item }: ConsolePackage) => item;
const onSale = async (item: { id: string; version: string }, noun = "packages") =>
  send<ConsolePackage>("POST", `${noun}/${item.id}/on-sale`, { version: item.version });
const shownIn = async (language: string, id: string) => {
  forgetKeys(); // The isolate's second.
  const answer = await request("/api/web/coze-package/center", {
    headers: { "accept-language": language },
  });
  return ((await answer.json()) as CozeCenter).packages.find((one) => one.id === id);
};
const lastAct = async () => (await listAudit(bindings.DB, { operator: owner.id, limit: 1 }))[0];

describe("a package", () => {
  test("is made as a draft, shown to nobody, put on sale, and shown in three languages at once", async () => {
    const made = await draft();
    expect(made).toMatchObject({ state: "draft", sold: 0, stock: null, missing: [], faults: [] });
    expect(await shownIn("zh", made.id)).toBeUndefined();
    const again = await send("POST", "packages", { id: made.id, ...PACKAGE });
    expect(again.status, "sent again after a lost answer").toBe(201);
    const other = await send("POST", "packages", { id: made.id, ...PACKAGE, duration: 7 });
    expect([other.status, other.body.code]).toEqual([409, "CATALOG_ID_TAKEN"]);

    const { body: sold } = await onSale(made);
    expect(sold).toMatchObject({ state: "on-sale", version: made.version });
    expect(await lastAct()).toMatchObject({
      ...{ act: "catalog.on-sale", object: `packages/${made.id}`, outcome: "done" },
      ...{ before: { state: "draft" }, after: { state: "on-sale" } },
    });
    for (const [language, name] of [
      ["zh", "进阶版"],
      ["en", "Advanced"],
      ["ja", "アドバンス"],
    ] as const)
      expect(await shownIn(language, made.id)).toMatchObject({ name, currentPrice: "39.90" });
  });

  test("tells each field that breaks its rule, and nothing is written", async () => {
    const { body, status } = await send("POST", "packages", {
      id: newId(),
      ...PACKAGE,
      texts: {
        ...PACKAGE.texts,
        zh: { ...PACKAGE.texts.zh, name: " " },
        en: { ...PACKAGE.texts.en, label: "x".repeat(101), content: [""] },
      },
      ...{ duration: 0, currentPrice: "39.901", originalPrice: "free", tier: 1_001 },
    });
    expect([status, body.code]).toEqual([422, "INVALID_REQUEST"]);
    expect(body.errors?.map(({ field }) => field).sort()).toEqual([
      ...["currentPrice", "duration", "originalPrice", "texts.en.content", "texts.en.label"],
      ...["texts.zh.name", "tier"],
    ]);
  });

  test("goes on sale with a name in every language, and keeps it while it is sold", async () => {
    const made = await draft({
      texts: { ...PACKAGE.texts, jp: { ...PACKAGE.texts.jp, name: "", label: "" } },
    });
    expect(made.missing).toEqual([
      { language: "jp", field: "name", needed: true },
      { language: "jp", field: "label", needed: false },
    ]);
    const refused = await onSale(made);
    expect([refused.status, refused.body.code]).toEqual([409, "CATALOG_NOT_READY"]);
    expect(refused.body.errors?.map(({ field }) => field)).toEqual(["texts.jp.name"]);
    const mended = await send<ConsolePackage>("PUT", `packages/${made.id}`, {
      ...editOf(made),
      texts: PACKAGE.texts,
    });
    expect((await onSale(mended.body)).body.state).toBe("on-sale");
    const emptied = await send("PUT", `packages/${made.id}`, {
      ...editOf(made),
      version: mended.body.version,
    });
    expect(emptied.body.errors?.map(({ field }) => field)).toEqual(["texts.jp.name"]);
  });

  test("of two operators at once one is told what stands now; what other languages say stays", async () => {
    const made = await draft();
    await bindings.DB.prepare(
      "UPDATE coze_package SET translations = json_set(translations, '$.fr', json('{\"name\":\"Pro\"}')) WHERE id = ?",
    )
      .bind(made.id)
      .run();
    const seen = (await send<ConsolePackage>("GET", `packages/${made.id}`)).body;
    const asked = (currentPrice: string) =>
      send<ConsolePackage>("PUT", `packages/${made.id}`, { ...editOf(seen), currentPrice });
    const answers = await Promise.all(["1.00", "2.00", "3.00", "4.00"].map(asked));
    const done = answers.filter(({ status }) => status === 200);
    expect(done).toHaveLength(1);
    const stands = done[0]?.body.currentPrice;
    for (const { body } of answers.filter(({ status }) => status === 409))
      expect(body).toMatchObject({ code: "CATALOG_CHANGED", current: { currentPrice: stands } });
    const repeated = await asked(stands ?? "");
    expect(repeated.status, "sent again after a lost answer").toBe(200);
    expect((await onSale(seen)).body.code, "not what was seen").toBe("CATALOG_CHANGED");
    const kept = await bindings.DB.prepare(
      "SELECT translations ->> '$.fr.name' AS name FROM coze_package WHERE id = ?",
    )
      .bind(made.id)
      .first("name");
    expect(kept).toBe("Pro");
  });

  test("a change by SQL between the look and the save is not lost either", async () => {
    const made = await draft();
    await bindings.DB.prepare("UPDATE coze_package SET tier = 9 WHERE id = ?").bind(made.id).run();
    const late = await send("PUT", `packages/${made.id}`, { ...editOf(made), tier: 8 });
    expect(late.body).toMatchObject({ code: "CATALOG_CHANGED", current: { tier: 9 } });
  });

  test("an order that was placed keeps what it was placed with, and sold packages are never deleted", async () => {
    const made = await draft();
    await onSale(made);
    const buyer = await customer();
    const wish = { id: made.id, payType: 1 };
    const { body: order } = await buyer.post<OrderCreated>("/api/web/coze-package/order", wish);
    const edited = await send<ConsolePackage>("PUT", `packages/${made.id}`, {
      ...{ ...editOf(made), currentPrice: "99.00", duration: 7 },
      texts: { ...PACKAGE.texts, zh: { ...PACKAGE.texts.zh, name: "改名" } },
    });
    expect(edited.status).toBe(200);
    const kept = await buyer.get<OrderDetail>(`/api/account/orders/${order.orderId}`);
    expect(kept.body).toMatchObject({ totalAmount: "39.90", packageName: "进阶版", duration: 30 });
    expect((await send<ConsolePackage>("POST", `packages/${made.id}/off-sale`)).body.state).toBe(
      "off-sale",
    );
    const gone = await send("DELETE", `packages/${made.id}`);
    expect([gone.status, gone.body.code]).toEqual([409, "CATALOG_IN_USE"]);
  });

  test("counts what was sold; only a draft is deleted, once", async () => {
    const id = await packageOnSale();
    await paid({ payType: 1 });
    const made = await draft();
    expect((await send("DELETE", `packages/${made.id}`)).status).toBe(200);
    expect((await send("DELETE", `packages/${made.id}`)).body.code).toBe("CATALOG_ITEM_NOT_FOUND");
    expect((await send("DELETE", `packages/${id}`)).body.code).toBe("CATALOG_IN_USE");
    const sold = await bindings.DB.prepare(
      `SELECT sum(sold) AS sold, (SELECT count(*) FROM orders WHERE paid_at IS NOT NULL) AS paid FROM item_sold`,
    ).first<{ sold: number; paid: number }>();
    expect(sold?.sold).toBe(sold?.paid);
    expect(sold?.paid).toBeGreaterThan(0);
  });

  test("stock is set where it is as it was seen: units that were sold meanwhile are not put back", async () => {
    const id = await packageOnSale({ stock: 5 });
    const set = (stock: number | null, seen: number | null) =>
      send<ConsolePackage>("POST", `packages/${id}/stock`, { stock, seen });
    await (await customer()).post("/api/web/coze-package/order", { id, payType: 1 });
    expect((await set(50, 5)).body).toMatchObject({
      code: "CATALOG_CHANGED",
      current: { stock: 4 },
    });
    expect((await set(49, 4)).body.stock).toBe(49);
    expect((await set(49, 4)).status, "sent again").toBe(200);
    expect((await set(null, 49)).body.stock).toBeNull();
    expect(await stockOf(id)).toBeNull();
  });

  test("their order is changed as it was seen", async () => {
    const [one, two] = [await draft(), await draft()];
    type List = { items: ConsolePackage[]; orderVersion: string; liveWithinSeconds: number };
    const seen = (await send<List>("GET", "packages")).body;
    expect(seen.liveWithinSeconds).toBe(60);
    const order = (ids: string[]) =>
      send<{ ids: string[] }>("POST", "packages/order", { ids, version: seen.orderVersion });
    const ids = [two.id, one.id];
    expect((await order(ids)).body.ids.slice(0, 2)).toEqual(ids);
    expect((await order(ids)).status, "sent again").toBe(200);
    expect((await order([one.id])).body.code).toBe("CATALOG_CHANGED");
    expect((await order(["nowhere"])).status).toBe(422);
    const now = (await send<List>("GET", "packages")).body.items.map(({ id }) => id);
    expect(now.slice(0, 2)).toEqual(ids);
    expect(now.length).toBe(seen.items.length);
  });

  test("a row at fault says so, can be mended, and is in the shop with what KV keeps", async () => {
    const made = await draft();
    await onSale(made);
    expect(await bindings.CONFIG.get(CATALOG_KEY)).toContain(made.id);
    // As rows from before there were rules.
    const trigger = await bindings.DB.prepare(
      "SELECT sql FROM sqlite_master WHERE name = 'coze_package_checked_update'",
    ).first<string>("sql");
    await bindings.DB.prepare("DROP TRIGGER coze_package_checked_update").run();
    await bindings.DB.prepare("UPDATE coze_package SET currency = 'cny' WHERE id = ?")
      .bind(made.id)
      .run();
    await bindings.DB.prepare(trigger ?? "").run();
    const bad = (await send<ConsolePackage>("GET", `packages/${made.id}`)).body;
    expect(bad.faults.map(({ field }) => field)).toEqual(["currency"]);
    const mended = await send<ConsolePackage>("PUT", `packages/${made.id}`, {
      ...editOf(bad),
      currency: "CNY",
    });
    expect(mended.body).toMatchObject({ faults: [], currency: "CNY", state: "on-sale" });
    expect(await shownIn("zh", made.id)).toMatchObject({ currency: "CNY" });
  });
});

describe("the other nouns go by the same rules", () => {
  test("a recharge rule and a pack of credits", async () => {
    const rule = {
      ...{ id: newId(), power: 700, givePower: 70, sellPrice: "63.00", currency: "CNY" },
      texts: { zh: { label: "限时" }, en: { label: "" }, jp: { label: "" } },
    };
    const { body: made } = await send<ConsolePackage>("POST", "recharge-rules", rule);
    await onSale(made, "recharge-rules");
    forgetKeys();
    const centre = (await (await request("/api/recharge/center")).json()) as RechargeCenter;
    expect(JSON.stringify(centre)).toContain(made.id);
    const many = await send("PUT", `recharge-rules/${made.id}`, {
      ...rule,
      version: made.version,
      power: 1e12,
    });
    expect(many.body.errors?.map(({ field }) => field)).toEqual(["givePower"]);

    const pack = {
      ...{ id: newId(), credits: 50, prices: [{ currency: "CNY", amount: "5.00" }] },
      texts: {
        zh: { name: "50 积分", label: "" },
        en: { name: "50 credits", label: "" },
        jp: { name: "50 クレジット", label: "" },
      },
    };
    const kept = await send<ConsolePackage>("POST", "credit-packages", pack);
    expect((await onSale(kept.body, "credit-packages")).body.state).toBe("on-sale");
    const prices = [
      { currency: "CNY", amount: "6.00" },
      { currency: "CNY", amount: "7" },
    ];
    const twice = await send("PUT", `credit-packages/${pack.id}`, {
      ...pack,
      prices,
      version: kept.body.version,
    });
    expect(twice.body.errors?.map(({ field }) => field)).toEqual(["prices"]);
  });

  test("a plan: prices, allowances and quotas are one with it; a rank is one plan's", async () => {
    const product = {
      ...{ id: newId("q"), kind: "counter", pooled: false, asset: null, prices: [] },
      texts: {
        zh: { name: "消息", unit: "条" },
        en: { name: "Messages", unit: "message" },
        jp: { name: "メッセージ", unit: "件" },
      },
    };
    await send("POST", "products", product);
    const rank = 500 + Math.floor(Math.random() * 400);
    const plan = {
      ...{ id: newId("plan"), family: "team", rank, interval: "month", creditRule: "monthly" },
      texts: {
        zh: { name: "团队版", ...FEATURES },
        en: { name: "Team", ...FEATURES },
        jp: { name: "チーム", ...FEATURES },
      },
      ...{ trialDays: 0, allowance: { v1: 900, v2: 400 } },
      prices: [
        { currency: "CNY", amount: "199.00" },
        { currency: "USD", amount: "29.90" },
      ],
      quotas: [{ product: product.id, limit: 1_000, mode: "hard" }],
    };
    const { body: made, status } = await send<ConsolePlan>("POST", "plans", plan);
    expect(status).toBe(201);
    expect(made).toMatchObject({ ...plan, state: "draft" });
    const same = await send("POST", "plans", { ...plan, id: newId("plan") });
    expect(same.body.errors?.map(({ field }) => field)).toEqual(["rank"]);
    const unknown = await send("PUT", `plans/${plan.id}`, {
      ...plan,
      ...{ version: made.version, quotas: [{ product: "nothing", limit: 1, mode: "hard" }] },
    });
    expect(unknown.body.errors?.map(({ field }) => field)).toEqual(["quotas"]);
    expect((await send("DELETE", `products/${product.id}`)).body.code, "a quota names it").toBe(
      "CATALOG_IN_USE",
    );

    const asked = (amount: string) =>
      send<ConsolePlan>("PUT", `plans/${plan.id}`, {
        ...{ ...plan, version: made.version, prices: [{ currency: "CNY", amount }] },
      });
    const answers = await Promise.all(["1.00", "2.00", "3.00"].map(asked));
    expect(answers.filter(({ status: one }) => one === 200)).toHaveLength(1);
    const now = (await send<ConsolePlan>("GET", `plans/${plan.id}`)).body;
    expect(now.prices, "whole, of the one that was done").toHaveLength(1);
    await bindings.DB.prepare("DELETE FROM plan_allowance WHERE plan_id = ? AND version = 'v1'")
      .bind(plan.id)
      .run();
    const lacking = (await send<ConsolePlan>("GET", `plans/${plan.id}`)).body;
    expect(lacking.faults.map(({ field }) => field)).toEqual(["allowance"]);
    expect((await onSale(lacking, "plans")).body.code).toBe("CATALOG_NOT_READY");
    const mended = (await send<ConsolePlan>("PUT", `plans/${plan.id}`, lacking)).body;
    expect(mended, "an allowance of nothing is written").toMatchObject({
      ...{ faults: [], allowance: { v1: 0, v2: 400 } },
    });
    expect((await onSale(mended, "plans")).body.state).toBe("on-sale");
    const yearly = await send("PUT", `plans/${plan.id}`, { ...mended, interval: "year" });
    expect(yearly.body.errors?.map(({ field }) => field)).toEqual(["interval"]);
    forgetKeys();
    const offered = await owner.get<{ plans: { id: string }[] }>("/api/portal/plans");
    expect(JSON.stringify(offered.body)).toContain(plan.id);
  });

  test("a product: prices that have begun stay, new ones begin later", async () => {
    const price = { model: "", pool: "", amount: 1, per: 10, from: "2026-01-01T00:00:00.000Z" };
    const product = {
      ...{ id: newId("c"), kind: "counter", pooled: false, asset: "credits", prices: [price] },
      texts: {
        zh: { name: "绘图", unit: "张" },
        en: { name: "Images", unit: "image" },
        jp: { name: "画像", unit: "枚" },
      },
    };
    const { body: made } = await send<ConsoleProduct>("POST", "products", product);
    await onSale(made, "products");
    const put = async (prices: object[]) =>
      send<ConsoleProduct>("PUT", `products/${product.id}`, {
        ...product,
        version: made.version,
        prices,
      });
    const cheaper = await put([{ ...price, amount: 2 }]);
    expect(cheaper.body.errors?.map(({ field }) => field)).toEqual(["prices", "prices.0.from"]);
    const past = await put([price, { ...price, amount: 2, from: "2026-02-01T00:00:00.000Z" }]);
    expect(past.body.errors?.map(({ field }) => field)).toEqual(["prices.1.from"]);
    const later = await put([price, { ...price, amount: 2, from: "2099-01-01T00:00:00.000Z" }]);
    expect(later.body.prices).toHaveLength(2);
    const gauge = await send("PUT", `products/${product.id}`, {
      ...{ ...later.body, kind: "gauge" },
    });
    expect(gauge.body.errors?.map(({ field }) => field)).toContain("kind");
  });
});

const FEATURES = { description: "", features: [] };
