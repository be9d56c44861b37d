import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { CozeCenter, OrderCreated, Prepaid, Problem } from "../app.ts";
import type { Env } from "../env.ts";
import { CATALOG_KEY } from "../store/catalog.ts";
import { center, order, payResult, shown } from "./shop.ts";
import {
  bindings,
  control,
  customer,
  deliver,
  mailAbout,
  packageOnSale,
  request,
  requestWith,
  restoreAfterEach,
} from "./world.ts";

const PATH = "/api/web/coze-package/center";

restoreAfterEach();

beforeEach(async () => {
  await bindings.DB.prepare("DELETE FROM coze_package").run();
});
afterEach(async () => {
  const { keys } = await bindings.CONFIG.list();
  await Promise.all(keys.map(({ name }) => bindings.CONFIG.delete(name)));
});

/** The centre as a guest sees it, with nothing cached before. */
async function seen(query = "", headers: Record<string, string> = {}): Promise<CozeCenter> {
  await bindings.CONFIG.delete(CATALOG_KEY);
  return (await request(PATH + query, { headers })).json();
}

async function sell(columns: Record<string, unknown>): Promise<void> {
  const row = {
    id: crypto.randomUUID(),
    name: "专业版",
    duration_days: 30,
    current_price_minor: 3_990,
    ...columns,
  };
  const names = Object.keys(row);
  const holes = names.map(() => "?").join(", ");
  await bindings.DB.prepare(`INSERT INTO coze_package (${names.join(", ")}) VALUES (${holes})`)
    .bind(...Object.values(row))
    .run();
}

describe("a package", () => {
  test("has the seeds' fields, its prices as decimal strings", async () => {
    await sell({
      id: "pro",
      label: "热销",
      description: "适合团队",
      content: '["不限对话","优先响应"]',
      original_price_minor: 10_000,
    });
    expect((await seen()).packages).toEqual([
      {
        id: "pro",
        name: "专业版",
        label: "热销",
        description: "适合团队",
        content: ["不限对话", "优先响应"],
        duration: 30,
        originalPrice: "100.00",
        currentPrice: "39.90",
        currency: "CNY",
        soldOut: false,
      },
    ]);
  });

  test.each([
    ["CNY", 1, "0.01"],
    ["CNY", 990, "9.90"],
    ["USD", 123_456_789, "1234567.89"],
    ["JPY", 500, "500"],
  ])("in %s for %d of the minor unit costs %s", async (currency, current_price_minor, price) => {
    await sell({ currency, current_price_minor });
    expect((await seen()).packages[0]).toMatchObject({
      originalPrice: null,
      currentPrice: price,
      currency,
    });
  });

  test.each([
    [null, false],
    [1, false],
    [0, true],
  ])("with a stock of %s is sold out: %s", async (stock, soldOut) => {
    await sell({ stock });
    expect((await seen()).packages[0]).toMatchObject({ soldOut });
  });

  test("stands where the operator sorted it, and is hidden when switched off", async () => {
    await sell({ id: "c", sort: 2 });
    await sell({ id: "b", sort: 1 });
    await sell({ id: "a", sort: 2 });
    await sell({ id: "off", enabled: 0 });
    expect((await seen()).packages.map(({ id }) => id)).toEqual(["b", "a", "c"]);
  });

  const EN = { name: "Pro", label: "Hot", description: "For teams", content: ["Unlimited"] };
  const ZH = { name: "专业版", label: "热", description: "团队", content: ["不限"] };

  test.each<[string, Record<string, string>, object]>([
    ["", {}, ZH],
    ["", { "accept-language": "en-GB,en;q=0.9" }, EN],
    ["", { "accept-language": "de, en;q=0.5" }, EN],
    ["", { "accept-language": "fr" }, ZH],
    ["?lang=en", { "accept-language": "zh-CN" }, EN],
    ["?lang=zh", { "accept-language": "en" }, ZH],
    ["?lang=xx", { "accept-language": "en" }, EN],
    ["?lang=", { "accept-language": "en" }, EN],
    ["?lang=jp", {}, { ...ZH, name: "プロ" }],
    ["?lang=ja", {}, { ...ZH, name: "プロ" }],
  ])(
    "asked for with %j and %j speaks that language, and Chinese where it has no words",
    async (query, headers, texts) => {
      await sell({
        ...ZH,
        content: JSON.stringify(ZH.content),
        translations: JSON.stringify({ en: EN, jp: { name: "プロ" } }),
      });
      expect((await seen(query, headers)).packages[0]).toMatchObject(texts);
    },
  );
});

describe("the customer's own part", () => {
  test("is missing for a guest", async () => {
    expect(await seen()).not.toHaveProperty("user");
  });

  test("says who they are and that nothing is running", async () => {
    const who = await customer({ name: "林知夏" });
    const user = { id: who.id, username: "林知夏", avatar: "", cozePackage: null, effects: [] };
    expect((await center(who)).user).toEqual(user);
  });

  test("counts the days of what they bought down, a begun day whole, until it is over", async () => {
    const { who, orderId, codeUrl } = await shown({ days: 7 });
    await control.pay(codeUrl);
    await deliver(await mailAbout(`${orderId}_1`));
    const bought = (await center(who)).user?.cozePackage;
    expect(bought).toMatchObject({ name: "专业版", remainingDays: 7 });
    const endMs = Date.parse(bought?.expiresAt ?? "");
    const left = async (atMs: number) => {
      vi.useFakeTimers({ toFake: ["Date"], now: atMs });
      const { user } = await center(who);
      return user?.cozePackage === null ? "none" : user?.cozePackage?.remainingDays;
    };
    expect(await left(endMs - 2 * 86_400_000)).toBe(2);
    expect(await left(endMs - 2 * 86_400_000 + 1)).toBe(2);
    expect(await left(endMs - 1)).toBe(1);
    expect(await left(endMs)).toBe("none");
  });

  test("is never cached with the rest", async () => {
    const response = await (await customer()).call(PATH);
    expect(response.headers.get("cache-control")).toBe("private, no-store");
  });
});

describe("coze_package_status=false", () => {
  test("closes the centre and refuses new orders", async () => {
    const packageId = await packageOnSale();
    await bindings.CONFIG.put("coze_package_status", "false");
    expect((await seen()).status).toBe(false);
    const refused = await order(await customer(), packageId);
    expect(refused).toMatchObject({ status: 403, body: { code: "CENTER_CLOSED" } });
  });

  test("leaves a pending order payable: a new code, the payment, the entitlement", async () => {
    const { who, orderId } = await shown();
    await bindings.CONFIG.put("coze_package_status", "false");
    const again = await who.post<Prepaid>("/api/pay/prepay", { from: "coze", orderId, payType: 1 });
    expect(again.status).toBe(200);
    await control.pay(again.body.qrCode.code_url);
    await deliver(await mailAbout(`${orderId}_1`));
    expect(await payResult(who, orderId)).toMatchObject({ orderStatus: "completed" });
    expect((await center(who)).user?.cozePackage).toMatchObject({ remainingDays: 30 });
  });

  test("is undone by true", async () => {
    await bindings.CONFIG.put("coze_package_status", "true");
    expect((await seen()).status).toBe(true);
  });
});

describe("a way to pay", () => {
  const payTypes = async () => (await seen()).payWayList.map(({ payType }) => payType);

  test.each([
    ["zh", ["微信支付", "支付宝"]],
    ["en", ["WeChat Pay", "Alipay"]],
    ["jp", ["WeChat Pay", "Alipay"]],
  ])("has its name in %s, WeChat first, and an image of our own", async (lang, names) => {
    const { payWayList } = await seen(`?lang=${lang}`);
    expect(payWayList.map(({ name }) => name)).toEqual(names);
    expect(payWayList.map(({ logo }) => logo)).toEqual(["/pay/wechat.svg", "/pay/alipay.svg"]);
  });

  test.each([
    ["payway_1_status", 1, [2]],
    ["payway_2_status", 2, [1]],
  ])("%s=false hides it and refuses orders and codes with it", async (flag, payType, left) => {
    const { who, orderId } = await shown({ payType });
    await bindings.CONFIG.put(flag, "false");
    expect(await payTypes()).toEqual(left);
    const unavailable = { status: 400, body: { code: "PAY_WAY_UNAVAILABLE" } };
    expect(await order(who, await packageOnSale(), payType)).toMatchObject(unavailable);
    const code = await who.post<Problem>("/api/pay/prepay", { from: "coze", orderId, payType });
    expect(code).toMatchObject(unavailable);
  });

  test("that is hidden can be left for another one, on the same order", async () => {
    const { who, orderId } = await shown();
    await bindings.CONFIG.put("payway_1_status", "false");
    const code = await who.post<Prepaid>("/api/pay/prepay", { from: "coze", orderId, payType: 2 });
    expect(code).toMatchObject({ status: 200, body: { payType: 2 } });
  });

  test("by card is offered once it is switched on", async () => {
    expect(await payTypes()).toEqual([1, 2]);
    await bindings.CONFIG.put("payway_3_status", "true");
    expect(await payTypes()).toEqual([1, 2, 3]);
    expect((await order(await customer(), await packageOnSale(), 3)).status).toBe(201);
  });

  test("that takes none of the currencies on sale is not offered", async () => {
    await bindings.CONFIG.put("payway_3_status", "true");
    await bindings.DB.prepare("UPDATE coze_package SET enabled = 0").run();
    await bindings.DB.prepare("UPDATE coze_package SET currency = 'USD', enabled = 1 WHERE id = ?")
      .bind(await packageOnSale())
      .run();
    expect(await payTypes()).toEqual([3]);
  });
});

test.each([
  ["coze_package_status", "nope"],
  ["payway_1_status", "2"],
])("a malformed %s means its default", async (flag, text) => {
  await bindings.CONFIG.put(flag, text);
  const { status, payWayList } = await seen();
  expect(status).toBe(true);
  expect(payWayList.map(({ payType }) => payType)).toEqual([1, 2]);
  const created = await order(await customer(), await packageOnSale());
  expect(created).toMatchObject({ status: 201 });
});

describe("the explanation", () => {
  const explained = async (texts: Record<string, string>, lang: string) => {
    for (const [suffix, text] of Object.entries(texts))
      await bindings.CONFIG.put(`coze_package_explain${suffix}`, text);
    return (await seen(`?lang=${lang}`)).explain;
  };
  const ALL = { "": "<p>说明</p>", ":en": "<p>Notes</p>", ":jp": "<p>説明</p>" };

  test.each([
    ["zh", ALL, "<p>说明</p>"],
    ["en", ALL, "<p>Notes</p>"],
    ["jp", ALL, "<p>説明</p>"],
    ["en", { "": "<p>说明</p>" }, ""],
    ["jp", { "": "<p>说明</p>", ":en": "<p>Notes</p>" }, ""],
    ["jp", { "": "<p>Notes</p>" }, "<p>Notes</p>"],
    ["zh", { "": "<p>Notes</p>" }, "<p>Notes</p>"],
    ["zh", { "": "<p>ご説明</p>" }, ""],
    ["zh", { ":en": "<p>Notes</p>" }, ""],
    ["en", {}, ""],
    ["en", { "": "<p>说明</p>", ":en": "" }, ""],
  ])("in %s, of %j, is %j", async (lang, texts, explain) => {
    expect(await explained(texts, lang)).toBe(explain);
  });

  test("is cleaned", async () => {
    const raw = "<p onclick=alert(1)>x<script>alert(1)</script><a href=javascript:alert(1)>y</a>";
    expect(await explained({ "": raw }, "zh")).toBe('<p>x<a rel="noopener nofollow">y</a>');
  });

  test("that is broken closes nothing", async () => {
    expect(await explained({ "": "<select><xmp><img src=x" }, "zh")).toBe("");
  });
});

describe("the cached catalog", () => {
  /** Bindings that note how they are used. */
  function counting() {
    const calls: string[] = [];
    const watched = <T extends object>(name: string, target: T): T =>
      new Proxy(target, {
        get(of, property) {
          const value = Reflect.get(of, property) as unknown;
          if (typeof value !== "function") return value;
          return (...args: unknown[]) => {
            calls.push(`${name}.${String(property)}`);
            return Reflect.apply(value, of, args) as unknown;
          };
        },
      });
    const change: Partial<Env> = {
      DB: watched("DB", bindings.DB),
      CONFIG: watched("CONFIG", bindings.CONFIG),
    };
    return {
      calls,
      ask: async () => {
        calls.length = 0;
        const response = await requestWith(change, PATH);
        return ((await response.json()) as CozeCenter).packages.map(({ id }) => id);
      },
    };
  }

  test("is one read of KV and none of D1, until it is 60 s old", async () => {
    await sell({ id: "first" });
    const { calls, ask } = counting();
    const beganMs = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now: beganMs });
    expect(await ask()).toEqual(["first"]);
    expect(calls[0]).toBe("CONFIG.get");
    expect(calls.filter((call) => call.startsWith("CONFIG.put"))).toHaveLength(1);
    expect(calls.filter((call) => call.startsWith("DB."))).not.toHaveLength(0);

    await sell({ id: "second", sort: 1 });
    for (const laterMs of [1, 59_999]) {
      vi.setSystemTime(beganMs + laterMs);
      expect(await ask()).toEqual(["first"]);
      expect(calls).toEqual(["CONFIG.get"]);
    }
    vi.setSystemTime(beganMs + 60_000);
    expect(await ask()).toEqual(["first", "second"]);
    expect(await ask()).toEqual(["first", "second"]);
    expect(calls).toEqual(["CONFIG.get"]);
  });

  test("never sells: a price and a switch are read in D1 when the order is placed", async () => {
    await sell({ id: "dear", current_price_minor: 1_000 });
    await seen();
    await bindings.DB.prepare("UPDATE coze_package SET current_price_minor = 2000").run();
    const who = await customer();
    expect((await order(who, "dear")).body).toMatchObject({ orderAmount: "20.00" });
    await bindings.DB.prepare("UPDATE coze_package SET enabled = 0").run();
    const refused = await who.post<OrderCreated>("/api/web/coze-package/order", {
      id: "dear",
      payType: 2,
    });
    expect(refused).toMatchObject({ status: 400, body: { code: "PACKAGE_UNAVAILABLE" } });
  });

  const now = () => Date.now();
  test.each<[string, () => string]>([
    ["nothing", () => ""],
    ["a word", () => "rubbish"],
    ["null", () => "null"],
    ["a number", () => "7"],
    ["a list", () => "[]"],
    ["an empty object", () => "{}"],
    ["no packages", () => JSON.stringify({ builtAtMs: now() })],
    ["packages that are no list", () => JSON.stringify({ builtAtMs: now(), packages: "all" })],
    ["no time", () => JSON.stringify({ packages: [] })],
    ["a package that is null", () => JSON.stringify({ builtAtMs: now(), packages: [null] })],
    ["a package without fields", () => JSON.stringify({ builtAtMs: now(), packages: [{}] })],
    ["a time to come", () => JSON.stringify({ builtAtMs: now() + 3_600_000, packages: [] })],
  ])("that holds %s is made anew", async (_what, text) => {
    await sell({ id: "real" });
    await bindings.CONFIG.put(CATALOG_KEY, text());
    const response = await request(`${PATH}?lang=en`);
    expect(response.status).toBe(200);
    const { packages } = (await response.json()) as CozeCenter;
    expect(packages.map(({ id }) => id)).toEqual(["real"]);
  });
});
