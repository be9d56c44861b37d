import { expect, test } from "vitest";
import { missingOf, packFor, readNeeded } from "./need.ts";

test.each([
  [187, 120, 0],
  [120, 120, 0],
  [119, 120, 1],
  [0, 120, 120],
  [-5, 120, 120],
])("%i of which %i are needed: %i are missing", (available, needed, missing) => {
  expect(missingOf({ available }, needed)).toBe(missing);
});

test.each([
  ["120", 120],
  ["999999999999", 999_999_999_999],
  ["0", undefined],
  ["-1", undefined],
  ["1.5", undefined],
  ["1e3", undefined],
  ["1000000000000", undefined],
  ["", undefined],
  [undefined, undefined],
])("?needed=%s asks for %s", (text, needed) => {
  expect(readNeeded(text)).toBe(needed);
});

test("the smallest pack that covers it is proposed, or the largest", () => {
  const packs = [{ credits: 500 }, { credits: 100 }, { credits: 2_000 }];
  expect(packFor(packs, 1)).toEqual({ credits: 100 });
  expect(packFor(packs, 100)).toEqual({ credits: 100 });
  expect(packFor(packs, 101)).toEqual({ credits: 500 });
  expect(packFor(packs, 9_000)).toEqual({ credits: 2_000 });
  expect(packFor([], 1)).toBeUndefined();
});
