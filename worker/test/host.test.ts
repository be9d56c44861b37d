import { describe, expect, test, vi } from "vitest";
import type { Env } from "../env.ts";
import type { HostAnswer, HostBalance } from "../http/areas/host/schemas.ts";
import { KEY_MEMORY_MS, KEY_REFRESH_MS, keyRefusals } from "../store/keys.ts";
import { TALLY_GAP_MS } from "../store/tally.ts";
import { apiKey } from "./api-keys.ts";
import { breakD1 } from "./breaking.ts";
import { counting } from "./counting.ts";
import { accountOf } from "./shop.ts";
import {
  bindings,
  customer,
  request,
  requestIn,
  requestWith,
  restoreAfterEach,
  setClocks,
  travel,
} from "./world.ts";

restoreAfterEach();

async function host() {
  const { token, prefix } = await apiKey();
  const who = await customer();
  const call = async <T = HostAnswer & { code: string }>(
    path: string,
    body?: unknown,
    key: string = crypto.randomUUID(),
  ) => {
    const response = await request(`/api/customers/${encodeURIComponent(who.id)}/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        ...(key === "" ? {} : { "idempotency-key": key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as T,
    };
  };
  const give = (power: number) =>
    accountOf(who).grant({
      key: `order:${crypto.randomUUID()}`,
      grant: { kind: "power", name: "算力", power, givePower: 0 },
    });
  return { who, call, give, prefix };
}

const balance = async ({ call }: Awaited<ReturnType<typeof host>>) =>
  (await call<HostBalance>("balance")).body;

test("a host reads what a customer has", async () => {
  const it = await host();
  await it.give(50);
  await accountOf(it.who).grant({
    key: "order:1",
    grant: { kind: "coze", name: "专业版", days: 30 },
  });
  expect(await balance(it)).toMatchObject({
    customerId: it.who.id,
    power: { available: 50, held: 0 },
    credits: { available: 0, held: 0 },
    entitlements: { cozePackage: { name: "专业版", remainingDays: 30 } },
  });
});

test("whoever guesses keys too often hears when to try again", async () => {
  const limit = () => Promise.resolve({ success: false });
  const response = await requestWith({ LIMITER: { limit } }, "/api/customers/lin/balance", {
    headers: {
      authorization: "Bearer eck_aaaaaaaaaaaa_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
      "cf-connecting-ip": "203.0.113.7",
    },
  });
  expect(response.status).toBe(429);
  expect(response.headers.get("retry-after")).toBe("60");
});

test("the answer about an ended hold has no field that the document does not name", async () => {
  const it = await host();
  await it.give(50);
  const held = await it.call("hold", { asset: "power", amount: 20, ttlSeconds: 600 });
  const settled = await it.call("settle", { hold: held.body.hold, amount: 5 });
  expect(settled.body).toMatchObject({ amount: 5, givenBack: 15, expired: 0 });
  const { components } = (await (await request("/api/openapi.json")).json()) as {
    components: { schemas: { HostAnswer: { properties: object } } };
  };
  expect(Object.keys(components.schemas.HostAnswer.properties)).toEqual(
    expect.arrayContaining(Object.keys(settled.body)),
  );
});

describe("deducting", () => {
  test("answers the balance after, in the body and in a header", async () => {
    const it = await host();
    await it.give(50);
    const done = await it.call("deduct", { asset: "power", amount: 20 });
    expect(done).toMatchObject({ status: 200, body: { available: 30, held: 0, amount: 20 } });
    expect(done.headers.get("x-balance-available")).toBe("30");
  });

  test("more than there is answers 402 with what is available, and takes nothing", async () => {
    const it = await host();
    await it.give(5);
    const refused = await it.call("deduct", { asset: "power", amount: 6 });
    expect(refused).toMatchObject({
      status: 402,
      body: { code: "INSUFFICIENT_BALANCE", available: 5 },
    });
    expect(refused.headers.get("x-balance-available")).toBe("5");
    expect((await balance(it)).power.available).toBe(5);
  });

  test("a hundred at once of 1 from 50 are exactly fifty", async () => {
    const it = await host();
    await it.give(50);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => it.call("deduct", { asset: "power", amount: 1 })),
    );
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(50);
    expect(answers.filter((answer) => answer.status === 402)).toHaveLength(50);
    expect((await balance(it)).power).toEqual({ available: 0, held: 0 });
    expect(await accountOf(it.who).audit()).toMatchObject({ faults: [] });
  });

  test("the same key answers the same, once; with other arguments it is refused", async () => {
    const it = await host();
    await it.give(50);
    const first = await it.call("deduct", { asset: "power", amount: 20 }, "call-1");
    const again = await it.call("deduct", { asset: "power", amount: 20 }, "call-1");
    expect(again.body).toEqual(first.body);
    expect((await balance(it)).power.available).toBe(30);
    expect(await it.call("deduct", { asset: "power", amount: 21 }, "call-1")).toMatchObject({
      status: 409,
      body: { code: "IDEMPOTENCY_KEY_REUSED" },
    });
  });

  test.each([
    [{ asset: "power", amount: 0 }],
    [{ asset: "power", amount: -1 }],
    [{ asset: "power", amount: 1.5 }],
    [{ asset: "power", amount: "1" }],
    [{ asset: "gold", amount: 1 }],
    [{ amount: 1 }],
  ])("%j is a bad request", async (body) => {
    const it = await host();
    expect(await it.call("deduct", body)).toMatchObject({
      status: 422,
      body: { code: "INVALID_REQUEST" },
    });
  });

  test.each(["", " ", "x".repeat(151), "schlüssel"])(
    "an Idempotency-Key like %j is a bad request",
    async (key) => {
      const it = await host();
      await it.give(5);
      expect((await it.call("deduct", { asset: "power", amount: 1 }, key)).status).toBe(422);
      expect((await balance(it)).power.available).toBe(5);
    },
  );
});

describe("holding before an expensive call", () => {
  test("reserves, settles the real amount and gives the rest back", async () => {
    const it = await host();
    await it.give(50);
    const held = await it.call("hold", { asset: "power", amount: 30, ttlSeconds: 60 });
    expect(held).toMatchObject({ status: 200, body: { available: 20, held: 30 } });
    const settled = await it.call("settle", { hold: held.body.hold, amount: 12 });
    expect(settled).toMatchObject({ status: 200, body: { available: 38, held: 0, givenBack: 18 } });
    expect(await it.call("settle", { hold: held.body.hold, amount: 1 })).toMatchObject({
      status: 409,
      body: { code: "HOLD_ENDED" },
    });
  });

  test("releases everything", async () => {
    const it = await host();
    await it.give(50);
    const held = await it.call("hold", { asset: "power", amount: 30, ttlSeconds: 60 });
    expect(await it.call("release", { hold: held.body.hold })).toMatchObject({
      status: 200,
      body: { available: 50, held: 0 },
    });
  });

  test("a hold ends by itself", async () => {
    const it = await host();
    await it.give(50);
    const held = await it.call("hold", { asset: "power", amount: 30, ttlSeconds: 60 });
    await travel(61_000);
    expect((await balance(it)).power).toEqual({ available: 50, held: 0 });
    expect((await it.call("settle", { hold: held.body.hold, amount: 1 })).status).toBe(409);
  });

  test("another host's hold is none", async () => {
    const it = await host();
    await it.give(50);
    const held = await it.call("hold", { asset: "power", amount: 30, ttlSeconds: 60 });
    const other = await apiKey();
    const response = await request(`/api/customers/${it.who.id}/release`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${other.token}`,
        "content-type": "application/json",
        "idempotency-key": "x",
      },
      body: JSON.stringify({ hold: held.body.hold }),
    });
    expect(response.status).toBe(404);
  });
});

test("a new key of the same host goes on where the old one stopped", async () => {
  const it = await host();
  await it.give(50);
  const held = await it.call("hold", { asset: "power", amount: 30, ttlSeconds: 60 });
  await it.call("deduct", { asset: "power", amount: 5 }, "call-1");
  const { token } = await apiKey({ hostId: it.prefix });
  const next = (path: string, body: unknown, key: string) =>
    request(`/api/customers/${it.who.id}/${path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "idempotency-key": key,
      },
      body: JSON.stringify(body),
    });
  expect((await next("deduct", { asset: "power", amount: 5 }, "call-1")).status).toBe(200);
  expect((await next("settle", { hold: held.body.hold, amount: 10 }, "call-2")).status).toBe(200);
  expect((await balance(it)).power).toEqual({ available: 35, held: 0 });
});

test("more lapsed holds than one touch ends do not make a balance look short", async () => {
  const it = await host();
  await it.give(100);
  for (let holds = 0; holds < 80; holds++)
    await it.call("hold", { asset: "power", amount: 1, ttlSeconds: 60 });
  await travel(61_000);
  expect((await it.call("deduct", { asset: "power", amount: 100 })).status).toBe(200);
});

test.each([`${"x".repeat(256)}`, "%20", "a%00b"])(
  "a customer's id like %s is a bad request",
  async (id) => {
    const { token } = await apiKey();
    const response = await request(`/api/customers/${id}/balance`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(422);
  },
);

describe("a key that does not hold is refused and counted", () => {
  const refusals = (prefix: string) =>
    bindings.DB.prepare(
      "SELECT reason, sum(count) AS n FROM api_refusal WHERE prefix = ? GROUP BY reason",
    )
      .bind(prefix)
      .all<{ reason: string; n: number }>();
  const ask = (authorization: string | undefined) =>
    request("/api/customers/somebody/balance", {
      headers: authorization === undefined ? {} : { authorization },
    });

  test("with the wrong secret, at once and then every ten seconds with all that came since", async () => {
    const { prefix, secret } = await apiKey();
    const wrong = `${secret.slice(0, -1)}${secret.endsWith("0") ? "1" : "0"}`;
    const counted = async () => (await refusals(prefix)).results;
    for (let calls = 0; calls < 3; calls++)
      expect((await ask(`Bearer eck_${prefix}_${wrong}`)).status).toBe(401);
    await expect.poll(counted).toEqual([{ reason: "wrong-secret", n: 1 }]);
    await travel(TALLY_GAP_MS);
    await ask(`Bearer eck_${prefix}_${wrong}`);
    await expect.poll(counted).toEqual([{ reason: "wrong-secret", n: 4 }]);
  });

  test("when it was revoked", async () => {
    const { prefix, token } = await apiKey({ revoked: true });
    expect((await ask(`Bearer ${token}`)).status).toBe(401);
    await expect
      .poll(async () => (await refusals(prefix)).results)
      .toEqual([{ reason: "revoked", n: 1 }]);
  });

  test.each([
    ["of another deployment", `Bearer eck_${"a".repeat(12)}_${"b".repeat(32)}`],
    ["that is none", "Bearer something"],
    ["that is absent", undefined],
  ])("%s", async (_what, authorization) => {
    keyRefusals.forget();
    const counted = async () => (await refusals("")).results.reduce((sum, row) => sum + row.n, 0);
    const before = await counted();
    const response = await ask(authorization);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "UNAUTHENTICATED" });
    await expect.poll(counted).toBe(before + 1);
  });

  test("a customer's own token is no API key, and an API key is no customer", async () => {
    const who = await customer();
    expect((await who.call(`/api/customers/${who.id}/balance`)).status).toBe(401);
    const { token } = await apiKey();
    const response = await request("/api/account/ledger", {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(401);
  });
});

describe("a key that held is remembered", () => {
  async function busyHost() {
    const { token, prefix } = await apiKey();
    const { env: change, costs } = counting();
    const env = { ...bindings, ...change };
    const ask = async (of: Env = env) => {
      const headers = { authorization: `Bearer ${token}` };
      return (await requestIn(of, "/api/customers/lin/balance", { headers })).status;
    };
    const revoke = () =>
      bindings.DB.prepare("UPDATE api_key SET revoked_at = 1 WHERE prefix = ?").bind(prefix).run();
    return { ask, costs, revoke, env };
  }

  test("and D1 is not asked about it on the way of a call", async () => {
    const { ask, costs } = await busyHost();
    expect(await ask()).toBe(200);
    costs();
    for (let calls = 0; calls < 20; calls++) expect(await ask()).toBe(200);
    expect(costs()).toEqual({ kv: 0, d1: 0, objects: 20 });
  });

  test("and one that is revoked is refused ten seconds later, however busy the host is", async () => {
    const { ask, revoke } = await busyHost();
    await ask();
    await revoke();
    const revokedMs = Date.now();
    for (let ms = 0; ms < KEY_MEMORY_MS; ms += 1_000) {
      await setClocks(revokedMs + ms);
      await ask();
    }
    await setClocks(revokedMs + KEY_MEMORY_MS);
    expect(await ask()).toBe(401);
  });

  test("and a busy host's is read again behind an answer, once", async () => {
    const { ask, costs } = await busyHost();
    await ask();
    const beganMs = Date.now();
    await setClocks(beganMs + KEY_REFRESH_MS);
    costs();
    await ask();
    await ask();
    // A balance shows what is due of credits, whose rules are read from KV once a second.
    expect(costs()).toEqual({ kv: 1, d1: 1, objects: 2 });
    await setClocks(beganMs + KEY_MEMORY_MS + 1_000);
    await ask();
    expect(costs().objects).toBe(1);
  });

  test("with D1 down the copy of it counts, in every isolate; another key is not let in", async () => {
    const { ask, env } = await busyHost();
    expect(await ask()).toBe(200);
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    breakD1("before");
    try {
      expect(await ask({ ...env })).toBe(200);
      const headers = { authorization: `Bearer eck_${"c".repeat(12)}_${"d".repeat(32)}` };
      const other = await requestIn({ ...env }, "/api/customers/lin/balance", { headers });
      expect(other.status).toBe(500);
    } finally {
      vi.restoreAllMocks();
    }
  });
});
