import { expect, test } from "vitest";
import { csvRecords, textOf } from "./csv-reading.ts";

test.each([
  ["as it went out", "\ufeff申请编号,发票号码\r\nin_1,'24952000000123456789\r\n"],
  ["in quotes", '"申请编号","发票号码"\n"in_1","24952000000123456789"\n'],
  ["by semicolons", "申请编号;发票号码\rin_1;24952000000123456789"],
  ["by tabs, with blank lines", "申请编号\t发票号码\n\nin_1\t 24952000000123456789 \n\t\n"],
])("a file %s is read", (_how, text) => {
  expect(csvRecords(text)).toEqual([{ 申请编号: "in_1", 发票号码: "24952000000123456789" }]);
});

test("cells hold separators, quotes and lines, and may be missing or empty", () => {
  expect(csvRecords('a,b,c\r\n"1,\r\n""2""",,\r\n3\r\n')).toEqual([
    { a: '1,\r\n"2"', b: "", c: "" },
    { a: "3", b: "", c: "" },
  ]);
});

test.each(["", "a,b", 'a\r\n"open', "\ufeff"])("what holds no row is none: %j", (text) => {
  expect(csvRecords(text)).toEqual([]);
});

test("bytes are UTF-8, or what spreadsheets in China save, or no text", () => {
  expect(textOf(new TextEncoder().encode("\ufeff发票"))).toBe("发票");
  expect(textOf(new Uint8Array([0xb7, 0xa2, 0xc6, 0xb1]).buffer)).toBe("发票");
  expect(textOf(new Uint8Array([0xff, 0xff]).buffer)).toBeNull();
});
