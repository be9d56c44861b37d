import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { creditTaxes, rateText, type Taxed, taxesOf, totalOf } from "./tax.ts";

const item = (amountMinor: number, rate = 600, mark = ""): Taxed => ({ amountMinor, rate, mark });

describe("taxes are rounded once for each rate, half up", () => {
  test.each([
    ["with the tax in it", true, [item(10_600)], [[600, 10_000, 600]]],
    ["on top", false, [item(10_000)], [[600, 10_000, 600]]],
    ["none", true, [item(10_000, 0)], [[0, 10_000, 0]]],
    ["half a fen is one", false, [item(5, 1_000)], [[1_000, 5, 1]]],
    ["less than half is none", false, [item(4, 1_000)], [[1_000, 4, 0]]],
    // By line each would be 0: 3 * 0.4.
    [
      "over lines together",
      false,
      [item(4, 1_000), item(4, 1_000), item(4, 1_000)],
      [[1_000, 12, 1]],
    ],
    [
      "two rates",
      true,
      [item(1_080, 800), item(1_100, 1_000)],
      [
        [1_000, 1_000, 100],
        [800, 1_000, 80],
      ],
    ],
    [
      "past 2^53 in between",
      true,
      [item(9_000_000_000_000_000, 1_300)],
      [[1_300, 7_964_601_769_911_504, 1_035_398_230_088_496]],
    ],
    ["nothing", true, [], []],
  ])("%s", (_what, included, items, rows) => {
    const found = taxesOf(items as Taxed[], included as boolean);
    expect(found.map(({ rate, baseMinor, taxMinor }) => [rate, baseMinor, taxMinor])).toEqual(rows);
  });

  test("a mark tells rows of one rate apart", () => {
    expect(taxesOf([item(100, 800, "※"), item(100, 800)], true)).toHaveLength(2);
  });
});

const items = fc.array(
  fc.record({
    amountMinor: fc.nat(10_000_000_000),
    rate: fc.constantFrom(0, 300, 600, 800, 1_000, 1_300, 1_925),
    mark: fc.constantFrom("", "※"),
  }),
  { maxLength: 40 },
);

test("prices with the tax in them add up to what was paid, in any order", () => {
  fc.assert(
    fc.property(items, fc.nat(), (drawn, turn) => {
      const rows = taxesOf(drawn, true);
      expect(totalOf(rows)).toBe(drawn.reduce((sum, { amountMinor }) => sum + amountMinor, 0));
      const at = drawn.length === 0 ? 0 : turn % drawn.length;
      expect(taxesOf([...drawn.slice(at), ...drawn.slice(0, at)], true)).toEqual(rows);
    }),
  );
});

test("the tax is within half a unit of the exact one, for each rate", () => {
  fc.assert(
    fc.property(items, fc.boolean(), (drawn, included) => {
      for (const { rate, baseMinor, taxMinor } of taxesOf(drawn, included)) {
        const off = 2n * (BigInt(taxMinor) * 10_000n - BigInt(baseMinor) * BigInt(rate));
        // Rounding the tax by half moves the base by the other half where it is in the price.
        const most = included ? BigInt(10_000 + rate) : 10_000n;
        expect(off <= most && off >= -most).toBe(true);
      }
    }),
  );
});

test("credit notes over every item together give back each rate's tax to the unit, in any order", () => {
  fc.assert(
    fc.property(items, fc.boolean(), (drawn, included) => {
      const notes = drawn.map((one, at) => creditTaxes(drawn.slice(0, at), [one], included));
      const summed = notes.flat().reduce((sums, { rate, mark, baseMinor, taxMinor }) => {
        const key = `${rate} ${mark}`;
        const [base, tax] = sums.get(key) ?? [0, 0];
        return sums.set(key, [base + baseMinor, tax + taxMinor]);
      }, new Map<string, [number, number]>());
      for (const { rate, mark, baseMinor, taxMinor } of taxesOf(drawn, included))
        expect(summed.get(`${rate} ${mark}`)).toEqual([baseMinor, taxMinor]);
      for (const row of notes.flat()) expect(row.taxMinor).toBeGreaterThanOrEqual(0);
    }),
  );
});

test.each([
  [600, "6"],
  [650, "6.5"],
  [1_925, "19.25"],
  [0, "0"],
])("a rate of %d reads %s %", (rate, text) => expect(rateText(rate)).toBe(text));
