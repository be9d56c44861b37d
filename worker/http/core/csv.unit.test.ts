import { expect, test } from "vitest";
import { csvAnswer } from "./csv.ts";

const textOf = async (value: string | number | null) =>
  new TextDecoder("utf-8", { fatal: false, ignoreBOM: true }).decode(
    await csvAnswer("x.csv", ["a"], [{ a: value }]).arrayBuffer(),
  );

test.each([
  ["专业版", "专业版"],
  [12, "12"],
  [null, ""],
  ['say "hi"', '"say ""hi"""'],
  ["a,b", '"a,b"'],
  ["two\nlines", '"two\nlines"'],
  ["=1+1", "'=1+1"],
  ["@cmd", "'@cmd"],
  [-5, "-5"],
])("%j is written %s", async (value, written) => {
  expect(await textOf(value)).toBe(`\ufeffa\r\n${written}\r\n`);
});
