import { expect, test } from "vitest";
import { changesOf } from "./changes.ts";

test("only what differs is told, field by field", () => {
  const before = {
    version: "a",
    currentPrice: "39.90",
    texts: { zh: { name: "专业版" } },
    tier: 10,
  };
  const after = { ...before, version: "b", currentPrice: "38.80", texts: { zh: { name: "专业" } } };
  expect(changesOf(before, after)).toEqual([
    { field: "currentPrice", before: "39.90", after: "38.80" },
    { field: "texts.zh.name", before: "专业版", after: "专业" },
  ]);
});

test("what was not there, or is not any more, is a dash", () => {
  expect(changesOf({ payway_1_status: null }, { payway_1_status: "false" })).toEqual([
    { field: "payway_1_status", before: "–", after: "false" },
  ]);
  expect(changesOf({ content: ["a", "b"] }, null)).toEqual([
    { field: "content", before: "a、b", after: "–" },
  ]);
  expect(changesOf(null, null)).toEqual([]);
  expect(changesOf({ state: "on-sale" }, { state: "on-sale" })).toEqual([]);
});

test("a plain value is told without a field", () => {
  expect(changesOf("support", "finance")).toEqual([
    { field: "", before: "support", after: "finance" },
  ]);
});
