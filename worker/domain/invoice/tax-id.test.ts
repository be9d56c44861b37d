import { describe, expect, test } from "vitest";
import { isCreditCode, isEuNumber, isJapaneseNumber, normalTaxId } from "./tax-id.ts";

/** Every number with one digit changed to another that its place may have. */
const misread = (value: string, from: number): string[] =>
  [...value.slice(from)].flatMap((letter, at) =>
    /\d/.test(letter)
      ? [...Array(10).keys()]
          .filter((digit) => String(digit) !== letter)
          .map((digit) => value.slice(0, from + at) + digit + value.slice(from + at + 1))
      : [],
  );

describe("统一社会信用代码", () => {
  test.each(["91350100M000100Y43", "91110000802100433B", "91440300708461136T"])(
    "%s holds",
    (value) => expect(isCreditCode(value)).toBe(true),
  );

  test("no single misread digit passes", () => {
    expect(misread("91350100M000100Y43", 0).filter(isCreditCode)).toEqual([]);
  });

  test.each([
    ["", "9135010", "91350100M000100Y4", "91350100M000100Y433"],
    ["91350100I000100Y43", "91350100O000100Y43", "91350100Z000100Y43"],
    ["91350100m000100y43", "913501OOM000100Y43", "000000000000000000 "],
  ])("%s, %s, %s are none", (...values) => {
    for (const value of values) expect(isCreditCode(String(value))).toBe(false);
  });
});

describe("登録番号", () => {
  test.each(["T1180301018771", "T5835678256246", "T7000012050002"])("%s holds", (value) =>
    expect(isJapaneseNumber(value)).toBe(true),
  );

  test("a misread check digit never passes", () => {
    const wrong = [...Array(10).keys()].filter((digit) => digit !== 1);
    for (const digit of wrong) expect(isJapaneseNumber(`T${digit}180301018771`)).toBe(false);
  });

  test.each([
    "1180301018771",
    "T118030101877",
    "T11803010187711",
    "T118030101877A",
    "t1180301018771",
  ])("%s is none", (value) => expect(isJapaneseNumber(value)).toBe(false));
});

describe("EU VAT ids", () => {
  test.each([
    ["ATU12345678", "BE0428759497", "DE136695976", "DK13585628", "EL123456789", "FI20774740"],
    [
      "FR40303265045",
      "HR33392005961",
      "IE6433435F",
      "IT00743110157",
      "LU15027442",
      "NL004495445B01",
    ],
    ["PL8567346215", "PT501964843", "SE123456789701", "XI123456789", "ESB58378431", "CY10259033P"],
  ])("%s and those with it hold", (...values) => {
    expect(values.filter((value) => !isEuNumber(value))).toEqual([]);
  });

  test.each([
    "BE0428759497",
    "DE136695976",
    "DK13585628",
    "FI20774740",
    "IT00743110157",
    "PT501964843",
  ])("%s: no single misread digit passes", (value) =>
    expect(misread(value, 2).filter(isEuNumber)).toEqual([]),
  );

  test.each([
    "",
    "DE",
    "DE13669597",
    "GB123456789",
    "GR123456789",
    "toString",
    "__proto__1",
    "XX1",
  ])("%s is none", (value) => expect(isEuNumber(value)).toBe(false));
});

test.each([
  [" de 136.695-976 ", "DE136695976"],
  ["９１３５０１００m000100y43", "91350100M000100Y43"],
])("%s is kept as %s", (written, kept) => expect(normalTaxId(written)).toBe(kept));
