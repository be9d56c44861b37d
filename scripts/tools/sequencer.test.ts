import { expect, test } from "vitest";
import { shares } from "./sequencer.ts";

const FILES = ["a/lab.test.ts", "a/openapi-fuzz.test.ts", "b/one.test.ts", "b/two.test.ts"];
const halves = (files: string[]) => shares(files, 2, (file) => file);

test("every file is in one share, in whatever order they were found", () => {
  const [first = [], second = []] = halves(FILES);
  expect([...first, ...second].toSorted()).toEqual(FILES.toSorted());
  expect(halves(FILES.toReversed())).toEqual([first, second]);
});

test("the longest file is joined by the fewest others", () => {
  expect(halves(FILES)).toEqual([["a/lab.test.ts"], FILES.slice(1)]);
});

test("one share has them all, the long ones first", () => {
  expect(shares(FILES.toReversed(), 1, (file) => file)).toEqual([FILES]);
});
