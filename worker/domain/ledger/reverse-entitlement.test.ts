import { describe, expect, test } from "vitest";
import { heldOf } from "../entitlement/stretch.ts";
import type { Requests } from "./operations.ts";
import { perform } from "./perform.ts";
import { MemoryStore } from "./testing/memory.ts";

const NOW = Date.UTC(2026, 10, 20);

describe("taking days back", () => {
  const DAY = 86_400_000;
  const entitlement = "coze" as const;
  const sale = { name: "专业版", days: 30 };
  type Sale = Requests["entitlement.grant"]["sale"];
  const buy = (store: MemoryStore, key: string, sold: Sale, nowMs = NOW) =>
    perform(store, "entitlement.grant", { key, reference: "", entitlement, sale: sold }, nowMs);
  const bought = (...sales: number[]) => {
    const store = new MemoryStore();
    for (const [n, days] of sales.entries()) buy(store, `e${n}`, { ...sale, days });
    return store;
  };
  const retract = (
    store: MemoryStore,
    policy: Requests["reverse"]["policy"],
    nowMs = NOW,
    { grant = "e0", days = sale.days, key = "r" } = {},
  ) =>
    perform(
      store,
      "entitlement.reverse",
      { key, reference: "", entitlement, grant, sale: { ...sale, days }, policy },
      nowMs,
    );
  const held = (store: MemoryStore, nowMs = NOW) => heldOf(store.stretches("coze", nowMs), nowMs);
  const endOf = (store: MemoryStore, nowMs = NOW) => held(store, nowMs)?.expiresAtMs ?? nowMs;

  test.each([
    ["all or nothing, at once", "all-or-nothing", [30], 0, 30, 0],
    ["all or nothing, of two packages", "all-or-nothing", [30, 10], 0, 30, 10 * DAY],
    ["all or nothing, on the first day", "all-or-nothing", [30], DAY - 1, 30, 0],
    ["what is left, of one", "what-is-left", [30], 12 * DAY, 18, 0],
    ["what is left, of two", "what-is-left", [30, 30], 12 * DAY, 18, 30 * DAY],
  ] as const)("%s", (_name, policy, days, afterMs, taken, leftMs) => {
    const store = bought(...days);
    const nowMs = NOW + afterMs;
    expect(retract(store, policy, nowMs)).toMatchObject({ ok: true, value: { days: taken } });
    expect(endOf(store, nowMs)).toBe(nowMs + leftMs);
  });

  test("all or nothing is refused once a day has gone, with the days that are left", () => {
    const store = bought(30);
    expect(retract(store, "all-or-nothing", NOW + DAY)).toEqual({
      ok: false,
      error: { reason: "not-enough-left", left: 29 },
    });
    expect(endOf(store)).toBe(NOW + 30 * DAY);
  });

  test("all or nothing is refused for what was lived through, whatever was bought since", () => {
    const store = bought(30, 10);
    expect(retract(store, "all-or-nothing", NOW + 5 * DAY)).toMatchObject({ error: { left: 25 } });
    expect(endOf(store)).toBe(NOW + 40 * DAY);
  });

  test("an order whose days are over takes none of the next one's", () => {
    const store = bought(5);
    const later = NOW + 7 * DAY;
    buy(store, "next", { ...sale, days: 5 }, later);
    const own = { grant: "e0", days: 5 };
    expect(retract(store, "all-or-nothing", later, own)).toMatchObject({ error: { left: 0 } });
    retract(store, "what-is-left", later, { ...own, key: "r2" });
    expect(endOf(store, later)).toBe(later + 5 * DAY);
  });

  test("an order that moved up when another was taken back takes none of the next one's", () => {
    const store = bought(10, 10, 10);
    retract(store, "what-is-left", NOW, { grant: "e0", days: 10, key: "r0" });
    const later = NOW + 5 * DAY;
    const own = { grant: "e1", days: 10, key: "r1" };
    expect(retract(store, "what-is-left", later, own)).toMatchObject({ value: { days: 5 } });
    expect(endOf(store, later)).toBe(later + 10 * DAY);
  });

  test("what has ended stays as it was, and nothing is taken", () => {
    const store = bought(30);
    const [own] = store.stretches("coze", NOW);
    expect(retract(store, "what-is-left", NOW + 40 * DAY)).toMatchObject({ value: { days: 0 } });
    expect(store.stretches("coze", NOW)).toEqual([own]);
  });

  test("what stays is called what it was sold as", () => {
    const store = new MemoryStore();
    const days = 10;
    buy(store, "a", { name: "基础版", days, names: { en: "Basic" } });
    buy(store, "b", { name: "专业版", days });
    buy(store, "c", { name: "旗舰版", days });
    retract(store, "what-is-left", NOW, { grant: "b", days, key: "rb" });
    const basic = { name: "基础版", names: { en: "Basic" } };
    expect(held(store)).toEqual({
      ...basic,
      expiresAtMs: NOW + 20 * DAY,
      next: [{ name: "旗舰版", startsAtMs: NOW + 10 * DAY, expiresAtMs: NOW + 20 * DAY }],
    });
    retract(store, "what-is-left", NOW, { grant: "c", days, key: "rc" });
    expect(held(store)).toEqual({ ...basic, expiresAtMs: NOW + 10 * DAY, next: [] });
  });

  test("once, however often it is asked", () => {
    const store = bought(30, 30, 30);
    const first = retract(store, "all-or-nothing");
    expect(retract(store, "all-or-nothing", NOW + DAY)).toEqual(first);
    expect(endOf(store)).toBe(NOW + 60 * DAY);
  });
});
