import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { OrderCreated } from "../app.ts";
import type { UsageRules } from "../domain/usage/event.ts";
import { runJobs } from "../jobs/all.ts";
import type { AccountObject } from "../objects/account/object.ts";
import { countRows, countRowsOf } from "../objects/account/testing/seed.ts";
import type { OrderObject } from "../objects/order/object.ts";
import { overdueOrders } from "../store/orders.ts";
import { MEMORY_MS } from "../store/settings.ts";
import { emptyShop, switchOn } from "./archiving.ts";
import { type Costs, countD1, counting, plansOf } from "./counting.ts";
import { meteringHost, productsInCatalog } from "./metering.ts";
import { accountOf, heardByD1, objectOf, shown } from "./shop.ts";
import {
  bindings,
  control,
  customer,
  deliver,
  mailAbout,
  mint,
  packageOnSale,
  request,
  requestIn,
  requestWith,
  restoreAfterEach,
  soon,
} from "./world.ts";

restoreAfterEach();

const JSON_TYPE = { "content-type": "application/json" };

const CENTRES = ["/api/web/coze-package/center", "/api/recharge/center"];

const USAGE_RULES: UsageRules = {
  credits: {
    ...{ mode: "calendar", timeZone: "Asia/Shanghai", free: null },
    versions: { current: "v2", switches: [] },
  },
  products: [{ id: "ai_chat", kind: "counter", pooled: false, asset: null, prices: [] }],
  quotas: {},
};

/** A token whose keys have been fetched, and the cached catalog: what a second request finds. */
async function warm() {
  const who = await customer();
  const headers = {
    authorization: `Bearer ${await mint({ sub: who.id, expiresInSeconds: 30 * 86_400 })}`,
  };
  await accountOf(who).grant({
    key: `order:${crypto.randomUUID()}`,
    grant: { kind: "power", name: "算力", power: 50, givePower: 0 },
  });
  for (const path of CENTRES) await request(path, { headers });
  return { who, headers };
}

/** What `path` costs in an isolate that remembers nothing. */
async function costOf(path: string, init: RequestInit = {}): Promise<Costs> {
  const { env, costs } = counting();
  const response = await requestWith(env, path, init);
  expect(response.status).toBeLessThan(300);
  return costs();
}

describe.each(CENTRES)("%s, with the catalog cached, costs", (path) => {
  test("a guest one read of KV", async () => {
    await warm();
    expect(await costOf(path)).toEqual({ kv: 1, d1: 0, objects: 0 });
  });

  test("a customer one call of the account beside it", async () => {
    const { headers } = await warm();
    expect(await costOf(path, { headers })).toEqual({ kv: 1, d1: 0, objects: 1 });
  });
});

test("past the cache, the catalog is read in one round trip, and written back when it has changed", async () => {
  const { headers } = await warm();
  const look = () => costOf(`${CENTRES[0]}?fresh=1`, { headers });
  await look();
  expect(await look()).toEqual({ kv: 1, d1: 1, objects: 1 });
  await packageOnSale();
  expect(await look()).toEqual({ kv: 2, d1: 1, objects: 1 });
});

describe("a purchase costs", () => {
  const write = (body: object, headers: Record<string, string>) => ({
    method: "POST",
    headers: { ...headers, ...JSON_TYPE },
    body: JSON.stringify(body),
  });

  test.each<[string, Costs]>([
    ["a first order", { kv: 1, d1: 1, objects: 1 }],
    // The order's object, and the account's: whether it could take what is sold.
    ["order creation", { kv: 1, d1: 1, objects: 2 }],
    ["the same order again", { kv: 1, d1: 1, objects: 2 }],
    ["prepay", { kv: 1, d1: 0, objects: 1 }],
    ["getPayResult", { kv: 0, d1: 0, objects: 1 }],
    ["own order", { kv: 0, d1: 0, objects: 1 }],
    // The list, how many there are, and where it ends.
    ["own orders", { kv: 0, d1: 1, objects: 0 }],
  ])("%s: %j", async (step, expected) => {
    const { who, headers } = await warm();
    const id = await packageOnSale();
    const order = () =>
      ["/api/web/coze-package/order", write({ id, payType: 1 }, headers)] as const;
    if (step === "a first order") return expect(await costOf(...order())).toEqual(expected);
    await heardByD1(who);
    if (step === "order creation") return expect(await costOf(...order())).toEqual(expected);

    const placed = (await (await request(...order())).json()) as OrderCreated;
    const { orderId } = placed;
    const calls: Record<string, readonly [string, RequestInit]> = {
      "the same order again": order(),
      prepay: ["/api/pay/prepay", write({ from: "coze", orderId, payType: 1 }, headers)],
      getPayResult: [`/api/pay/getPayResult?orderId=${orderId}&from=coze`, { headers }],
      "own order": [`/api/web/coze-package/order/${orderId}`, { headers }],
      "own orders": ["/api/web/coze-package/orders", { headers }],
    };
    const call = calls[step];
    if (!call) throw new Error(`no such step: ${step}`);
    expect(await costOf(...call)).toEqual(expected);
  });

  test("a page that polls two statements in the order, one once it is paid", async () => {
    const purchase = await shown();
    const claimant = { customerId: purchase.who.id, kind: "coze" } as const;
    const statements = () =>
      runInDurableObject<OrderObject, number>(objectOf(purchase.orderId), (object, { storage }) => {
        const { statements } = countRows(storage.sql, () => object.payState(claimant));
        return statements;
      });
    expect(await statements()).toBe(2);
    await control.pay(purchase.codeUrl);
    await deliver(await mailAbout(`${purchase.orderId}_1`));
    expect(await statements()).toBe(1);
  });

  test("a notification one call of the order, first and repeated", async () => {
    const purchase = await shown();
    await control.pay(purchase.codeUrl);
    const mail = await mailAbout(`${purchase.orderId}_1`);
    for (let times = 0; times < 2; times++) {
      const init = { method: "POST", headers: mail.headers, body: mail.body };
      expect(await costOf(mail.path, init)).toEqual({ kv: 0, d1: 0, objects: 1 });
    }
  });
});

describe("a host's call costs", () => {
  async function key() {
    const secret = "s".repeat(32);
    const prefix = crypto.randomUUID().replaceAll("-", "").slice(0, 12);
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret));
    const hash = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, "0")).join("");
    await bindings.DB.prepare(
      "INSERT INTO api_key (prefix, host_id, secret_hash, name, created_at) VALUES (?, ?, ?, 'host', 0)",
    )
      .bind(prefix, prefix, hash)
      .run();
    return { authorization: `Bearer eck_${prefix}_${secret}` };
  }

  test.each<[string, object]>([
    ["deduct", { asset: "power", amount: 1, reference: "costs" }],
    ["hold", { asset: "power", amount: 1, ttlSeconds: 60, reference: "costs" }],
  ])("%s: one look at the key, then one call of the account alone", async (verb, body) => {
    const { who } = await warm();
    const headers = { ...(await key()), ...JSON_TYPE };
    const isolate = () => {
      const { env: change, costs } = counting();
      return { env: { ...bindings, ...change }, costs };
    };
    const call = async ({ env, costs }: ReturnType<typeof isolate>) => {
      const init = {
        method: "POST",
        headers: { ...headers, "idempotency-key": crypto.randomUUID() },
        body: JSON.stringify(body),
      };
      const response = await requestIn(env, `/api/customers/${who.id}/${verb}`, init);
      expect(response.status).toBe(200);
      return costs();
    };
    const first = isolate();
    // The copy in KV is for the time when D1 does not answer. That the key was used is noted once an hour, behind the answer.
    expect(await call(first)).toEqual({ kv: 1, d1: 2, objects: 1 });
    expect(await call(first)).toEqual({ kv: 0, d1: 0, objects: 1 });
    expect(await call(isolate())).toEqual({ kv: 1, d1: 1, objects: 1 });
  });
});

describe("usage costs", () => {
  beforeAll(productsInCatalog);

  test("an event one call of the account, a quota one, and a batch one for each customer: nothing of D1", async () => {
    const it = await meteringHost();
    await it.use("ai_chat", 1); // The key and the catalog are in KV by now.
    // An isolate remembers for a second, which a batch may take where much else runs.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const { env: change, costs } = counting();
    const env = { ...bindings, ...change };
    const headers = { authorization: `Bearer ${it.token}`, ...JSON_TYPE };
    const call = async (path: string, body?: object) => {
      const init = body ? { method: "POST", headers, body: JSON.stringify(body) } : { headers };
      expect((await requestIn(env, path, init)).status).toBe(200);
      return costs();
    };
    const own = `/api/customers/${it.who.id}`;
    const event = () => ({ id: crypto.randomUUID(), product: "ai_chat", count: 1 });
    // An isolate that remembers nothing: one look at the key and its copy, one at the catalog.
    expect(await call(`${own}/usage`, event())).toEqual({ kv: 2, d1: 1, objects: 1 });
    expect(await call(`${own}/usage`, event())).toEqual({ kv: 0, d1: 0, objects: 1 });
    expect(await call(`${own}/quota?product=ai_chat`)).toEqual({ kv: 0, d1: 0, objects: 1 });
    expect(await call(`${own}/usage`)).toEqual({ kv: 0, d1: 0, objects: 1 });
    const customers = Array.from({ length: 50 }, (_, at) => `${it.who.id}-${at}`);
    const events = Array.from({ length: 500 }, (_, at) => ({
      ...event(),
      customer: customers[at % 50],
    }));
    expect(await call("/api/usage", { events })).toEqual({ kv: 0, d1: 0, objects: 50 });
    const one = events.map((each) => ({ ...each, customer: it.who.id }));
    expect(await call("/api/usage", { events: one })).toEqual({ kv: 0, d1: 0, objects: 1 });
  });

  test("the usage page one call of the account, however much was used, and the alarm no more rows", async () => {
    const it = await meteringHost();
    const batch = (from: number) =>
      it.batch(
        Array.from({ length: 500 }, (_, at) => ({
          id: `${from + at}`,
          product: "ai_chat",
          count: 1,
        })),
      );
    const rowsRead = () =>
      runInDurableObject(accountOf(it.who), (object: AccountObject, { storage }) =>
        countRows(storage.sql, () => void object.getUsageSummary(null, USAGE_RULES)),
      );
    const readByAlarm = () =>
      runInDurableObject(accountOf(it.who), async (object: AccountObject, { storage }) => {
        const { read } = await countRowsOf(storage.sql, () => object.alarm());
        return read;
      });
    await batch(0);
    await readByAlarm();
    const [few, fewByAlarm] = [await rowsRead(), await readByAlarm()];
    for (const from of [500, 1_000, 1_500]) await batch(from);
    await readByAlarm();
    expect(await rowsRead()).toEqual(few);
    expect(await readByAlarm()).toBe(fewByAlarm);
  });
});

describe("an isolate's memory of KV", () => {
  const isOpen = async (response: Response) =>
    ((await response.json()) as { status: boolean }).status;
  const PATH = CENTRES[0] ?? "";

  test("answers for a second and no longer", async () => {
    const beganMs = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: beganMs });
    expect(await isOpen(await request(PATH))).toBe(true);
    await bindings.CONFIG.put("coze_package_status", "false");
    try {
      vi.setSystemTime(beganMs + MEMORY_MS - 1);
      expect(await isOpen(await soon(PATH))).toBe(true);
      vi.setSystemTime(beganMs + MEMORY_MS);
      expect(await isOpen(await soon(PATH))).toBe(false);
    } finally {
      await bindings.CONFIG.delete("coze_package_status");
    }
  });

  test("is passed by once the clock has run back", async () => {
    const beganMs = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: beganMs });
    expect(await isOpen(await request(PATH))).toBe(true);
    await bindings.CONFIG.put("coze_package_status", "false");
    vi.setSystemTime(beganMs - 1);
    try {
      expect(await isOpen(await soon(PATH))).toBe(false);
    } finally {
      await bindings.CONFIG.delete("coze_package_status");
    }
  });

  test("keeps languages and customers apart", async () => {
    const { headers } = await warm();
    await packageOnSale();
    const body = async (init: RequestInit, lang: string) =>
      (await (await soon(`${PATH}?lang=${lang}`, init)).json()) as {
        payWayList: { name: string }[];
        user?: { id: string };
      };
    const [zh, en] = [await body({}, "zh"), await body({}, "en")];
    expect(zh.payWayList[0]?.name).toBe("微信支付");
    expect(en.payWayList[0]?.name).toBe("WeChat Pay");
    expect((await body({ headers }, "en")).user).toBeDefined();
    expect((await body({}, "en")).user).toBeUndefined();
  });
});

test("a run of the cron with nothing to do reads as many rows with a thousand customers and events as with none", async () => {
  await emptyShop();
  await bindings.DB.prepare("DELETE FROM customer").run();
  await switchOn();
  await runJobs(bindings); // The month's walk begins and ends.
  const rows = countD1();
  const readBy = async (act: () => Promise<unknown>) => {
    const before = rows.read;
    await act();
    return rows.read - before;
  };
  const run = () => runJobs(bindings);
  const few = await readBy(run);
  const numbers =
    "WITH RECURSIVE k (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM k WHERE n < 1000)";
  await bindings.DB.batch([
    bindings.DB.prepare(
      `INSERT INTO customer (id, balances, entitlements, first_seen_at, last_seen_at, version, told_version, ask_at, updated_at)
       ${numbers} SELECT 'cron-' || n, '[]', '[]', 0, 0, 1, 1, NULL, 0 FROM k`,
    ),
    bindings.DB.prepare(
      `INSERT INTO event (id, type, subject, seq, at, data)
       ${numbers} SELECT 'cron-' || n || ':1', 'order.paid', 'cron-' || n, 1, ?, '{}' FROM k`,
    ).bind(Date.now()),
  ]);
  // The oldest event is looked at, which is there now.
  expect(await readBy(run)).toBeLessThanOrEqual(few + 1);
  vi.restoreAllMocks();
  await emptyShop();
  await bindings.DB.prepare("DELETE FROM customer").run();
  await bindings.CONFIG.delete("archive_after_days");
});

test("the sweep looks at what is unfinished and at nothing else", async () => {
  const plans = await plansOf((database) => overdueOrders(database, Date.now(), 10));
  expect(plans).toHaveLength(2);
  expect(plans[0]).toContain("orders_unfinished");
  expect(plans[1]).toMatch(/SEARCH refund USING (COVERING )?INDEX refund_by_\w+ \(state=\?\)/);
  for (const plan of plans)
    expect(plan).not.toMatch(/SCAN orders(?! USING INDEX orders_unfinished)/);
});
