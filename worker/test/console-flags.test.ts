import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { FLAG_SPECS } from "../config/flag-specs.ts";
import type { ConsoleFlag, FlagWritten } from "../http/areas/console/flags/schemas.ts";
import type { ApiKey, MadeKey } from "../http/areas/console/keys/schemas.ts";
import { type AuditRow, listAudit } from "../store/audit.ts";
import { flagStates, SETTLING_MS, writeFlags } from "../store/flag-writing.ts";
import { KEY_USE_NOTED_MS } from "../store/key-writing.ts";
import { giveRole } from "../store/operators.ts";
import { bindings, type Customer, customer, mint, request, requestWith } from "./world.ts";

/** Flags, texts and API keys as operators set, take back and end them in the console. */

let owner: Customer;

beforeAll(async () => {
  owner = await customer();
  await giveRole(bindings.DB, { subject: owner.id, role: "owner", by: "test", nowMs: Date.now() });
});

/** As long after the last test as it takes that KV counts alone. */
const afresh = async () => {
  await bindings.DB.prepare("DELETE FROM flag_written").run();
  for (const { name } of FLAG_SPECS) await bindings.CONFIG.delete(name);
};
beforeEach(afresh);
afterEach(async () => {
  vi.restoreAllMocks();
  await afresh();
});

type Problem = { code?: string; current?: string; version?: string; changedBy?: string };

async function write<T>(method: string, path: string, body?: unknown, by = owner) {
  const response = await by.call(`/api/console/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return { status: response.status, body: (await response.json()) as T & Problem };
}

const flagsNow = async () =>
  (await owner.get<{ items: ConsoleFlag[] }>("/api/console/flags")).body.items;

async function flag(name: string): Promise<ConsoleFlag> {
  const found = (await flagsNow()).find((each) => each.name === name);
  if (!found) throw new Error(`no flag ${name}`);
  return found;
}

const set = (name: string, value: string, expected: string, more: object = {}, by = owner) =>
  write<FlagWritten>("PUT", `flags/${name}`, { value, expected, ...more }, by);

const lastAudit = async (by = owner): Promise<AuditRow | undefined> =>
  (await listAudit(bindings.DB, { operator: by.id, limit: 1 }))[0];

describe("flags", () => {
  test("the table has every row with what counts, its default and when it is live", async () => {
    await bindings.CONFIG.put("recharge_status", "OFF");
    await bindings.CONFIG.put("credit_period", "weekly");
    const items = await flagsNow();
    expect(items.map(({ name }) => name)).toEqual(FLAG_SPECS.map(({ name }) => name));
    const by = Object.fromEntries(items.map((item) => [item.name, item]));
    expect(by.recharge_status).toMatchObject({
      ...{ value: "false", stored: "OFF", default: "true", source: "kv", kind: "switch" },
      ...{ liveWithinSeconds: 31, changedElsewhere: false, history: [] },
    });
    expect(by.credit_period).toMatchObject({ value: "calendar", source: "malformed" });
    expect(by.coze_package_status).toMatchObject({ stored: null, source: "default" });
    expect(by.past_due_grace_days).toMatchObject({ kind: "number", range: { min: 0, max: 21 } });
    expect(by["coze_package_explain:en"]).toMatchObject({
      ...{ kind: "html", language: "en", meaning: "coze_package_explain" },
    });
    expect(by.payway_2_status).toMatchObject({ usable: true });
  });

  test("a change counts, is in the audit and the history, and is taken back", async () => {
    const seen = await flag("coze_package_status");
    const closed = await set(seen.name, "off", seen.version, { reason: "maintenance" });
    expect(closed).toMatchObject({ status: 200, body: { value: "false", stored: "false" } });
    expect(await bindings.CONFIG.get(seen.name)).toBe("false");
    const centre = await owner.get<{ status: boolean }>("/api/web/coze-package/center");
    expect(centre.body.status).toBe(false);
    expect(await lastAudit()).toMatchObject({
      ...{ act: "flag.set", object: seen.name, why: "maintenance", outcome: "done" },
      ...{ before: { [seen.name]: null }, after: { [seen.name]: "false" } },
    });
    const now = await flag(seen.name);
    expect(now).toMatchObject({
      ...{ version: closed.body.version, changedElsewhere: false },
      history: [{ operator: owner.id, before: null, after: "false", why: "maintenance" }],
    });
    const back = await write<FlagWritten>(
      "DELETE",
      `flags/${seen.name}?expected=${now.version}&reason=open`,
    );
    expect(back).toMatchObject({ status: 200, body: { value: "true", stored: null } });
    expect(await bindings.CONFIG.get(seen.name)).toBeNull();
    expect(await lastAudit()).toMatchObject({ act: "flag.reset", why: "open", outcome: "done" });
    expect((await flag(seen.name)).history).toHaveLength(2);
  });

  test("what wrangler wrote appears, and is said to be from elsewhere", async () => {
    const { version } = await flag("recharge_status");
    await set("recharge_status", "false", version);
    await bindings.CONFIG.put("recharge_status", "true");
    // A copy of KV may be older than the console's write for a while; then KV counts.
    const later = Date.now() + SETTLING_MS;
    const [state] = await flagStates(bindings, ["recharge_status"], later);
    expect(state?.stored).toBe("true");
    vi.spyOn(Date, "now").mockReturnValue(later);
    expect(await flag("recharge_status")).toMatchObject({ stored: "true", changedElsewhere: true });
    const late = await set("recharge_status", "false", version);
    expect(late).toMatchObject({ status: 409, body: { code: "FLAG_CHANGED", current: "true" } });
    expect(late.body).not.toHaveProperty("changedBy");
  });

  test.each([
    ["coze_package_status", "maybe"],
    ["past_due_grace_days", "22"],
    ["billing_time_zone", "Mars/Olympus"],
    ["credit_period", "weekly"],
    ["coze_package_explain", "<script>alert(1)</script>"],
    ["coze_package_explain", "x".repeat(20_001)],
  ])("%s is not set to what its reader would not understand", async (name, value) => {
    const refused = await set(name, value, "unset");
    expect(refused).toMatchObject({ status: 422, body: { code: "FLAG_VALUE_INVALID" } });
    expect(await bindings.CONFIG.get(name)).toBeNull();
    expect(await lastAudit()).toMatchObject({ outcome: "refused", code: "FLAG_VALUE_INVALID" });
  });

  test("the credit system has a switch of its own, and what is no flag is not found", async () => {
    const own = await set("credit_system_version", "v1", "unset");
    expect(own).toMatchObject({ status: 409, body: { code: "FLAG_READ_ONLY" } });
    expect(await flag("credit_system_version")).toMatchObject({ writable: false });
    for (const name of ["cache:catalog:2", "session_end:x", "constructor"])
      expect(await set(name, "true", "unset")).toMatchObject({
        ...{ status: 404, body: { code: "FLAG_NOT_FOUND" } },
      });
  });

  test("a text is stored as it was cleaned, and its preview says what is dropped", async () => {
    const html =
      '<p onclick="x()">付款前<b>请读</b></p><script>1</script><a href="javascript:1">x</a>';
    const preview = await write<{ html: string; dropped: object[] }>(
      "POST",
      "flags/recharge_explain/preview",
      { html },
    );
    expect(preview.body.html).toBe('<p>付款前<b>请读</b></p><a rel="noopener nofollow">x</a>');
    expect(preview.body.dropped).toEqual([
      { kind: "attribute", what: "onclick", times: 1 },
      { kind: "element", what: "script", times: 1 },
      { kind: "link", what: "javascript:1", times: 1 },
    ]);
    const { version } = await flag("recharge_explain");
    await set("recharge_explain", html, version);
    expect(await bindings.CONFIG.get("recharge_explain")).toBe(preview.body.html);
    expect(await set("recharge_explain", html, version)).toMatchObject({ status: 200 }); // A repeat.
    const none = await write("POST", "flags/recharge_status/preview", { html });
    expect(none).toMatchObject({ status: 404, body: { code: "FLAG_NOT_FOUND" } });
  });
});

describe("two operators", () => {
  test("the later one is told what stands now, and who set it", async () => {
    const { version } = await flag("past_due_grace_days");
    await set("past_due_grace_days", "3", version);
    const late = await set("past_due_grace_days", "14", version);
    expect(late).toMatchObject({
      status: 409,
      body: { code: "FLAG_CHANGED", current: "3", changedBy: owner.id },
    });
    expect(await bindings.CONFIG.get("past_due_grace_days")).toBe("3");
    const again = await set("past_due_grace_days", "14", late.body.version ?? "");
    expect(again.status).toBe(200);
  });

  test("who wrangler was faster than is told too", async () => {
    const { version } = await flag("past_due_grace_days");
    await bindings.CONFIG.put("past_due_grace_days", "5");
    expect(await set("past_due_grace_days", "14", version)).toMatchObject({
      ...{ status: 409, body: { code: "FLAG_CHANGED", current: "5" } },
    });
  });

  test("of twenty at once that saw the same, one is done", async () => {
    const { version } = await flag("past_due_grace_days");
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, day) => set("past_due_grace_days", String(day), version)),
    );
    const done = answers.filter(({ status }) => status === 200);
    expect(done).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
    expect(await bindings.CONFIG.get("past_due_grace_days")).toBe(done[0]?.body.stored);
  });

  test("whoever reaches KV last writes what was claimed last", async () => {
    const name = "past_due_grace_days";
    const by = (operator: string) => ({ operator, nowMs: Date.now() });
    const seen = await flagStates(bindings, [name], Date.now());
    let overtaken = false;
    const slow = Object.assign(Object.create(bindings.CONFIG), {
      put: async (key: string, value: string) => {
        if (!overtaken) {
          overtaken = true;
          const now = await flagStates(bindings, [name], Date.now());
          await writeFlags(bindings, [{ name, value: "9" }], now, by("fast"));
        }
        await bindings.CONFIG.put(key, value);
      },
    }) as KVNamespace;
    await writeFlags({ ...bindings, CONFIG: slow }, [{ name, value: "2" }], seen, by("slow"));
    expect(await bindings.CONFIG.get(name)).toBe("9");
  });

  test("a write that KV refused is done by the same call again", async () => {
    const failing = {
      get: bindings.CONFIG.get.bind(bindings.CONFIG),
      put: () => Promise.reject(new Error("429: one write a second")),
    } as unknown as KVNamespace;
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const token = await mint({ sub: owner.id });
    const answer = await requestWith(
      { CONFIG: failing },
      "/api/console/flags/past_due_grace_days",
      {
        method: "PUT",
        body: JSON.stringify({ value: "4", expected: "unset" }),
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      },
    );
    expect(answer.status).toBe(503);
    expect(await bindings.CONFIG.get("past_due_grace_days")).toBeNull();
    expect((await set("past_due_grace_days", "4", "unset")).status).toBe(200);
    expect(await bindings.CONFIG.get("past_due_grace_days")).toBe("4");
  });
});

describe("ways to pay", () => {
  const ways = () =>
    Promise.all([1, 2, 3].map((payType) => bindings.CONFIG.get(`payway_${payType}_status`)));

  test("WeChat Pay is switched to Alipay as one act, which each of them remembers", async () => {
    await bindings.CONFIG.put("payway_2_status", "false");
    const done = await write<{ items: FlagWritten[] }>("POST", "flags/switch-pay-way", {
      ...{ off: 1, on: 2, reason: "outage" },
    });
    expect(done.status).toBe(200);
    expect(await ways()).toEqual(["false", "true", null]);
    expect(await lastAudit()).toMatchObject({
      ...{ act: "flag.switch-pay-way", why: "outage", outcome: "done" },
      before: { payway_1_status: null, payway_2_status: "false" },
      after: { payway_1_status: "false", payway_2_status: "true" },
    });
    expect((await flag("payway_1_status")).history[0]).toMatchObject({ after: "false" });
    expect((await flag("payway_2_status")).history[0]).toMatchObject({ before: "false" });
    const centre = await owner.get<{ payWayList: { payType: number }[] }>(
      "/api/web/coze-package/center",
    );
    expect(centre.body.payWayList.map(({ payType }) => payType)).toEqual([2]);
  });

  test("the last one stays unless it is said, also when two take one each at once", async () => {
    const [one, two] = [await flag("payway_1_status"), await flag("payway_2_status")];
    const answers = await Promise.all(
      [one, two].map((each) => set(each.name, "false", each.version)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const left = (await ways()).findIndex((stored) => stored !== "false");
    expect(left).toBeLessThan(2);
    const last = await flag(`payway_${left + 1}_status`);
    const refused = await set(last.name, "false", last.version);
    expect(refused).toMatchObject({ status: 409, body: { code: "LAST_PAY_WAY" } });
    const said = await set(last.name, "false", last.version, { allowNoPayWay: true });
    expect(said.status).toBe(200);
  });

  test("nothing is switched to a gateway that is not set up, or to itself", async () => {
    const token = await mint({ sub: owner.id });
    const answer = await requestWith({ ALIPAY_APP_ID: "" }, "/api/console/flags/switch-pay-way", {
      method: "POST",
      body: JSON.stringify({ off: 1, on: 2 }),
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    });
    expect(await answer.json()).toMatchObject({ code: "PAY_WAY_UNAVAILABLE" });
    const same = await write("POST", "flags/switch-pay-way", { off: 1, on: 1 });
    expect(same).toMatchObject({ status: 422, body: { code: "INVALID_REQUEST" } });
    expect(await ways()).toEqual([null, null, null]);
  });
});

describe("API keys", () => {
  const keysNow = async () =>
    (await owner.get<{ items: ApiKey[] }>("/api/console/keys")).body.items;
  const balance = (token: string) =>
    request("/api/customers/customer-lin/balance", {
      headers: { authorization: `Bearer ${token}` },
    });

  test("a key is shown once, is used, and is revoked for all", async () => {
    const made = await write<MadeKey>("POST", "keys", { name: " Coze bot ", reason: "launch" });
    const { token, id } = made.body;
    expect(made).toMatchObject({ status: 201, body: { name: "Coze bot", lastUsedAt: null } });
    const audit = await lastAudit();
    expect(audit).toMatchObject({ act: "key.make", why: "launch", after: { id } });
    expect(JSON.stringify([audit, await keysNow()])).not.toContain(token.slice(17));

    expect((await balance(token)).status).toBe(200);
    await vi.waitFor(async () =>
      expect((await keysNow()).find((key) => key.id === id)?.lastUsedAt).not.toBeNull(),
    );
    await bindings.CONFIG.put(`cache:api-key:${id}`, "{}");
    const ended = await write<ApiKey>("DELETE", `keys/${id}?reason=leaked`);
    expect(ended).toMatchObject({ status: 200, body: { id, endsWithinSeconds: 10 } });
    expect(await bindings.CONFIG.get(`cache:api-key:${id}`)).toBeNull();
    expect(await lastAudit()).toMatchObject({
      ...{ act: "key.revoke", object: id, why: "leaked" },
      before: { name: "Coze bot", revokedAt: null },
    });
    expect((await write<ApiKey>("DELETE", `keys/${id}`)).body.revokedAt).toBe(ended.body.revokedAt);
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    vi.spyOn(Date, "now").mockReturnValue(Date.now() + 10_000);
    expect((await balance(token)).status).toBe(401);
  });

  test("its use is written at most once an hour, whoever asks", async () => {
    const { body } = await write<MadeKey>("POST", "keys", { name: "hourly" });
    const { noteKeyUse } = await import("../store/key-writing.ts");
    const usedAt = () =>
      bindings.DB.prepare("SELECT used_at FROM api_key_use WHERE prefix = ?")
        .bind(body.id)
        .first<number>("used_at");
    await noteKeyUse(bindings.DB, body.id, 1_000);
    await noteKeyUse(bindings.DB, body.id, 1_000 + KEY_USE_NOTED_MS - 1);
    expect(await usedAt()).toBe(1_000);
    await noteKeyUse(bindings.DB, body.id, 1_000 + KEY_USE_NOTED_MS);
    expect(await usedAt()).toBe(1_000 + KEY_USE_NOTED_MS);
  });

  test("a key that nobody has is not found, and a name is one", async () => {
    expect(await write("DELETE", "keys/nosuchkey123")).toMatchObject({
      ...{ status: 404, body: { code: "KEY_NOT_FOUND" } },
    });
    expect(await write("POST", "keys", { name: 'x"; --' })).toMatchObject({ status: 422 });
  });
});
