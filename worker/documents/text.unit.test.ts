import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printView } from "./print.ts";
import { contentWith } from "./testing/content.ts";
import { type Measure, showable, widthOf, wrapped } from "./text.ts";
import { viewOf } from "./view.ts";
import { WORDS } from "./words.ts";

/** Letters are half as wide as ideographs; no emoji and no Hebrew. */
const measure: Measure = (codePoint) => {
  if (codePoint >= 0x1f000 || (codePoint >= 0x590 && codePoint < 0x700)) return null;
  return codePoint < 0x2e80 ? 0.5 : 1;
};

const letters = fc.string({
  unit: fc.constantFrom(..."abc WX12,.。、」公司名称プロ（"),
  maxLength: 120,
});

test("no line is wider than its place, and nothing but blanks is lost", () => {
  fc.assert(
    fc.property(letters, fc.integer({ min: 12, max: 200 }), (text, width) => {
      const lines = wrapped(text, width, 10, measure);
      for (const line of lines) expect(widthOf(line, 10, measure)).toBeLessThanOrEqual(width);
      expect(lines.join("").replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
    }),
  );
});

describe("lines", () => {
  test.each([
    ["a word that fits stays whole", "one two three", 40, ["one two", "three"]],
    ["a longer one is broken", "abcdefghijkl", 30, ["abcdef", "ghijkl"]],
    ["Chinese breaks anywhere", "公司名称公司", 40, ["公司名称", "公司"]],
    ["but before a closing mark", "公司名称。公司", 40, ["公司名", "称。公司"]],
    ["nothing is one empty line", "", 40, [""]],
  ])("%s", (_what, text, width, lines) => {
    expect(wrapped(text, width as number, 10, measure)).toEqual(lines);
  });
});

describe("what can be shown", () => {
  test.each([
    ["甲乙", "甲乙", false],
    ["a👨‍👩‍👧b", "a□b", true],
    ["שלום", "□□□□", true],
    ["a\u202eb\u200dc\ufe0f", "abc", false],
    ["one\r\ntwo\tthree", "one two three", false],
    ["e\u0301", "é", false],
  ])("of %j is %j", (raw, text, substituted) => {
    expect(showable(raw, measure)).toEqual({ text, substituted });
  });

  test("is always something that a font has", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (raw) => {
        const { text } = showable(raw, measure);
        for (const letter of text) expect(measure(letter.codePointAt(0) ?? 0)).not.toBeNull();
      }),
    );
  });
});

test("the print view shows every text that a buyer can write as text", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 40 }), async (company) => {
      const content = contentWith({ buyer: { company: `x${company}<i>` } });
      const shown = { number: "INV202512001", content, isVoid: false };
      const { html } = await printView(viewOf(shown, "en"));
      expect(html).toContain("&lt;i&gt;");
      expect(html).not.toContain("<i>");
    }),
    { numRuns: 50 },
  );
});

test.each([
  ["zh", "CN", "中国"],
  ["en", "DE", "Germany"],
  ["jp", "DE", "ドイツ"],
  ["en", "QQ", "QQ"],
  ["en", "", ""],
  ["en", "Atlantis", "Atlantis"],
] as const)("in %s the country %j is %j, of seller and buyer", (language, country, name) => {
  const content = contentWith({ seller: { country }, buyer: { country } });
  const { seller, buyer } = viewOf({ number: "INV1", content, isVoid: false }, language);
  for (const { lines } of [seller, buyer]) {
    expect(lines.includes(name)).toBe(name !== "");
    if (country !== name) expect(lines).not.toContain(country);
  }
});

test("each language has every word, with the same places for values", () => {
  const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const language of ["en", "jp"] as const)
    for (const [key, text] of Object.entries(WORDS.zh))
      expect([key, places(WORDS[language][key as keyof typeof WORDS.zh])]).toEqual([
        key,
        places(text),
      ]);
});
