import { describe, expect, test } from "vitest";
import type { Quota } from "../plan/plan.ts";
import type { SubscribedPlan } from "../subscription/held.ts";
import { Book, DAY_MS, PRODUCTS, price, T0 } from "./testing/make.ts";

const NEXT_MONTH = Date.parse("2026-11-30T16:00:00Z");

const held = (change: Partial<SubscribedPlan> = {}, quotas?: Quota[]): SubscribedPlan => ({
  terms: {
    ...{ planId: "pro", creditRule: "monthly", allowance: { v1: 0, v2: 0 } },
    ...(quotas ? { quotas } : {}),
  },
  ...{ source: "stripe", startedMs: T0, endsAtMs: T0 + 30 * DAY_MS, isPastDue: true },
  ...change,
});
const chat = (limit: number, mode: Quota["mode"] = "hard"): Quota => ({
  ...{ product: "ai_chat", limit, mode },
});

describe("a counter", () => {
  test("adds up by period and by day, and begins anew with the next month", () => {
    const book = new Book();
    book.send({ product: "ai_chat", count: 3 });
    book.send({ product: "ai_chat", count: 4 });
    expect(book.used("ai_chat")).toBe(7);
    expect(book.usage.days.get("ai_chat 2026-11-20")?.count).toBe(7);
    book.nowMs = NEXT_MONTH;
    expect(book.send({ product: "ai_chat", count: 1 }).standing).toMatchObject({
      ...{ used: 1, remaining: 49, resetsAtMs: Date.parse("2026-12-31T16:00:00Z") },
    });
    expect(book.used("ai_chat")).toBe(7);
  });

  test.each([
    ["enforce", "hard", "rejected"],
    ["record", "hard", "accepted"],
    ["enforce", "soft", "accepted"],
    ["record", "soft", "accepted"],
  ] as const)("%s at a %s limit: %s", (mode, quotaMode, result) => {
    const book = new Book({ rules: { quotas: { free: [chat(10, quotaMode)] } } });
    book.send({ product: "ai_chat", count: 8 });
    const sent = book.send({ product: "ai_chat", count: 3, mode });
    expect(sent).toMatchObject({ result, standing: { used: result === "rejected" ? 8 : 11 } });
    if (result === "rejected") expect(sent.refusal).toEqual({ reason: "quota-exceeded" });
  });

  test("is let through up to the limit itself, and without a quota always", () => {
    const book = new Book({ rules: { quotas: { free: [chat(10)] } } });
    expect(book.send({ product: "ai_chat", count: 10, mode: "enforce" }).result).toBe("accepted");
    expect(book.send({ product: "email", count: 1e6, mode: "enforce" })).toMatchObject({
      ...{ result: "accepted", standing: { limit: null, remaining: null } },
    });
  });

  test("is told at 80 and at 100 percent, once in a period, and again after another limit", () => {
    const book = new Book({ rules: { quotas: { free: [chat(10)] } } });
    for (let times = 0; times < 12; times++) book.send({ product: "ai_chat", count: 1 });
    expect(book.usage.told.map(({ percent }) => percent)).toEqual([80, 100]);
    book.held = held({}, [chat(14)]);
    book.send({ product: "ai_chat", count: 1 });
    expect(book.usage.told.map(({ percent }) => percent)).toEqual([80, 100, 80]);
    book.nowMs = NEXT_MONTH;
    book.send({ product: "ai_chat", count: 14 });
    expect(book.usage.told.map(({ percent }) => percent)).toEqual([80, 100, 80, 80, 100]);
  });
});

describe("a gauge", () => {
  test("is set, is not added up, and goes on over the month", () => {
    const book = new Book();
    book.send({ product: "agent_seats", count: 3 });
    expect(book.send({ product: "agent_seats", count: 2 }).standing).toMatchObject({
      ...{ used: 2, remaining: 1, resetsAtMs: null },
    });
    book.nowMs = NEXT_MONTH + DAY_MS;
    expect(book.send({ product: "agent_seats", count: 3, mode: "enforce" }).result).toBe(
      "accepted",
    );
  });

  test("above its limit after a downgrade can be lowered and not raised", () => {
    const book = new Book({ held: held({}, [{ product: "agent_seats", limit: 9, mode: "hard" }]) });
    book.send({ product: "agent_seats", count: 8 });
    book.held = null;
    const set = (count: number) => book.send({ product: "agent_seats", count, mode: "enforce" });
    expect(set(9).refusal).toEqual({ reason: "quota-exceeded" });
    expect(set(7)).toMatchObject({ result: "accepted", standing: { used: 7, remaining: 0 } });
    expect(set(8).result).toBe("rejected");
  });

  test("is not put back by what comes out of order", () => {
    const book = new Book();
    book.send({ product: "agent_seats", count: 2, atMs: T0 });
    expect(book.send({ product: "agent_seats", count: 3, atMs: T0 - 1_000 })).toMatchObject({
      ...{ result: "accepted", standing: { used: 2 } },
    });
    expect(book.usage.days.get("agent_seats 2026-11-20")?.count).toBe(2);
  });
});

describe("what does not fit the product is refused, and counts nothing", () => {
  const pools = { input: 1, cachedInput: 0, cacheWrite: 0, output: 1 };
  test.each([
    ["an unknown product", { product: "fax", count: 1 }, "product-unknown"],
    ["a count of zero", { product: "ai_chat", count: 0 }, "count-invalid"],
    ["half a count", { product: "ai_chat", count: 0.5 }, "count-invalid"],
    ["more than a count can be", { product: "ai_chat", count: 1e12 + 1 }, "count-invalid"],
    ["below zero without a name", { product: "ai_chat", count: -1 }, "count-invalid"],
    ["a gauge below zero", { product: "agent_seats", count: -1 }, "count-invalid"],
    ["pools where there are none", { product: "ai_chat", count: 2, pools }, "count-invalid"],
    ["no pools where there are some", { product: "model_tokens", count: 2 }, "count-invalid"],
    [
      "a count that is not their sum",
      { product: "model_tokens", count: 3, pools },
      "count-invalid",
    ],
    [
      "a pool below zero",
      { product: "model_tokens", count: 0, pools: { ...pools, output: -1 } },
      "count-invalid",
    ],
    [
      "a model without a price",
      { product: "model_tokens", count: 2, pools, properties: { model: "huge" } },
      "model-not-priced",
    ],
    ["eight days ago", { product: "ai_chat", count: 1, atMs: T0 - 7 * DAY_MS - 1 }, "too-old"],
    ["the future", { product: "ai_chat", count: 1, atMs: T0 + 300_001 }, "in-future"],
  ])("%s", (_what, event, reason) => {
    const book = new Book({ credits: 100 });
    expect(book.send(event)).toMatchObject({ result: "rejected", refusal: { reason } });
    expect([book.usage.events.size, book.usage.counters.size, book.credits]).toEqual([0, 0, 100]);
  });

  test("more than can be counted in all", () => {
    const book = new Book();
    const most = { product: "email", count: 1e12 };
    book.usage.counters.set("email 2026-11", {
      ...{ product: "email", period: "2026-11", count: Number.MAX_SAFE_INTEGER - 10 },
      ...{ told: { percent: 0, limit: null }, span: null, setAtMs: 0 },
    });
    expect(book.send(most).refusal?.reason).toBe("count-invalid");
  });
});

describe("late events", () => {
  test("count on their day, and in the present period when theirs is closed", () => {
    const book = new Book();
    book.nowMs = NEXT_MONTH + DAY_MS;
    book.send({ product: "ai_chat", count: 5, atMs: NEXT_MONTH - 1 });
    expect(book.usage.days.get("ai_chat 2026-11-30")?.count).toBe(5);
    expect([book.used("ai_chat"), book.used("ai_chat", "2026-12")]).toEqual([0, 5]);
    expect([...book.usage.events.values()][0]).toMatchObject({ late: true, period: "2026-12" });
  });

  test("of a period that runs are not late", () => {
    const book = new Book();
    book.send({ product: "ai_chat", count: 5, atMs: T0 - 7 * DAY_MS });
    expect([...book.usage.events.values()][0]).toMatchObject({ late: false, day: "2026-11-13" });
  });

  test("a clock that is a little ahead counts now", () => {
    const book = new Book();
    book.nowMs = NEXT_MONTH - 1_000;
    book.send({ product: "ai_chat", count: 1, atMs: NEXT_MONTH + 1_000 });
    expect([...book.usage.events.values()][0]).toMatchObject({ day: "2026-11-30", late: false });
  });

  test("cost what held on their day", () => {
    const prices = [price(1, 1), price(10, 1, { fromMs: T0 })];
    const products = [{ ...PRODUCTS.tokens, prices }];
    const book = new Book({ credits: 100, rules: { products } });
    expect(book.send({ product: "text_tokens", count: 2, atMs: T0 - 1 }).charged).toBe(2);
    expect(book.send({ product: "text_tokens", count: 2, atMs: T0 }).charged).toBe(20);
  });
});

describe("the period", () => {
  test("goes by the plan's own start where months do, and by the calendar for the free plan", () => {
    const rules = { credits: { mode: "anniversary" as const } };
    const book = new Book({ rules, held: held({ startedMs: Date.parse("2026-10-31T04:00:00Z") }) });
    expect(book.send({ product: "ai_chat", count: 1 }).standing?.resetsAtMs).toBe(
      Date.parse("2026-11-30T04:00:00Z"),
    );
    book.held = null;
    expect(book.send({ product: "ai_chat", count: 1 }).standing?.resetsAtMs).toBe(NEXT_MONTH);
  });

  test.each<[string, Partial<SubscribedPlan>, number]>([
    ["while it is paid", {}, 100],
    ["in its days of grace", { endsAtMs: T0 - 1, entitledUntilMs: T0 + 1 }, 100],
    ["not after them", { endsAtMs: T0 - 2, entitledUntilMs: T0 }, 50],
    ["not once it ended, as stored before there was grace", { endsAtMs: T0 }, 50],
    ["not while it is paused", { isFrozen: true }, 50],
  ])("a plan's quota holds %s", (_when, change, limit) => {
    const book = new Book({ held: held(change, [chat(100)]) });
    expect(book.send({ product: "ai_chat", count: 1 }).standing?.limit).toBe(limit);
  });

  test("what was bought before there were quotas has those of the catalog", () => {
    const quotas = { pro: [chat(70)], free: [] };
    const book = new Book({ held: held(), rules: { quotas } });
    expect(book.send({ product: "ai_chat", count: 1 }).standing?.limit).toBe(70);
  });
});

describe("the price", () => {
  test("is taken with the event, what does not divide with a later one", () => {
    const book = new Book({ credits: 10 });
    const charges = [600, 600, 600, 200].map(
      (count) => book.send({ product: "text_tokens", count }).charged,
    );
    expect(charges).toEqual([0, 1, 0, 1]);
    expect(book.credits).toBe(8);
  });

  test("goes by model and pool; what has no price of its own in a cache costs what input does", () => {
    const book = new Book({ credits: 1_000 });
    const send = (model: string, input: number, cacheWrite: number, output: number) =>
      book.send({
        ...{ product: "model_tokens", count: input + cacheWrite + output },
        pools: { input, cachedInput: 0, cacheWrite, output },
        properties: { model },
      }).charged;
    expect(send("large", 1_000, 2_000, 1_000)).toBe(3 + 6 + 15);
    expect(send("small", 1_000_000, 0, 1_000_000)).toBe(2);
  });

  test("that cannot be paid: enforced it is refused, recorded it is counted and taken later", () => {
    const book = new Book({ credits: 2 });
    expect(book.send({ product: "text_tokens", count: 5_000, mode: "enforce" })).toMatchObject({
      ...{ result: "rejected", refusal: { reason: "insufficient", available: 2 } },
    });
    expect(book.send({ product: "text_tokens", count: 5_500 })).toMatchObject({
      ...{ result: "accepted", charged: 2, standing: { used: 5_500 } },
    });
    book.give(10);
    expect(book.send({ product: "text_tokens", count: 500 }).charged).toBe(4);
    expect(book.credits).toBe(6);
  });

  test("draws what the plan gives only when credits are due", () => {
    const book = new Book();
    book.send({ product: "ai_chat", count: 1 });
    book.send({ product: "text_tokens", count: 999 });
    expect(book.touches).toBe(0);
    book.send({ product: "text_tokens", count: 1 });
    expect(book.touches).toBe(1);
  });
});

describe("a correction", () => {
  const counted = (book: Book) => {
    book.send({ id: "mailing", product: "email", count: 10 });
    return (count: number, more = {}) =>
      book.send({ product: "email", count, corrects: "mailing", ...more });
  };

  test("takes back what was counted, in parts, never below zero", () => {
    const book = new Book();
    const correct = counted(book);
    expect(correct(-4).standing?.used).toBe(6);
    expect(correct(-7).refusal).toMatchObject({ reason: "correction-invalid" });
    expect(correct(-6).standing?.used).toBe(0);
    expect(correct(-1).refusal).toMatchObject({ detail: "0 of the event's 10 are left" });
  });

  test.each([
    ["an event that there is not", { corrects: "nothing" }],
    ["an event of another host", { host: "other" }],
    ["an event of another product", { product: "ai_chat" }],
  ])("of %s is refused", (_what, more) => {
    expect(counted(new Book())(-1, more).refusal?.reason).toBe("correction-invalid");
  });

  test("of a correction, of a gauge, or with a count above zero is refused", () => {
    const book = new Book();
    const correct = counted(book);
    correct(-1, { id: "fix" });
    expect(correct(-1, { corrects: "fix" }).refusal?.reason).toBe("correction-invalid");
    book.send({ id: "seats", product: "agent_seats", count: 3 });
    const seats = { product: "agent_seats", corrects: "seats" };
    expect(correct(-1, seats).refusal?.reason).toBe("correction-invalid");
    expect(correct(1).refusal?.reason).toBe("count-invalid");
  });

  test("of a closed period counts in the present one, on the event's own day", () => {
    const book = new Book();
    const correct = counted(book);
    book.nowMs = NEXT_MONTH;
    expect(correct(-4).standing?.used).toBe(-4);
    expect(book.used("email")).toBe(10);
    expect(book.usage.days.get("email 2026-11-20")?.count).toBe(6);
  });

  test("gives the price back as a lot that ends when the units would have", () => {
    const book = new Book({ credits: 100, expiresAtMs: T0 + DAY_MS });
    book.send({ id: "call", product: "text_tokens", count: 5_000 });
    const fixed = book.send({ product: "text_tokens", count: -2_000, corrects: "call" });
    expect([fixed.charged, book.credits]).toEqual([-2, 97]);
    const lots = [...book.ledger.lots.values()];
    expect(lots.find(({ source }) => source === "usage")).toMatchObject({
      ...{ granted: 2, expiresAtMs: T0 + DAY_MS },
    });
    book.nowMs = T0 + 2 * DAY_MS;
    const late = book.send({ product: "text_tokens", count: -1_000, corrects: "call" });
    expect([late.result, late.charged]).toEqual(["accepted", 0]);
  });

  test("pays first what is owed", () => {
    const book = new Book({ credits: 1 });
    book.send({ id: "call", product: "text_tokens", count: 5_000 });
    expect(book.send({ product: "text_tokens", count: -3_000, corrects: "call" }).charged).toBe(0);
    book.give(10);
    expect(book.send({ product: "text_tokens", count: 1 }).charged).toBe(1);
  });

  test("of an event with pools is of the whole event, at the prices that it had", () => {
    const book = new Book({ credits: 1_000 });
    const pools = { input: 1_000, cachedInput: 0, cacheWrite: 0, output: 1_000 };
    const event = { id: "call", product: "model_tokens", count: 2_000, pools };
    expect(book.send({ ...event, properties: { model: "large" } }).charged).toBe(18);
    book.rules = { ...book.rules, products: [{ ...PRODUCTS.models, prices: [price(9, 1)] }] };
    const correct = (count: number) =>
      book.send({ product: "model_tokens", count, corrects: "call" });
    expect(correct(-500).refusal?.reason).toBe("correction-invalid");
    expect(correct(-2_000).charged).toBe(-18);
    expect(book.credits).toBe(1_000);
  });
});

describe("the id", () => {
  const event = { id: "call", product: "ai_chat", count: 2 };

  test("counts once, for ever, also enforced, late or over the quota by now", () => {
    const book = new Book();
    expect(book.send(event).result).toBe("accepted");
    book.send({ product: "ai_chat", count: 60 });
    book.nowMs = T0 + 20 * DAY_MS;
    expect(book.send({ ...event, mode: "enforce" }).result).toBe("duplicate");
    expect(book.used("ai_chat")).toBe(62);
  });

  test.each([
    ["another count", { count: 3 }],
    ["another product", { product: "email" }],
    ["another time", { atMs: T0 - 1 }],
    ["another property", { properties: { model: "large" } }],
  ])("with %s is refused", (_what, change) => {
    const book = new Book();
    book.send(event);
    expect(book.send({ ...event, ...change }).refusal).toEqual({ reason: "event-id-reused" });
  });

  test("of another host is another event", () => {
    const book = new Book();
    book.send(event);
    expect(book.send({ ...event, host: "other" }).result).toBe("accepted");
  });

  test("of what was refused is free", () => {
    const book = new Book();
    const much = { ...event, count: 51, mode: "enforce" as const };
    expect(book.send(much).result).toBe("rejected");
    book.nowMs = NEXT_MONTH;
    expect(book.send({ ...much, count: 50 }).result).toBe("accepted");
  });
});
