import * as fc from "fast-check";
import { expect, test } from "vitest";
import { addCosts, type Cost } from "./price.ts";
import { Book, DAY_MS, PRODUCTS, price } from "./testing/make.ts";

/** A new seed each run; fast-check prints the one that failed. */
const RUNS = 300;

const amount = fc.integer({ min: 0, max: 1_000_000 });
const per = fc.integer({ min: 1, max: 1_000_000 });
const counts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 60 });

const bookAt = (units: number, unitPrice: { amount: number; per: number }) =>
  new Book({
    credits: units,
    rules: {
      products: [{ ...PRODUCTS.tokens, prices: [price(unitPrice.amount, unitPrice.per)] }],
    },
  });

test("many small calls cost what one large one does, whatever does not divide", () => {
  fc.assert(
    fc.property(counts, amount, per, (parts, amount, per) => {
      const total = parts.reduce((sum, each) => sum + each, 0);
      const exact = Number((BigInt(total) * BigInt(amount)) / BigInt(per));
      fc.pre(exact <= 1e12);
      const [many, one] = [bookAt(1e12, { amount, per }), bookAt(1e12, { amount, per })];
      for (const count of parts) many.send({ product: "text_tokens", count });
      one.send({ product: "text_tokens", count: total });
      expect([1e12 - many.credits, 1e12 - one.credits]).toEqual([exact, exact]);
    }),
    { numRuns: RUNS },
  );
});

test("a thousand calls of a third of a unit", () => {
  const book = bookAt(1_000, { amount: 1, per: 3 });
  for (let times = 0; times < 1_000; times++) book.send({ product: "text_tokens", count: 1 });
  expect(1_000 - book.credits).toBe(333);
});

test("over several prices at once, in any order, nothing is rounded away and nothing is added", () => {
  const cost = fc.record({
    per: fc.constantFrom(1, 3, 7, 1_000),
    parts: fc.bigInt({ min: -(10n ** 9n), max: 10n ** 12n }),
  });
  fc.assert(
    fc.property(fc.array(cost, { maxLength: 40 }), (costs) => {
      const rests = new Map<number, number>();
      let taken = 0n;
      for (const each of costs) {
        const { due, rests: after } = addCosts(rests, [{ asset: "credits", ...each } as Cost]);
        taken += due;
        for (const { per, parts } of after) {
          expect(parts >= 0 && parts < per).toBe(true);
          rests.set(per, parts);
        }
      }
      for (const per of [1, 3, 7, 1_000]) {
        const exact = costs.filter((c) => c.per === per).reduce((sum, c) => sum + c.parts, 0n);
        taken -= (exact - BigInt(rests.get(per) ?? 0)) / BigInt(per);
      }
      expect(taken).toBe(0n);
    }),
    { numRuns: RUNS },
  );
});

const step = fc.record({
  product: fc.constantFrom("ai_chat", "email", "text_tokens"),
  count: fc.integer({ min: 1, max: 30 }),
  mode: fc.constantFrom("record" as const, "enforce" as const),
  agoMs: fc.oneof(fc.constant(0), fc.integer({ min: -400_000, max: 9 * DAY_MS })),
  passedMs: fc.oneof(fc.nat(3_600_000), fc.nat(20 * DAY_MS)),
  /** Which earlier event it corrects, if any, and by how much. */
  corrects: fc.option(fc.nat(40), { freq: 3 }),
  again: fc.boolean(),
  gives: fc.nat(3),
});

test("counters equal the sum of events; the ledger what they were charged; enforced quotas hold", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const book = new Book({ credits: 5 });
      const sent: { id: string; product: string }[] = [];
      for (const { product, count, mode, agoMs, passedMs, corrects, again, gives } of steps) {
        book.nowMs += passedMs;
        if (gives > 0) book.give(gives);
        const original = corrects === null ? undefined : sent[corrects % (sent.length || 1)];
        const event = {
          ...{ id: `e${sent.length}`, mode, atMs: book.nowMs - agoMs },
          product: original?.product ?? product,
          count: original ? -count : count,
          corrects: original?.id ?? null,
        };
        const before = book.used(event.product, monthAt(book.nowMs));
        const first = book.send(event);
        const second = again ? book.send(event) : null;
        if (second && first.result === "accepted") expect(second.result).toBe("duplicate");
        if (mode === "enforce" && event.product === "ai_chat" && first.result === "accepted")
          expect(first.standing?.used).toBeLessThanOrEqual(Math.max(50, before));
        if (first.result === "accepted") sent.push(event);
      }
      assertBooks(book);
    }),
    { numRuns: RUNS },
  );
});

/** Shanghai's month. */
const monthAt = (atMs: number) => new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 7);

function assertBooks(book: Book): void {
  const events = [...book.usage.events.values()];
  const sumOf = (of: typeof events) => of.reduce((sum, { count }) => sum + count, 0);
  for (const { product, period, count } of book.usage.counters.values())
    expect(count).toBe(sumOf(events.filter((e) => e.product === product && e.period === period)));
  for (const { product, day, count } of book.usage.days.values()) {
    expect(count).toBe(sumOf(events.filter((e) => e.product === product && e.day === day)));
    expect(count).toBeGreaterThanOrEqual(0);
  }
  for (const { count, corrected, id } of events.filter(({ count }) => count > 0)) {
    expect(corrected + sumOf(events.filter(({ corrects }) => corrects === id))).toBe(0);
    expect(corrected).toBeLessThanOrEqual(count);
  }
  const { spent, issued } = book.ledger.counters("credits");
  const lots = [...book.ledger.lots.values()];
  const back = lots.filter(({ source }) => source === "usage");
  const charged = events.reduce((sum, each) => sum + each.charged, 0);
  expect(spent - back.reduce((sum, { granted }) => sum + granted, 0)).toBe(charged);
  expect(-issued).toBe(lots.reduce((sum, { granted }) => sum + granted, 0));
  // What was used is paid, owed, or less than a unit.
  const used = sumOf(events.filter(({ product }) => product === "text_tokens"));
  const owing = book.usage.owing("text_tokens", "credits");
  const accounted = (charged + (owing.get(1) ?? 0)) * 1_000 + (owing.get(1_000) ?? 0);
  const isOver = back.some(({ expiresAtMs }) => expiresAtMs !== null && expiresAtMs <= book.nowMs);
  // What would have ended by now does not go back: only then is more charged than was used.
  if (isOver) expect(accounted).toBeGreaterThanOrEqual(used);
  else expect(accounted).toBe(used);
}
