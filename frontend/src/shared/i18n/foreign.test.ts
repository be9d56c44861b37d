import { expect, test } from "vitest";
import { foreignTag } from "./foreign.ts";

test.each([
  ["专业版", "zh", undefined],
  ["专业版", "en", "zh-CN"],
  ["年間", "jp", undefined],
  ["プロ", "en", "ja"],
  ["プロ", "jp", undefined],
  ["Pro", "zh", undefined],
  ["Before you buy, read this", "zh", "en"],
  ["Before you buy, read this", "en", undefined],
] as const)("%s on a page in %s", (text, page, tag) => {
  expect(foreignTag(text, page)).toBe(tag);
});
