import { expect, test } from "vitest";
import { appended, firstTime, isKnown, readFacts } from "./once.ts";

test("a fact is told once, also where storage is refused", () => {
  expect(isKnown("paid:1")).toBe(false);
  expect(firstTime("paid:1")).toBe(true);
  expect(firstTime("paid:1")).toBe(false);
  expect(isKnown("paid:1")).toBe(true);
  expect(firstTime("paid:2")).toBe(true);
});

test("the newest hundred are kept", () => {
  let facts: string[] = [];
  for (let n = 1; n <= 103; n++) facts = appended(facts, `paid:${n}`);
  expect(facts).toHaveLength(100);
  expect([facts[0], facts.at(-1)]).toEqual(["paid:4", "paid:103"]);
});

test.each([null, "", "{", "7", '{"a":1}'])("%j is no list of facts", (text) => {
  expect(readFacts(text)).toEqual([]);
});
