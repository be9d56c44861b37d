import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Env } from "../env.ts";
import { MISSING, ORDER, PREPAY, problemOf, refusal, send } from "./problem.ts";
import { order } from "./shop.ts";
import {
  bindings,
  control,
  customer,
  mint,
  packageOnSale,
  requestWith,
  restoreAfterEach,
} from "./world.ts";

restoreAfterEach();

let logged: () => string;

beforeEach(() => {
  const spy = vi.spyOn(console, "error").mockImplementation(() => undefined);
  logged = () => JSON.stringify(spy.mock.calls);
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("who asks too often", () => {
  const keys: string[] = [];
  const limiter = (success: boolean): Partial<Env> => {
    const limited: RateLimit = {
      limit: async ({ key }) => {
        keys.push(key);
        return { success };
      },
    };
    return { LIMITER: limited, PURCHASE_LIMITER: limited };
  };
  const ask = async (change: Partial<Env>, path: string, sub: string) => {
    const { init } = send(path, { id: "x", from: "coze", orderId: MISSING, payType: 1 });
    const authorization = `Bearer ${await mint({ sub })}`;
    return requestWith(change, path, { ...init, headers: { ...init.headers, authorization } });
  };

  test.each([ORDER, PREPAY])("at %s waits a minute", async (path) => {
    const response = await ask(limiter(false), path, "hasty");
    expect(response.headers.get("retry-after")).toBe("60");
    expect((await problemOf(response)).code).toBe("TOO_MANY_REQUESTS");
    expect(keys.at(-1)).toMatch(/^(?:order|prepay):hasty$/);
    expect((await problemOf(await ask(limiter(true), path, "hasty"))).code).not.toBe(
      "TOO_MANY_REQUESTS",
    );
  });

  test("for a sign-in is counted by address", async () => {
    const headers = { "cf-connecting-ip": "203.0.113.7" };
    const response = await requestWith(limiter(false), "/api/auth/login", { headers });
    expect((await problemOf(response)).code).toBe("TOO_MANY_REQUESTS");
    expect(keys.at(-1)).toBe("login:203.0.113.7");
  });

  test.each<[string, Partial<Env>]>([
    ["is missing", { PURCHASE_LIMITER: undefined as unknown as RateLimit }],
    ["fails", { PURCHASE_LIMITER: { limit: () => Promise.reject(new Error("down")) } }],
  ])("a limiter that %s stops nobody", async (_what, change) => {
    expect((await problemOf(await ask(change, PREPAY, "calm"))).code).toBe("ORDER_NOT_FOUND");
  });
});

describe("a fault of ours tells nobody its words", () => {
  const broken = () => {
    throw new Error("Failed query: SELECT secret FROM orders WHERE card = 4242");
  };
  const DB = { prepare: broken, batch: broken } as unknown as D1Database;

  test.each<[string, Partial<Env>, string]>([
    ["D1", { DB }, "/api/web/coze-package/orders"],
    ["D1, at the order", { DB }, ORDER],
    [
      "an object",
      { ORDERS: { idFromName: broken } as unknown as Env["ORDERS"] },
      `${ORDER}/${MISSING}`,
    ],
    ["KV", { CONFIG: { get: broken } as unknown as KVNamespace }, "/api/web/coze-package/center"],
  ])("%s", async (_what, change, path) => {
    const headers = { authorization: `Bearer ${await mint({ sub: "somebody" })}` };
    const init = path === ORDER ? send(path, { id: "x", payType: 1 }, headers).init : { headers };
    const problem = await problemOf(await requestWith(change, path, init));
    expect(problem.code).toBe("INTERNAL");
    expect(logged()).toContain("request failed");
    expect(logged()).not.toMatch(/SELECT|secret|4242/);
  });
});

describe("a gateway that", () => {
  const shelf = async (payType: number) => {
    const who = await customer();
    const { orderId } = (await order(who, await packageOnSale(), payType)).body;
    return { who, prepay: { from: "coze", orderId, payType } };
  };

  test.each([
    ["wechat", 1],
    ["alipay", 2],
  ])(
    "does not take dollars is no way to pay for what costs dollars: %s",
    async (_gateway, payType) => {
      const id = await packageOnSale();
      await bindings.DB.prepare("UPDATE coze_package SET currency = 'USD' WHERE id = ?")
        .bind(id)
        .run();
      const before = (await control.books()).requests.length;
      expect(await refusal(await customer(), ORDER, { id, payType })).toBe("PAY_WAY_UNAVAILABLE");
      expect((await control.books()).requests).toHaveLength(before);
    },
  );

  test.each([
    ["wechat", 1, "response-lost-after-acting"],
    ["wechat", 1, "error-500"],
    ["wechat", 1, "unsigned-response"],
    ["alipay", 2, "response-lost-after-acting"],
    ["alipay", 2, "error-500"],
    ["alipay", 2, "tampered-response"],
  ])(
    "does not answer is a timeout, and the next code works: %s %d %s",
    async (gateway, payType, fault) => {
      const { who, prepay } = await shelf(payType);
      await control.fault({ gateway, fault, times: 10 });
      expect(await refusal(who, PREPAY, prepay)).toBe("GATEWAY_TIMEOUT");
      await control.clearFaults();
      expect((await who.post(PREPAY, prepay)).status).toBe(200);
    },
  );

  test("lacks a variable is not configured: the log names it, the customer is spared", async () => {
    const how = "WECHAT_MCHID is missing";
    const error = { reason: "not-configured", variable: "WECHAT_MCHID", how };
    const stub = { showCode: async () => ({ ok: false, error }) };
    const ORDERS = { idFromName: () => "id", get: () => stub } as unknown as Env["ORDERS"];
    const authorization = `Bearer ${await mint({ sub: "somebody" })}`;
    const { init } = send(
      PREPAY,
      { from: "coze", orderId: MISSING, payType: 1 },
      { authorization },
    );
    const response = await requestWith({ ORDERS }, PREPAY, init);
    expect(await response.clone().text()).not.toContain("WECHAT");
    expect((await problemOf(response)).code).toBe("NOT_CONFIGURED");
    expect(logged()).toContain(how);
  });

  test("lacks a variable cannot have its notification checked", async () => {
    const init = { method: "POST", body: "{}" };
    const response = await requestWith({ WECHAT_APIV3_KEY: "" }, "/api/pay/notify/wechat", init);
    expect((await problemOf(response)).code).toBe("NOT_CONFIGURED");
    expect(logged()).toContain("WECHAT_APIV3_KEY");
  });
});

test("a gateway that is not set up is neither offered nor ordered with", async () => {
  const unset = { WECHAT_APIV3_KEY: "short" };
  const response = await requestWith(unset, "/api/web/coze-package/center");
  const { payWayList } = (await response.json()) as { payWayList: { payType: number }[] };
  expect(payWayList.map((way) => way.payType)).toEqual([2]);
});
