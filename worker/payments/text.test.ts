import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cleanSubject, SUBJECT_BYTES_MAX } from "./alipay/canonical.ts";
import { bytesOf, cutToBytes } from "./text.ts";
import { DESCRIPTION_BYTES_MAX, plainText, REASON_BYTES_MAX } from "./wechat/canonical.ts";

const segments = (text: string) =>
  [...new Intl.Segmenter("zh", { granularity: "grapheme" }).segment(text)].map(
    ({ segment }) => segment,
  );

test("43 Chinese characters are 129 bytes: what is sent has at most 127, and says that it was cut", () => {
  const name = "好".repeat(43);
  expect(plainText(name, DESCRIPTION_BYTES_MAX)).toBe(`${"好".repeat(41)}…`);
  expect(plainText("好".repeat(42), DESCRIPTION_BYTES_MAX)).toBe("好".repeat(42));
});

test("a cut falls between characters as a reader sees them", () => {
  expect(cutToBytes("e\u0301".repeat(10), 10)).toBe(`${"e\u0301".repeat(2)}…`);
  expect(cutToBytes("한국어", 8)).toBe("한…");
});

test("a letter under endless accents is cut among them", () => {
  expect(bytesOf(cutToBytes(`a${"\u0301".repeat(500)}`, 127))).toBeLessThanOrEqual(127);
});

/** Texts of every kind: any UTF-16 units, lone halves too, and whole characters of all planes. */
const anyText = fc.oneof(
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 400 })
    .map((units) => units.map((unit) => String.fromCharCode(unit)).join("")),
  fc.string({ unit: "grapheme", maxLength: 300 }),
  fc
    .array(fc.constantFrom("好", "é", "e\u0301", "👨‍👩‍👧", "𠮷", " ", "/", "=", "&", "\n", "a"), {
      maxLength: 300,
    })
    .map((parts) => parts.join("")),
);

describe.each<[string, number, (text: string) => string | null, RegExp]>([
  [
    "WeChat Pay's description",
    DESCRIPTION_BYTES_MAX,
    (text) => plainText(text, DESCRIPTION_BYTES_MAX),
    /[\u{10000}-\u{10FFFF}]|\p{Cs}|\p{Cc}/u,
  ],
  [
    "WeChat Pay's refund reason",
    REASON_BYTES_MAX,
    (text) => plainText(text, REASON_BYTES_MAX),
    /[\u{10000}-\u{10FFFF}]|\p{Cs}|\p{Cc}/u,
  ],
  ["Alipay's subject", SUBJECT_BYTES_MAX, cleanSubject, /[\u{10000}-\u{10FFFF}/=&]|\p{Cs}|\p{Cc}/u],
])("%s", (_, bytesMax, clean, forbidden) => {
  test("of any text fits in bytes, without what the gateway refuses", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const sent = clean(text);
        if (sent === null) return;
        expect(bytesOf(sent)).toBeLessThanOrEqual(bytesMax);
        expect(sent).not.toMatch(forbidden);
        expect(sent).toBe(sent.trim());
        expect(sent).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });

  test("is a beginning of what fits no more, in whole characters, and a repeat changes nothing", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const sent = clean(text);
        if (sent === null) return;
        expect(clean(sent)).toBe(sent);
        const whole = clean(text.slice(0, 20));
        if (whole !== null && bytesOf(whole) < bytesMax / 2)
          expect(whole).not.toMatch(/.…$/su.test(text) ? /$^/ : /.…$/su);
        for (const segment of segments(sent)) expect(segment.isWellFormed()).toBe(true);
      }),
    );
  });
});
