import { afterEach, describe, expect, test, vi } from "vitest";
import type { Env } from "../env.ts";
import { pruneCounts } from "../jobs/prune.ts";
import { strangeMessages } from "../store/anomalies.ts";
import { GUEST_SNAPSHOT_MS } from "../store/catalog.ts";
import { keyRefusals } from "../store/keys.ts";
import { TALLY_GAP_MS } from "../store/tally.ts";
import { apiKey } from "./api-keys.ts";
import { counting } from "./counting.ts";
import {
  bindings,
  customer,
  requestIn,
  requestWith,
  restoreAfterEach,
  setClocks,
} from "./world.ts";

/** What somebody whom nobody knows can make the product write. The figures stand in docs/limits.md. */

restoreAfterEach();
afterEach(() => {
  vi.restoreAllMocks();
});

describe("unknown callers", () => {
  /** Junk from as many networks as there are messages. */
  const junk = (index: number): RequestInit => ({
    method: "POST",
    headers: { "cf-connecting-ip": `2001:db8:${index.toString(16)}::1` },
    body: `{"junk":${index}}`,
  });
  const PATH = "/api/pay/notify/wechat";

  const counted = async () =>
    (
      await bindings.DB.prepare("SELECT day, count, details FROM anomaly_count").all<{
        day: string;
        count: number;
        details: string;
      }>()
    ).results;

  test("500 junk messages from 500 networks in ten seconds are one write and one row", async () => {
    await bindings.DB.prepare("DELETE FROM anomaly_count").run();
    strangeMessages.forget();
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const { env, costs } = counting();
    const beganMs = Date.now();
    await setClocks(beganMs);
    for (let index = 0; index < 500; index++) await requestWith(env, PATH, junk(index));
    expect(costs().d1).toBe(1);
    await setClocks(beganMs + TALLY_GAP_MS);
    await requestWith(env, PATH, junk(500));
    expect(costs().d1).toBe(1);
    const rows = await counted();
    expect(rows).toMatchObject([{ count: 501 }]);
    expect(JSON.parse(rows[0]?.details ?? "[]").length).toBeLessThanOrEqual(5);
    const operator = await customer({ role: "operator" });
    const { body } = await operator.get<{ items: object[] }>("/api/console/anomalies");
    expect(body.items).toContainEqual(expect.objectContaining({ genuine: false, count: 501 }));
  });

  test("all of them together are limited by one key, and what was not written waits", async () => {
    await bindings.DB.prepare("DELETE FROM anomaly_count").run();
    strangeMessages.forget();
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const keys: string[] = [];
    const limiterOf = (success: boolean): Partial<Env> => ({
      STRANGER_LIMITER: {
        limit: async ({ key }) => {
          keys.push(key);
          return { success };
        },
      },
    });
    for (let index = 0; index < 3; index++) await requestWith(limiterOf(false), PATH, junk(index));
    expect(await counted()).toEqual([]);
    await requestWith(limiterOf(true), PATH, junk(3));
    expect(await counted()).toMatchObject([{ count: 4 }]);
    expect(new Set(keys)).toEqual(new Set(["strangers"]));
  });

  test("counts of days long past are dropped", async () => {
    await bindings.DB.batch([
      bindings.DB.prepare("DELETE FROM anomaly_count"),
      bindings.DB.prepare(
        "INSERT INTO anomaly_count (day, gateway, reason, count, first_at, last_at, details) VALUES ('2020-01-01', 'wechat', 'malformed', 7, 1, 1, '[]')",
      ),
      bindings.DB.prepare("INSERT INTO api_refusal VALUES ('2020-01-01', '', 'malformed', 7)"),
    ]);
    await pruneCounts(bindings, Date.now());
    expect(await counted()).toEqual([]);
    expect(
      await bindings.DB.prepare("SELECT * FROM api_refusal WHERE day = '2020-01-01'").first(),
    ).toBeNull();
  });

  test("who guesses API keys too often is refused before D1 is asked, and a remembered key is not slowed", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    keyRefusals.forget();
    const GUESSES_MAX = 5;
    const uses = new Map<string, number>();
    const { env: change, costs } = counting();
    const env: Env = {
      ...bindings,
      ...change,
      LIMITER: {
        limit: async ({ key }) => {
          uses.set(key, (uses.get(key) ?? 0) + 1);
          return { success: (uses.get(key) ?? 0) <= GUESSES_MAX };
        },
      },
      STRANGER_LIMITER: { limit: async () => ({ success: false }) },
    };
    const call = async (token: string, from = "203.0.113.9") => {
      const headers = { authorization: `Bearer ${token}`, "cf-connecting-ip": from };
      return (await requestIn(env, "/api/customers/lin/balance", { headers })).status;
    };
    const guess = (index: number) =>
      call(`eck_${index.toString(16).padStart(12, "0")}_${"b".repeat(32)}`);
    const good = await apiKey();
    expect(await call(good.token)).toBe(200);
    expect(uses.size).toBe(0);
    costs();
    for (let index = 0; index < GUESSES_MAX; index++) expect(await guess(index)).toBe(401);
    expect(costs().d1).toBe(GUESSES_MAX);
    const many = await Promise.all(Array.from({ length: 100 }, (_, index) => guess(100 + index)));
    expect(many).toEqual(Array(100).fill(429));
    expect(costs().d1).toBe(0);
    const counted = uses.get("api-key:203.0.113.9");
    expect(counted).toBe(GUESSES_MAX + 100);

    for (let calls = 0; calls < 20; calls++) expect(await call(good.token)).toBe(200);
    expect(uses.get("api-key:203.0.113.9")).toBe(counted);
    // Elsewhere a key that nobody remembers is still looked up.
    const other = await apiKey();
    expect(await call(other.token)).toBe(429);
    expect(await call(other.token, "198.51.100.9")).toBe(200);
  });

  test("guests who look past the cache cost one reading of D1 in five seconds, and KV nothing", async () => {
    const { env: change, costs } = counting();
    const env = { ...bindings, ...change };
    const look = (index: number) =>
      requestIn(env, "/api/web/coze-package/center?fresh=1", {
        headers: { "cf-connecting-ip": `2001:db8:${index.toString(16)}::1` },
      });
    const beganMs = Date.now();
    await setClocks(beganMs);
    await look(0);
    costs();
    for (let index = 1; index < 100; index++) await look(index);
    expect(costs().d1).toBe(0);
    await setClocks(beganMs + GUEST_SNAPSHOT_MS);
    for (let index = 1; index < 100; index++) await look(index);
    const { d1, kv } = costs();
    expect(d1).toBe(1);
    // Each second the flags are read anew; nothing is written.
    expect(kv).toBeLessThanOrEqual(1);
  });
});
