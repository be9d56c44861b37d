import fc from "fast-check";
import { expect, test } from "vitest";
import { laterFirst, mergedPage, type Placed, windowOf } from "./stripe-document.ts";

const placed = fc.record({
  period: fc.constantFrom("2025-11", "2025-12", "2026-01"),
  issuedAtMs: fc.nat({ max: 5 }),
});

const lists = fc
  .tuple(fc.array(placed, { maxLength: 40 }), fc.array(placed, { maxLength: 12 }))
  .map(([long, short]): [Placed[], Placed[]] => {
    const named = (of: object[], sign: string) =>
      of.map((one, at) => ({ ...one, id: `${at}${sign}` }) as Placed).sort(laterFirst);
    return [named(long, "a"), named(short, "b")];
  });

test("every page of two lists, and one item more, is that of both sorted together, from a window of the long one", () => {
  fc.assert(
    fc.property(
      lists,
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 12 }),
      ([long, short], page, pageSize) => {
        const { offset, limit } = windowOf({ page, pageSize }, short.length);
        const part = long.slice(offset, offset + limit);
        const whole = [...long, ...short].sort(laterFirst);
        const from = (page - 1) * pageSize;
        expect(mergedPage(part, short, laterFirst, { page, pageSize })).toEqual(
          whole.slice(from, from + pageSize + 1),
        );
        expect(limit).toBeLessThanOrEqual(pageSize + 1 + short.length);
      },
    ),
    { numRuns: 2_000 },
  );
});
