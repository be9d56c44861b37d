import { expect, test } from "vitest";
import { barsOf, HEIGHT, SLOT_WIDTH, slotAt, ticksOf } from "./bars.ts";

test("the largest day fills the box, the others their share, and a small one can be seen", () => {
  const bars = barsOf([0, 1, 5_000, 10_000, -4]);
  expect(bars.map(({ height }) => height)).toEqual([0, 2, HEIGHT / 2, HEIGHT, 0]);
  for (const [at, { x, y, width, height }] of bars.entries()) {
    expect(y + height).toBe(HEIGHT);
    expect(x).toBeGreaterThan(at * SLOT_WIDTH);
    expect(x + width).toBeLessThan((at + 1) * SLOT_WIDTH);
  }
});

test("without usage there is nothing to draw, and nothing is divided by it", () => {
  expect(barsOf([0, 0]).every(({ height, y }) => height === 0 && y === HEIGHT)).toBe(true);
  expect(barsOf([])).toEqual([]);
});

test.each([
  [-0.2, 0],
  [0, 0],
  [0.034, 1],
  [0.999, 29],
  [1, 29],
])("at %d of the chart is day %i", (share, slot) => {
  expect(slotAt(share, 30)).toBe(slot);
});

test("ticks name the first and the last day", () => {
  expect(ticksOf(30)).toEqual([0, 7, 15, 22, 29]);
  expect(ticksOf(3)).toEqual([0, 1, 2]);
  expect(ticksOf(1)).toEqual([0]);
  expect(ticksOf(0)).toEqual([]);
});
