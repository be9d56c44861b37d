import { expect, test } from "vitest";
import { isCustomerId, masked } from "./customer-id.ts";

test.each<[string, unknown, boolean]>([
  ["a word", "customer-lin", true],
  ["one letter", "a", true],
  ["Chinese", "林知夏", true],
  ["an address", "auth0|lin@example.com", true],
  ["a blank inside", "lin wang", true],
  ["255 letters", "s".repeat(255), true],
  ["127 emoji, which are 254 code units", "😀".repeat(127), true],
  ["256 letters", "s".repeat(256), false],
  ["128 emoji, which are 256 code units", "😀".repeat(128), false],
  ["nothing", "", false],
  ["blanks alone", "  ", false],
  ["a full-width blank alone", "\u3000", false],
  ["a null byte", "lin\0", false],
  ["a line feed", "lin\nwang", false],
  ["a control character of Latin-1", "lin\u0085", false],
  ["half of an emoji", "lin\ud83d", false],
  ["the other half", "\ude00lin", false],
  ["a number", 7, false],
  ["null", null, false],
  ["a list", ["lin"], false],
])("%s as a customer's id", (_what, value, taken) => {
  expect(isCustomerId(value)).toBe(taken);
});

test.each([
  ["customer-lin", "cu…"],
  ["😀😀😀", "😀😀…"],
  ["a", "a…"],
])("%s stands in a log as %s", (id, shown) => {
  expect(masked(id)).toBe(shown);
});
