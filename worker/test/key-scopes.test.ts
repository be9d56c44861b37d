import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { KEY_SCOPES, type KeyScope } from "../domain/key-scopes.ts";
import type { Env } from "../env.ts";
import type { ApiKey, MadeKey } from "../http/areas/console/keys/schemas.ts";
import type { Document } from "../http/core/openapi/document.ts";
import { listAudit } from "../store/audit.ts";
import { copyKey, keyRefusals } from "../store/keys.ts";
import { giveRole } from "../store/operators.ts";
import { apiKey } from "./api-keys.ts";
import { breakD1 } from "./breaking.ts";
import { counting } from "./counting.ts";
import {
  bindings,
  type Customer,
  customer,
  request,
  requestIn,
  restoreAfterEach,
} from "./world.ts";

/** What an API key may do, and until when. */

restoreAfterEach();
beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const document = (await (await request("/api/openapi.json")).json()) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([, { security = [] }]) => security.some((scheme) => "apiKey" in scheme))
    .map(([method, operation]) => ({ path, method, operation })),
);
const scopeOf = ({ security = [] }: { security?: Record<string, string[]>[] }) =>
  security.flatMap(({ apiKey: scopes = [] }) => scopes);

const addressOf = (path: string) => path.replace("{customer}", "customer-of-scopes");
const callOf = (method: string, token: string, body = "{}"): RequestInit => ({
  method: method.toUpperCase(),
  headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  ...(["get", "head", "delete"].includes(method) ? {} : { body }),
});

const only = (scope: KeyScope) => apiKey({ scopes: [scope] });
const allBut = (scope: KeyScope) => apiKey({ scopes: KEY_SCOPES.filter((one) => one !== scope) });

test("every operation of a host product has one scope, and the document says it", () => {
  expect(operations.length).toBeGreaterThanOrEqual(17);
  for (const { path, method, operation } of operations) {
    const scopes = scopeOf(operation);
    expect(scopes, `${method} ${path}: its row in worker/domain/key-scopes.ts`).toHaveLength(1);
    expect(KEY_SCOPES).toContain(scopes[0]);
    expect(operation.description).toContain(`\`${scopes[0]}\``);
    expect(operation.responses[403]?.description).toContain("KEY_SCOPE_MISSING");
  }
  const needed = new Set(operations.flatMap(({ operation }) => scopeOf(operation)));
  expect([...needed].sort()).toEqual([...KEY_SCOPES].sort());
});

describe.each(operations)("$operation.operationId", ({ path, method, operation }) => {
  const [needed] = scopeOf(operation) as [KeyScope];

  test("is open to a key of all scopes, and to one of its own alone", async () => {
    for (const { token } of [await apiKey(), await only(needed)]) {
      const answer = await request(addressOf(path), callOf(method, token));
      expect([401, 403]).not.toContain(answer.status);
      expect(answer.status).toBeLessThan(500);
    }
  });

  test("is refused to a key of all the others, whatever it carries, and touches no account", async () => {
    const { token } = await allBut(needed);
    const { env: change, costs } = counting();
    const env = { ...bindings, ...change } as Env;
    for (const [address, body] of [
      [addressOf(path), "{}"],
      [path.replace("{customer}", "%20"), "this is no JSON"],
    ] as const) {
      const answer = await requestIn(env, address, callOf(method, token, body));
      expect(answer.status).toBe(403);
      expect(answer.headers.get("www-authenticate")).toContain(`scope="${needed}"`);
      expect(await answer.json()).toMatchObject({ code: "KEY_SCOPE_MISSING", scope: needed });
    }
    expect(costs().objects).toBe(0);
  });
});

test("calls without the scope are counted under the key, and a guess of its secret is not told which it has", async () => {
  keyRefusals.forget();
  const { token, prefix } = await only("usage:write");
  await request(addressOf("/api/customers/{customer}/balance"), callOf("get", token));
  await expect
    .poll(() =>
      bindings.DB.prepare("SELECT count FROM api_refusal WHERE prefix = ? AND reason = ?")
        .bind(prefix, "scope-missing")
        .first<number>("count"),
    )
    .toBe(1);
  const wrong = `eck_${prefix}_${"0".repeat(32)}`;
  const guess = await request(addressOf("/api/customers/{customer}/balance"), callOf("get", wrong));
  expect(guess.status).toBe(401);
});

test("HEAD needs what GET needs", async () => {
  const address = addressOf("/api/customers/{customer}/balance");
  const statusOf = async (scope: KeyScope) =>
    (await request(address, callOf("head", (await only(scope)).token))).status;
  expect(await statusOf("usage:write")).toBe(403);
  expect(await statusOf("customers:read")).toBe(200);
});

describe("a key with an end", () => {
  const END_MS = Date.parse("2097-01-01T00:00:00.000Z");

  /** Asks at a time, in an isolate of its own unless told which. */
  async function ending(change: { expiresAtMs: number | null } = { expiresAtMs: END_MS }) {
    const { token, prefix } = await apiKey({ ...change, scopes: ["customers:read"] });
    const ask = async (nowMs: number, env: Env = { ...bindings }) => {
      vi.useFakeTimers({ toFake: ["Date"], now: nowMs });
      const init = callOf("get", token);
      const answer = await requestIn(env, addressOf("/api/customers/{customer}/balance"), init);
      return answer.status;
    };
    return { ask, prefix };
  }

  test("is taken to its last millisecond and refused from its end on", async () => {
    const { ask, prefix } = await ending();
    keyRefusals.forget();
    expect(await ask(END_MS - 1)).toBe(200);
    expect(await ask(END_MS)).toBe(401);
    await expect
      .poll(() =>
        bindings.DB.prepare("SELECT reason FROM api_refusal WHERE prefix = ?")
          .bind(prefix)
          .first<string>("reason"),
      )
      .toBe("expired");
  });

  test("is refused then by an isolate that remembers it, without a question to D1", async () => {
    const { ask } = await ending();
    const { env: change, costs } = counting();
    const isolate = { ...bindings, ...change } as Env;
    expect(await ask(END_MS - 1_000, isolate)).toBe(200);
    costs();
    keyRefusals.forget();
    expect(await ask(END_MS - 1, isolate)).toBe(200);
    expect(await ask(END_MS, isolate)).toBe(401);
    expect(costs().objects).toBe(1);
  });

  test("is refused then from its copy, and has its scopes there, while D1 is down", async () => {
    const { ask, prefix } = await ending();
    await ask(END_MS - 5_000);
    await expect.poll(() => bindings.CONFIG.get(copyKey(prefix))).not.toBeNull();
    breakD1("before");
    expect(await ask(END_MS - 1)).toBe(200);
    expect(await ask(END_MS)).toBe(401);
  });

  test("without one it goes on", async () => {
    const { ask } = await ending({ expiresAtMs: null });
    expect(await ask(END_MS + 1)).toBe(200);
  });
});

describe("while D1 is down", () => {
  const balance = addressOf("/api/customers/{customer}/balance");

  async function copied(change: (row: Record<string, unknown>) => void = () => undefined) {
    const { token, prefix } = await only("usage:write");
    await request(addressOf("/api/customers/{customer}/usage"), callOf("post", token));
    await expect.poll(() => bindings.CONFIG.get(copyKey(prefix))).not.toBeNull();
    const row = (await bindings.CONFIG.get(copyKey(prefix), "json")) as Record<string, unknown>;
    change(row);
    await bindings.CONFIG.put(copyKey(prefix), JSON.stringify(row));
    breakD1("before");
    return token;
  }

  test("a copy opens what the key opens, and no more", async () => {
    const token = await copied();
    const isolate = () => ({ ...bindings }) as Env;
    expect((await requestIn(isolate(), balance, callOf("get", token))).status).toBe(403);
    const usage = addressOf("/api/customers/{customer}/usage");
    expect((await requestIn(isolate(), usage, callOf("post", token))).status).toBe(422);
  });

  test.each(["scopes", "expiresAt"])("a copy of before %s opens nothing", async (field) => {
    const token = await copied((row) => delete row[field]);
    expect((await requestIn({ ...bindings } as Env, balance, callOf("get", token))).status).toBe(
      500,
    );
  });
});

describe("made in the console", () => {
  let owner: Customer;

  beforeAll(async () => {
    owner = await customer();
    const role = { subject: owner.id, role: "owner", by: "test", nowMs: Date.now() } as const;
    await giveRole(bindings.DB, role);
  });

  const make = (body: object) => owner.post<MadeKey & { code?: string }>("/api/console/keys", body);
  const stateOf = async (id: string) => {
    const { body } = await owner.get<{ items: ApiKey[] }>("/api/console/keys");
    return body.items.find((key) => key.id === id);
  };

  test("a key has all scopes and no end, unless it is said", async () => {
    const { body } = await make({ name: "plain" });
    expect(body).toMatchObject({ scopes: null, expiresAt: null, state: "in-force" });
    const scopes = ["usage:write", "customers:read"];
    const narrow = await make({ name: "narrow", scopes, expiresAt: "2099-01-01T00:00:00.000Z" });
    const said = {
      scopes: ["customers:read", "usage:write"],
      expiresAt: "2099-01-01T00:00:00.000Z",
    };
    expect(narrow.body).toMatchObject(said);
    expect(await stateOf(narrow.body.id)).toMatchObject(said);
    const [audit] = await listAudit(bindings.DB, { operator: owner.id, limit: 1 });
    expect(audit?.after).toMatchObject({ ...said, scopes: "customers:read usage:write" });
  });

  test("the next key of a name keeps its scopes, whether the one before is revoked or not, and not its end", async () => {
    const name = `rotated ${crypto.randomUUID().slice(0, 8)}`;
    const first = await make({ name, scopes: ["usage:write"], expiresAt: "2099-01-01T00:00:00Z" });
    const kept = { scopes: ["usage:write"], expiresAt: null };
    expect((await make({ name })).body).toMatchObject(kept);
    await owner.call(`/api/console/keys/${first.body.id}`, { method: "DELETE" });
    expect((await make({ name })).body).toMatchObject(kept);
    expect((await make({ name, scopes: null })).body).toMatchObject({ scopes: null });
    expect((await make({ name: `${name} 2` })).body).toMatchObject({ scopes: null });
  });

  test("an ended key is shown as such", async () => {
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const { id } = (await make({ name: "short", expiresAt })).body;
    const { prefix } = await apiKey({ expiresAtMs: Date.now() });
    expect(await stateOf(id)).toMatchObject({ state: "in-force", expiresAt });
    expect(await stateOf(prefix)).toMatchObject({ state: "expired", revokedAt: null });
  });

  test.each([
    ["no scope", { scopes: [] }],
    ["a scope that there is not", { scopes: ["usage:burn"] }],
    ["an end that is over", { expiresAt: "2020-01-01T00:00:00Z" }],
    ["an end that is no time", { expiresAt: "tomorrow" }],
  ])("a key of %s is refused", async (_what, change) => {
    const refused = await make({ name: "refused", ...change });
    expect(refused).toMatchObject({ status: 422, body: { code: "INVALID_REQUEST" } });
  });
});
