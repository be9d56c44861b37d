import { describe, expect, test, vi } from "vitest";
import type { OrderPage } from "../app.ts";
import type { Env } from "../env.ts";
import { FAILURES } from "../http/core/errors.ts";
import { hostKey } from "./identity.ts";
import { CANCEL, MISSING, ORDER, PREPAY, problemOf, refusal, send } from "./problem.ts";
import { order, shown } from "./shop.ts";
import {
  bindings,
  type Customer,
  customer,
  mint,
  packageOnSale,
  request,
  requestWith,
  restoreAfterEach,
} from "./world.ts";

restoreAfterEach();

describe("a body that does not fit is refused with the fields at fault", () => {
  const whole = { from: "coze", orderId: MISSING, payType: 1 };
  test.each<[string, string, unknown, string[]]>([
    ["nothing", ORDER, {}, ["id", "payType"]],
    ["null", ORDER, "null", [""]],
    ["a list", ORDER, [], ["id", "payType"]],
    ["a text", ORDER, '"x"', [""]],
    ["no id", ORDER, { payType: 1 }, ["id"]],
    ["an id that is a number", ORDER, { id: 7, payType: 1 }, ["id"]],
    ["an id that is empty", ORDER, { id: "", payType: 1 }, ["id"]],
    ["an id of 65 letters", ORDER, { id: "x".repeat(65), payType: 1 }, ["id"]],
    ["an id that is a question", ORDER, { id: { $ne: 1 }, payType: 1 }, ["id"]],
    ["no payType", ORDER, { id: "x" }, ["payType"]],
    ["a payType that is a text", ORDER, { id: "x", payType: "1" }, ["payType"]],
    ["a payType with a fraction", ORDER, { id: "x", payType: 1.5 }, ["payType"]],
    ["a payType that is null", ORDER, { id: "x", payType: null }, ["payType"]],
    ["an unknown from", PREPAY, { ...whole, from: "lottery" }, ["from"]],
    ["no from", PREPAY, { orderId: MISSING, payType: 1 }, ["from"]],
    ["an orderId that is a number", PREPAY, { ...whole, orderId: 7 }, ["orderId"]],
    ["an orderId without end", PREPAY, { ...whole, orderId: "x".repeat(65) }, ["orderId"]],
    ["a fraction to pay with", PREPAY, { ...whole, payType: 1.5 }, ["payType"]],
    ["nothing to cancel", CANCEL, {}, ["from", "orderId"]],
  ])("%s at %s", async (_what, path, body, fields) => {
    const { init } = send(path, body);
    const problem = await problemOf(await (await customer()).call(path, init));
    expect(problem.code).toBe("INVALID_REQUEST");
    expect(problem.errors?.map(({ field }) => field)).toEqual(fields);
  });

  test.each([
    ["is cut", '{"id":"x",', "application/json"],
    ["is no JSON", "id=x&payType=1", "application/json"],
    ["is empty", "", "application/json"],
  ])("a body that %s", async (_what, body, type) => {
    const { init } = send(ORDER, body, { "content-type": type });
    const problem = await problemOf(await (await customer()).call(ORDER, init));
    expect(problem.errors).toEqual([{ field: "", message: "the body is not JSON" }]);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", ""])(
    "JSON that is sent as %j is not read",
    async (type) => {
      const { init } = send(ORDER, { id: "x", payType: 1 }, { "content-type": type });
      const problem = await problemOf(await (await customer()).call(ORDER, init));
      expect(problem.errors?.map(({ field }) => field)).toEqual(["id", "payType"]);
    },
  );

  test.each([
    ["/api/pay/getPayResult", ["from", "orderId"]],
    ["/api/pay/getPayResult?from=coze", ["orderId"]],
    [`/api/pay/getPayResult?orderId=${MISSING}&from=lottery`, ["from"]],
    ["/api/pay/watch", ["from", "orderId"]],
  ])("%s", async (path, fields) => {
    const problem = await problemOf(await (await customer()).call(path));
    expect(problem.errors?.map(({ field }) => field)).toEqual(fields);
  });
});

describe("what cannot be bought or paid is refused by its own code", () => {
  test.each([0, -1, 3, 9, 1e308])(
    "the pay way %d, at the order and at the code",
    async (payType) => {
      const { who, orderId } = await shown();
      const id = await packageOnSale();
      expect(await refusal(who, ORDER, { id, payType })).toBe("PAY_WAY_UNAVAILABLE");
      const prepay = { from: "coze", orderId, payType };
      expect(await refusal(who, PREPAY, prepay)).toBe("PAY_WAY_UNAVAILABLE");
    },
  );

  test.each<[string, () => Promise<string> | string]>([
    ["does not exist", () => "no-such-package"],
    ["is off the shelf", () => packageOnSale({ enabled: 0 })],
    ["is a piece of SQL", () => "x' OR '1'='1"],
    ["holds a null byte", () => "a\0b"],
  ])("a package that %s", async (_what, id) => {
    const wish = { id: await id(), payType: 1 };
    expect(await refusal(await customer(), ORDER, wish)).toBe("PACKAGE_UNAVAILABLE");
  });

  test("a package that is sold out", async () => {
    const wish = { id: await packageOnSale({ stock: 0 }), payType: 1 };
    expect(await refusal(await customer(), ORDER, wish)).toBe("OUT_OF_STOCK");
  });

  test("an order that was cancelled, at the code and at the next cancelling", async () => {
    const { who, orderId } = await shown();
    const reference = { from: "coze", orderId };
    expect((await who.post(CANCEL, reference)).status).toBe(200);
    expect(await refusal(who, PREPAY, { ...reference, payType: 1 })).toBe("ORDER_NOT_PAYABLE");
    expect((await who.post(CANCEL, reference)).status).toBe(200);
  });
});

describe("somebody else's order is like one that does not exist", () => {
  const ROUTES: [string, (who: Customer, orderId: string) => Promise<Response>][] = [
    ["GET order/:id", (who, orderId) => who.call(`${ORDER}/${orderId}`)],
    [
      "POST prepay",
      (who, orderId) => who.call(PREPAY, send(PREPAY, { from: "coze", orderId, payType: 1 }).init),
    ],
    [
      "GET getPayResult",
      (who, orderId) => who.call(`/api/pay/getPayResult?from=coze&orderId=${orderId}`),
    ],
    [
      "GET watch",
      (who, orderId) =>
        who.call(`/api/pay/watch?from=coze&orderId=${orderId}`, {
          headers: { upgrade: "websocket" },
        }),
    ],
    [
      "POST cancel",
      (who, orderId) => who.call(CANCEL, send(CANCEL, { from: "coze", orderId }).init),
    ],
  ];

  test.each(ROUTES)("at %s", async (_route, ask) => {
    const { orderId } = await shown();
    const stranger = await customer();
    const foreign = await problemOf(await ask(stranger, orderId));
    expect(foreign.code).toBe("ORDER_NOT_FOUND");
    expect(foreign).toEqual(await problemOf(await ask(stranger, MISSING)));
    expect(foreign).toEqual(await problemOf(await ask(stranger, "rubbish")));
  });

  test("and is untouched by the attempt", async () => {
    const { who, orderId } = await shown();
    await refusal(await customer(), CANCEL, { from: "coze", orderId });
    expect(await (await who.call(`${ORDER}/${orderId}`)).json()).toMatchObject({
      orderStatus: "pending",
    });
  });

  test.each(["recharge", "credits", "subscription"])(
    "as one's own is when it is asked for as %s",
    async (from) => {
      const { who, orderId } = await shown();
      expect(await refusal(who, PREPAY, { from, orderId, payType: 1 })).toBe("ORDER_NOT_FOUND");
      expect(await refusal(who, CANCEL, { from, orderId })).toBe("ORDER_NOT_FOUND");
    },
  );

  test("and is not in one's list", async () => {
    await shown();
    const { body } = await (await customer()).get<OrderPage>("/api/web/coze-package/orders");
    expect(body).toEqual({
      ...{ items: [], total: 0, page: 1, pageSize: 20, next: null },
      archivedBefore: null,
    });
  });
});

describe("what is too large is not read", () => {
  const LARGE = JSON.stringify({ id: "x".repeat(64 * 1024), payType: 1 });

  test.each([
    ["an order", ORDER],
    ["a notification", "/api/pay/notify/wechat"],
  ])("%s, whether or not it says its length", async (_what, path) => {
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${await mint({ sub: "somebody" })}`,
    };
    const said = await request(path, { method: "POST", body: LARGE, headers });
    expect((await problemOf(said)).code).toBe("BODY_TOO_LARGE");
    const stream = new Blob([LARGE]).stream();
    const unsaid = await request(path, { method: "POST", body: stream, headers });
    expect((await problemOf(unsaid)).code).toBe("BODY_TOO_LARGE");
  });
});

test.each([
  ["GET", "/api/nothing"],
  ["GET", "/api/web/coze-package"],
  ["GET", "/"],
  ["DELETE", "/api/web/coze-package"],
  ["POST", "/api/pay/notify/somebody"],
  ["GET", "/api/%E0%A4%A"],
])("%s %s is not there", async (method, path) => {
  expect((await problemOf(await request(path, { method }))).code).toBe("NOT_FOUND");
});

test.each([
  ["GET", "/api/pay/prepay", "POST"],
  ["HEAD", "/api/pay/prepay", "POST"],
  ["DELETE", "/api/auth/me", "GET, HEAD"],
  ["OPTIONS", "/api/auth/me", "GET, HEAD"],
  ["PUT", "/api/web/coze-package/order", "POST"],
  ["POST", `/api/web/coze-package/order/${MISSING}`, "GET, HEAD"],
  ["GET", "/api/pay/notify/wechat", "POST"],
  ["GET", "/api/customers/lin/deduct", "POST"],
  ["PATCH", "/api/console/customers/lin/allow-negative", "GET, HEAD, PUT"],
  ["QUERY", "/api/status", "GET, HEAD"],
])("%s %s is answered with what it takes: %s", async (method, path, allow) => {
  const response = await request(path, { method });
  expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
  if (method !== "HEAD") expect((await problemOf(response)).code).toBe("METHOD_NOT_ALLOWED");
});

test.each([
  ["https://pay.example.com", "max-age=31536000"],
  ["http://localhost:8788", null],
])("at %s browsers are told to stay with https: %j", async (origin, told) => {
  for (const path of ["/api/status", "/api/nothing", "/api/auth/me", "/api/docs"]) {
    const response = await requestWith({}, new URL(path, origin).href);
    expect(response.headers.get("strict-transport-security"), path).toBe(told);
  }
});

describe("a log line of a failure", () => {
  const NAME = "customer-whom-no-log-may-name";

  test.each([
    [`/api/customers/${NAME}/balance`, "/api/customers/cu…/balance"],
    [`/api/console/customers/${NAME}/allow-negative`, "/api/console/customers/cu…/allow-negative"],
    [`/api/console/orders/${MISSING}`, `/api/console/orders/${MISSING}`],
  ])("names no customer, and names the order: %s", async (path, logged) => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const broken = () => {
      throw new Error(`no storage for ${NAME}`);
    };
    const objects = { idFromName: broken } as unknown as Env["ACCOUNTS"] & Env["ORDERS"];
    const authorization = path.startsWith("/api/console")
      ? `Bearer ${await mint({ sub: "boss", role: "operator" })}`
      : await hostKey();
    const headers = { authorization };
    const response = await requestWith({ ACCOUNTS: objects, ORDERS: objects }, path, { headers });
    expect(response.status).toBe(500);
    const lines = JSON.stringify(log.mock.calls);
    log.mockRestore();
    expect(lines).toContain(`"path":"${logged}"`);
    expect(lines).not.toContain(NAME);
  });
});

test("every answer forbids guessing its type", async () => {
  for (const path of ["/api/web/coze-package/center", "/api/nothing", "/api/auth/me"])
    expect((await request(path)).headers.get("x-content-type-options")).toBe("nosniff");
});

test.each<[string, string | null, "zh" | "en" | "jp"]>([
  ["", null, "zh"],
  ["", "zh-TW", "zh"],
  ["", "en-US,en;q=0.9,zh;q=0.8", "en"],
  ["", "ja", "jp"],
  ["", "ja-JP,en;q=0.5", "jp"],
  ["", "fr, ja;q=0.2, en;q=0.1", "jp"],
  ["", "en;q=0, zh", "zh"],
  ["", ",;q=,,", "zh"],
  ["?lang=en", "zh-CN", "en"],
  ["?lang=jp", null, "jp"],
  ["?lang=ja", null, "jp"],
  ["?lang=tlh", "en", "en"],
])("with %j and Accept-Language %j a refusal speaks %s", async (query, accepted, lang) => {
  const headers = accepted === null ? undefined : { "accept-language": accepted };
  await problemOf(await request(`/api/auth/me${query}`, headers ? { headers } : {}), lang);
});

describe("a page of orders", () => {
  const list = async (who: Customer, query: string) =>
    (await who.get<OrderPage>(`/api/web/coze-package/orders${query}`)).body;

  test("is one's own, newest first, cut as wished", async () => {
    const who = await customer();
    const ids: string[] = [];
    for (let count = 0; count < 3; count++)
      ids.unshift((await order(who, await packageOnSale())).body.orderId);
    // Orders of one millisecond have no order of their own.
    for (const [age, id] of ids.entries())
      await bindings.DB.prepare("UPDATE orders SET created_at = created_at - ? WHERE order_no = ?")
        .bind(age * 1_000, id)
        .run();
    const idsOf = (page: OrderPage) => page.items.map(({ id }) => id);
    expect(await list(who, "?pageSize=2")).toMatchObject({ total: 3, page: 1, pageSize: 2 });
    expect(idsOf(await list(who, "?pageSize=2"))).toEqual(ids.slice(0, 2));
    expect(idsOf(await list(who, "?pageSize=2&page=2"))).toEqual(ids.slice(2));
    expect(await list(who, "?pageSize=2&page=3")).toEqual({
      items: [],
      total: 3,
      page: 3,
      pageSize: 2,
      next: null,
      archivedBefore: null,
    });
    expect(await list(who, "?pageSize=100&page=1000000")).toMatchObject({ items: [], total: 3 });
  });

  test.each([
    ["page=0", "page"],
    ["page=-1", "page"],
    ["page=1.5", "page"],
    ["page=x", "page"],
    ["page=", "page"],
    ["page=1000001", "page"],
    ["page=99999999999999999999", "page"],
    ["page=1&page=2", "page"],
    ["pageSize=0", "pageSize"],
    ["pageSize=101", "pageSize"],
    ["pageSize=1e2", "pageSize"],
  ])("is refused for ?%s", async (query, field) => {
    const response = await (await customer()).call(`/api/web/coze-package/orders?${query}`);
    const problem = await problemOf(response);
    expect(problem.errors?.map((error) => error.field)).toEqual([field]);
  });

  test("and an order by itself are for their owner's eyes, not for caches", async () => {
    const { who, orderId } = await shown();
    for (const path of ["/api/web/coze-package/orders", `${ORDER}/${orderId}`])
      expect((await who.call(path)).headers.get("cache-control")).toBe("private, no-store");
  });
});

test.each(Object.entries(FAILURES))("%s has a text in each language", (code, { status, text }) => {
  expect(code).toMatch(/^[A-Z]+(?:_[A-Z]+)*$/);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(Object.keys(text).sort()).toEqual(["en", "jp", "zh"]);
  expect(text.zh).toMatch(/^[^\u3040-\u30ff]*\p{Script=Han}[^\u3040-\u30ff]*$/u);
  expect(text.en).toMatch(/^[ -~]+\.$/);
  expect(text.jp).toMatch(/[\u3040-\u30ff].*。$/);
});
