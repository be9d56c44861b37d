import { expect, test } from "vitest";
import { foreignTag, partsAround } from "./foreign.ts";

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

test.each([
  ["专业版", "专业版 · 30 days", "en", [["专业版", "zh-CN"], " · 30 days"]],
  ["专业版", "You have 专业版 until May", "en", ["You have ", ["专业版", "zh-CN"], " until May"]],
  ["专业版", "专业版 · 30 天", "zh", ["专业版 · 30 天"]],
  ["プロ", "プロ已到账", "zh", [["プロ", "ja"], "已到账"]],
  ["专业版", "500 power", "en", ["500 power"]],
  ["", "500 power", "en", ["500 power"]],
] as const)("of %j in %j on a page in %s the name alone is tagged", (name, text, page, parts) => {
  const told = partsAround(name, text, page).map((part) =>
    part.lang ? [part.text, part.lang] : part.text,
  );
  expect(told).toEqual(parts);
});
