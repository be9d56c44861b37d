import { expect, test } from "vitest";
import { changedPaths, merged, valueAt, withValue } from "./edit.ts";
import { NOUNS, pathsOf, sendable } from "./nouns.ts";

const PATHS = ["texts.en.name", "price", "lines"];
const base = { texts: { en: { name: "Pro" } }, price: "1.00", lines: ["a"] };

test("what was typed stays, what others saved beside it is taken over", () => {
  const mine = withValue(base, "texts.en.name", "Pro Max");
  const theirs = { ...base, price: "2.00", lines: ["a", "b"] };
  expect(merged(PATHS, { base, mine, theirs })).toEqual({
    ...theirs,
    texts: { en: { name: "Pro Max" } },
  });
  expect(base.texts.en.name).toBe("Pro");
  const both = { ...theirs, texts: { en: { name: "Plus" } } };
  expect(valueAt(merged(PATHS, { base, mine, theirs: both }), "texts.en.name")).toBe("Pro Max");
});

test("lists are compared whole", () => {
  expect(changedPaths(PATHS, base, { ...base, lines: ["a", ""] })).toEqual(["lines"]);
  expect(valueAt(base, "texts.jp.name")).toBeUndefined();
});

test("what is typed is sent as the API takes it, and what is no number as it was typed", () => {
  const noun = NOUNS.packages;
  const typed = ["duration", "tier", "originalPrice"].reduce(
    (edit, path, at) => withValue(edit, path, [" 30 ", "x", " "][at]),
    withValue(noun.empty, "texts.zh.content", ["one", " ", ""]),
  );
  expect(sendable(noun, typed)).toMatchObject({
    ...{ duration: 30, tier: "x", originalPrice: null },
    texts: { zh: { content: ["one"] } },
  });
  expect(pathsOf(noun)).toContain("texts.jp.content");
});
