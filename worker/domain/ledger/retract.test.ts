import { describe, expect, test } from "vitest";
import type { Requests } from "./operations.ts";
import { perform } from "./perform.ts";
import { MemoryStore } from "./testing/memory.ts";

const NOW = Date.UTC(2026, 10, 20);

describe("taking days back", () => {
  const DAY = 86_400_000;
  const sale = { name: "专业版", days: 30 };
  const bought = (...sales: number[]) => {
    const store = new MemoryStore();
    for (const [n, days] of sales.entries())
      perform(store, "coze.extend", { key: `e${n}`, reference: "", sale: { ...sale, days } }, NOW);
    return store;
  };
  /** Of the first order, whose days end `soldDays` after it was bought. */
  const retract = (
    store: MemoryStore,
    policy: Requests["reverse"]["policy"],
    nowMs = NOW,
    soldDays = sale.days,
  ) =>
    perform(
      store,
      "coze.retract",
      {
        key: "r",
        reference: "",
        sale: { ...sale, days: soldDays },
        soldUntilMs: NOW + soldDays * DAY,
        policy,
      },
      nowMs,
    );

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
    expect(store.coze()?.expiresAtMs).toBe(nowMs + leftMs);
  });

  test("all or nothing is refused once a day has gone, with the days that are left", () => {
    const store = bought(30);
    expect(retract(store, "all-or-nothing", NOW + DAY)).toEqual({
      ok: false,
      error: { reason: "not-enough-left", left: 29 },
    });
    expect(store.coze()?.expiresAtMs).toBe(NOW + 30 * DAY);
  });

  test("all or nothing is refused for what was lived through, whatever was bought since", () => {
    const store = bought(30, 10);
    expect(retract(store, "all-or-nothing", NOW + 5 * DAY)).toMatchObject({ error: { left: 25 } });
    expect(store.coze()?.expiresAtMs).toBe(NOW + 40 * DAY);
  });

  test("an order whose days are over takes none of the next one's", () => {
    const store = bought(5);
    const later = NOW + 7 * DAY;
    const next = { key: "next", reference: "", sale: { ...sale, days: 5 } };
    perform(store, "coze.extend", next, later);
    expect(retract(store, "all-or-nothing", later, 5)).toMatchObject({ error: { left: 0 } });
    perform(
      store,
      "coze.retract",
      {
        key: "r2",
        reference: "",
        sale: { ...sale, days: 5 },
        soldUntilMs: NOW + 5 * DAY,
        policy: "what-is-left",
      },
      later,
    );
    expect(store.coze()?.expiresAtMs).toBe(later + 5 * DAY);
  });

  test("what has ended stays as it was, and nothing is taken", () => {
    const store = bought(30);
    expect(retract(store, "what-is-left", NOW + 40 * DAY)).toMatchObject({ value: { days: 0 } });
    expect(store.coze()?.expiresAtMs).toBe(NOW + 30 * DAY);
  });

  test("what stays is called what the last order is called that stands", () => {
    const store = new MemoryStore();
    const buy = (reference: string, name: string, names?: { en: string }) =>
      perform(
        store,
        "coze.extend",
        { key: reference, reference, sale: { name, days: 10, ...(names && { names }) } },
        NOW,
      );
    const takeBack = (reference: string, ordinal: number) =>
      perform(
        store,
        "coze.retract",
        {
          key: `r${ordinal}`,
          reference,
          sale: { name: "", days: 10 },
          soldUntilMs: NOW + ordinal * 10 * DAY,
          policy: "what-is-left",
        },
        NOW,
      );
    buy("a", "基础版", { en: "Basic" });
    buy("b", "专业版");
    buy("c", "旗舰版");
    takeBack("b", 2);
    expect(store.coze()).toEqual({ name: "旗舰版", expiresAtMs: NOW + 20 * DAY });
    takeBack("c", 3);
    expect(store.coze()).toMatchObject({ name: "基础版", names: { en: "Basic" } });
  });

  test("once, however often it is asked", () => {
    const store = bought(30, 30, 30);
    const first = retract(store, "all-or-nothing");
    expect(retract(store, "all-or-nothing", NOW + DAY)).toEqual(first);
    expect(store.coze()?.expiresAtMs).toBe(NOW + 60 * DAY);
  });
});
