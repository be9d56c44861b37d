import { describe, expect, test } from "vitest";
import type { Requests } from "./operations.ts";
import { catchUp, DUE_PER_TOUCH_MAX, perform } from "./perform.ts";
import { MemoryStore } from "./testing/memory.ts";

const NOW = Date.UTC(2026, 10, 20);
const SECOND = 1_000;

/** An account with these lots of power, each under its name as key. */
function holding(...lots: LotGiven[]) {
  return given(new MemoryStore(), ...lots);
}

interface LotGiven {
  key: string;
  amount: number;
  expiresAtMs?: number | null;
}

function given(store: MemoryStore, ...lots: LotGiven[]) {
  for (const { key, amount, expiresAtMs = null } of lots) {
    const request = { key, reference: "", asset: "power" as const, amount, expiresAtMs };
    perform(store, "grant", { ...request, source: "test", detail: {} }, NOW);
  }
  return store;
}

const deduct = (store: MemoryStore, change: Partial<Requests["deduct"]>, nowMs = NOW) =>
  perform(
    store,
    "deduct",
    { key: "d", reference: "", asset: "power", amount: 1, ...change },
    nowMs,
  );

const hold = (store: MemoryStore, change: Partial<Requests["hold"]>, nowMs = NOW) =>
  perform(
    store,
    "hold",
    { key: "h", reference: "call", asset: "power", amount: 1, ttlSeconds: 60, ...change },
    nowMs,
  );

const settle = (store: MemoryStore, amount: number, nowMs = NOW) =>
  perform(store, "settle", { key: "s", hold: "h", amount }, nowMs);

const left = (store: MemoryStore) =>
  Object.fromEntries([...store.lots.values()].map((lot) => [lot.id, lot.remaining]));

describe("spending", () => {
  test("takes the lot that ends first, then the older, and the endless one last", () => {
    const store = holding(
      { key: "endless", amount: 5 },
      { key: "later", amount: 5, expiresAtMs: NOW + 9 },
      { key: "b sooner", amount: 5, expiresAtMs: NOW + 8 },
      { key: "a sooner", amount: 5, expiresAtMs: NOW + 8 },
    );
    deduct(store, { key: "d1", amount: 7 });
    expect(left(store)).toEqual({ endless: 5, later: 5, "b sooner": 3, "a sooner": 0 });
    deduct(store, { key: "d2", amount: 9 });
    expect(left(store)).toEqual({ endless: 4, later: 0, "b sooner": 0, "a sooner": 0 });
  });

  test("more than there is is refused whole, with what there is", () => {
    const store = holding({ key: "g", amount: 5 });
    expect(deduct(store, { amount: 6 })).toEqual({
      ok: false,
      error: { reason: "insufficient", asset: "power", available: 5 },
    });
    expect(left(store)).toEqual({ g: 5 });
  });

  test("one asset never pays for the other", () => {
    const store = holding({ key: "g", amount: 5 });
    expect(deduct(store, { asset: "credits" })).toMatchObject({ error: { available: 0 } });
  });

  test("the answer states the balance after it", () => {
    const store = holding({ key: "g", amount: 5 });
    hold(store, { amount: 2 });
    expect(deduct(store, {})).toEqual({
      ok: true,
      value: { asset: "power", amount: 1, available: 2, held: 2 },
    });
  });
});

describe("a key that was used", () => {
  test("gets the first answer, whatever happened since", () => {
    const store = holding({ key: "g", amount: 5 });
    const first = deduct(store, { amount: 2 });
    deduct(store, { key: "d2", amount: 3 });
    expect(deduct(store, { amount: 2 })).toEqual(first);
  });

  test("gets the first refusal as well", () => {
    const store = holding({ key: "g", amount: 5 });
    const refused = deduct(store, { amount: 6 });
    perform(
      store,
      "grant",
      {
        key: "g2",
        reference: "",
        asset: "power",
        amount: 9,
        source: "",
        expiresAtMs: null,
        detail: {},
      },
      NOW,
    );
    expect(deduct(store, { amount: 6 })).toEqual(refused);
    expect(deduct(store, { key: "another", amount: 6 })).toMatchObject({ ok: true });
  });

  test.each([
    ["another amount", { amount: 2 }],
    ["another asset", { asset: "credits" as const }],
    ["another reference", { reference: "else" }],
  ])("is refused for %s", (_name, change) => {
    const store = holding({ key: "g", amount: 5 });
    deduct(store, {});
    expect(deduct(store, change)).toEqual({ ok: false, error: { reason: "key-used-otherwise" } });
  });

  test("is refused for another kind of operation", () => {
    const store = holding({ key: "g", amount: 5 });
    expect(deduct(store, { key: "g" })).toMatchObject({ error: { reason: "key-used-otherwise" } });
  });
});

describe("settling", () => {
  const lots = [
    { key: "soon", amount: 5, expiresAtMs: NOW + 10 * SECOND },
    { key: "later", amount: 5, expiresAtMs: NOW + 90 * SECOND },
  ];

  test("less than was held gives the rest back to the lots it came from", () => {
    const store = holding(...lots);
    hold(store, { amount: 8 });
    expect(settle(store, 6)).toMatchObject({ value: { givenBack: 2, expired: 0, available: 4 } });
    expect(left(store)).toEqual({ soon: 0, later: 4 });
  });

  test("nothing gives all back", () => {
    const store = holding(...lots);
    hold(store, { amount: 8 });
    expect(settle(store, 0)).toMatchObject({ value: { givenBack: 8, available: 10, held: 0 } });
  });

  test("what goes back to a lot that ended meanwhile expires at once", () => {
    const store = holding(...lots);
    hold(store, { amount: 8 });
    expect(settle(store, 2, NOW + 20 * SECOND)).toMatchObject({
      value: { givenBack: 3, expired: 3, available: 5 },
    });
    expect(store.transactions.at(-1)?.entries).toEqual([
      { asset: "power", account: "available", amount: 3, balance: 5 },
      { asset: "power", account: "held", amount: -8, balance: 0 },
      { asset: "power", account: "spent", amount: 2, balance: 2 },
      { asset: "power", account: "expired", amount: 3, balance: 3 },
    ]);
  });

  test("more than was held takes the rest from what is available", () => {
    const store = holding(...lots);
    hold(store, { amount: 6 });
    expect(settle(store, 9)).toMatchObject({ value: { amount: 9, available: 1, held: 0 } });
  });

  test("more than there is is refused, and the hold stays open for less", () => {
    const store = holding(...lots);
    hold(store, { amount: 6 });
    expect(settle(store, 11)).toEqual({
      ok: false,
      error: { reason: "insufficient", asset: "power", available: 4 },
    });
    const less = perform(store, "settle", { key: "s2", hold: "h", amount: 10 }, NOW);
    expect(less).toMatchObject({ value: { available: 0, held: 0 } });
  });

  test("past the deadline is refused: the hold lapsed", () => {
    const store = holding(...lots);
    hold(store, { amount: 6, ttlSeconds: 5 });
    expect(settle(store, 1, NOW + 5 * SECOND)).toEqual({
      ok: false,
      error: { reason: "hold-ended", as: "lapsed" },
    });
    expect(store.transactions.at(-1)).toMatchObject({
      key: "lapse:h",
      kind: "release",
      reference: "call",
    });
  });
});

describe("taking a grant back", () => {
  const reverse = (store: MemoryStore, policy: Requests["reverse"]["policy"]) =>
    perform(store, "reverse", { key: "v", reference: "", grant: "g", policy }, NOW);

  test("all or nothing: all of an untouched grant", () => {
    expect(reverse(holding({ key: "g", amount: 5 }), "all-or-nothing")).toEqual({
      ok: true,
      value: { asset: "power", grant: "g", amount: 5, available: 0, held: 0 },
    });
  });

  test("all or nothing: nothing once a unit is spent, even if other grants could pay", () => {
    const store = holding({ key: "g", amount: 5 }, { key: "other", amount: 50 });
    deduct(store, {});
    expect(reverse(store, "all-or-nothing")).toEqual({
      ok: false,
      error: { reason: "not-enough-left", left: 4 },
    });
  });

  test("what is left: neither spent nor held units", () => {
    const store = holding({ key: "g", amount: 5 });
    deduct(store, {});
    hold(store, { amount: 2 });
    expect(reverse(store, "what-is-left")).toMatchObject({ value: { amount: 2, available: 0 } });
    expect(settle(store, 2)).toMatchObject({ value: { available: 0 } });
  });

  test("what is left may be nothing: that too is an answer, kept for good", () => {
    const store = holding({ key: "g", amount: 5 });
    deduct(store, { amount: 5 });
    const nothing = { ok: true, value: { grant: "g", amount: 0, available: 0 } };
    expect(reverse(store, "what-is-left")).toMatchObject(nothing);
    given(store, { key: "g2", amount: 5 });
    expect(reverse(store, "what-is-left")).toMatchObject(nothing);
    expect(store.transactions.at(-2)).toMatchObject({ kind: "reverse", entries: [] });
  });

  test("an unknown grant is refused", () => {
    expect(reverse(holding(), "what-is-left")).toMatchObject({
      error: { reason: "grant-not-found" },
    });
  });

  describe("from a customer who may owe", () => {
    const owing = (...lots: LotGiven[]) => given(new MemoryStore(true), ...lots);

    test("all of it: what was spent is owed, and the next grant pays it first", () => {
      const store = owing({ key: "g", amount: 5 });
      deduct(store, { amount: 3 });
      expect(reverse(store, "all-or-nothing")).toMatchObject({
        value: { amount: 5, owed: 3, available: 0 },
      });
      expect(store.counters("power")).toMatchObject({ debt: -3, reversed: 5, spent: 3 });
      given(store, { key: "g2", amount: 2 });
      expect(store.counters("power")).toMatchObject({ debt: -1, available: 0 });
      given(store, { key: "g3", amount: 5 });
      expect(store.counters("power")).toMatchObject({ debt: 0, available: 4 });
      expect(store.transactions.at(-1)?.detail).toMatchObject({ repaid: 1 });
      expect(deduct(store, { key: "d2", amount: 5 })).toMatchObject({ error: { available: 4 } });
    });

    test("what is there of other grants pays before anything is owed", () => {
      const store = owing({ key: "g", amount: 5 }, { key: "other", amount: 2 });
      deduct(store, { amount: 5 });
      expect(reverse(store, "all-or-nothing")).toMatchObject({ value: { amount: 5, owed: 3 } });
      expect(left(store)).toEqual({ g: 0, other: 0 });
    });

    test("held units are owed until the hold gives them back, which pays", () => {
      const store = owing({ key: "g", amount: 5 });
      hold(store, { amount: 4 });
      expect(reverse(store, "all-or-nothing")).toMatchObject({ value: { amount: 5, owed: 4 } });
      expect(settle(store, 1)).toMatchObject({ value: { givenBack: 0, available: 0, held: 0 } });
      expect(store.counters("power")).toMatchObject({ debt: -1, spent: 1, reversed: 5 });
    });

    test("of holds that lapse together the earlier deadline pays", () => {
      const store = owing({ key: "g", amount: 1 }, { key: "other", amount: 1 });
      hold(store, { key: "of g", ttlSeconds: 2 });
      hold(store, { key: "of other", ttlSeconds: 1 });
      expect(reverse(store, "all-or-nothing")).toMatchObject({ value: { amount: 1, owed: 1 } });
      catchUp(store, NOW + 2 * SECOND);
      expect(left(store)).toEqual({ g: 1, other: 0 });
      expect(store.counters("power")).toMatchObject({ debt: 0, available: 1 });
    });

    test("what is left owes nothing", () => {
      const store = owing({ key: "g", amount: 5 });
      deduct(store, { amount: 3 });
      expect(reverse(store, "what-is-left")).toMatchObject({ value: { amount: 2 } });
      expect(store.counters("power").debt).toBe(0);
    });

    test("credits never pay for power", () => {
      const store = owing({ key: "g", amount: 5 });
      const credits = { key: "c", reference: "", asset: "credits" as const, amount: 9 };
      deduct(store, { amount: 5 });
      perform(store, "grant", { ...credits, source: "", expiresAtMs: null, detail: {} }, NOW);
      expect(reverse(store, "all-or-nothing")).toMatchObject({ value: { owed: 5 } });
      expect(store.counters("credits").available).toBe(9);
    });
  });
});

describe("time", () => {
  test("a clock that goes back revives nothing", () => {
    const store = holding({ key: "g", amount: 5, expiresAtMs: NOW + SECOND });
    hold(store, { amount: 2, ttlSeconds: 2 });
    deduct(store, {}, NOW + 2 * SECOND);
    expect(deduct(store, { key: "d2" }, NOW)).toMatchObject({ error: { available: 0 } });
    expect(store.transactions.map((each) => each.key)).toEqual(["g", "h", "lapse:h", "expire:g"]);
    expect(store.counters("power")).toMatchObject({ available: 0, held: 0, expired: 5 });
  });

  test("one touch ends a bounded number, and what is over counts as gone all the same", () => {
    const over = Array.from({ length: DUE_PER_TOUCH_MAX + 20 }, (_, n) => ({
      key: `g${n}`,
      amount: 1,
      expiresAtMs: NOW + SECOND,
    }));
    const store = holding(...over, { key: "last", amount: 5 });
    const after = NOW + SECOND;
    expect(deduct(store, { amount: 1 }, after)).toMatchObject({ value: { available: 4 } });
    expect(store.counters("power")).toMatchObject({ available: 24, expired: DUE_PER_TOUCH_MAX });
    expect(deduct(store, { key: "d2", amount: 2 }, after)).toMatchObject({
      value: { available: 2 },
    });
    expect(store.counters("power")).toMatchObject({ available: 2, expired: over.length });
  });

  test("a balance is called too small only once all that lapsed has been given back", () => {
    const store = holding({ key: "g", amount: DUE_PER_TOUCH_MAX + 20 });
    for (let n = 0; n < DUE_PER_TOUCH_MAX + 20; n++)
      hold(store, { key: `h${n}`, amount: 1, ttlSeconds: 1 });
    const after = NOW + 2 * SECOND;
    expect(deduct(store, { amount: DUE_PER_TOUCH_MAX + 20 }, after)).toMatchObject({
      value: { available: 0 },
    });
  });
});

test.each([
  ["an amount of zero", { amount: 0 }],
  ["a negative amount", { amount: -1 }],
  ["a fraction", { amount: 0.5 }],
  ["an amount beyond the limit", { amount: 2 ** 53 }],
  ["an asset that does not exist", { asset: "gold" as "power" }],
  ["a reference without end", { reference: "x".repeat(201) }],
  ["an empty key", { key: "" }],
  ["a key beyond ASCII", { key: "键" }],
  ["a key of the ledger's own", { key: "expire:g" }],
])("%s is a bug of the caller and changes nothing", (_name, change) => {
  const store = holding({ key: "g", amount: 5 });
  const before = store.dump();
  expect(() => deduct(store, change)).toThrow("invariant broken");
  expect(store.dump()).toEqual(before);
});
