import { expect, test } from "vitest";
import { fileNameIn } from "./links.ts";

test.each([
  ['attachment; filename="usage.csv"', "usage.csv"],
  ["attachment; filename=INV202512001.pdf", "INV202512001.pdf"],
  [`attachment; filename="x.csv"; filename*=UTF-8''%E7%94%A8%E9%87%8F.csv`, "用量.csv"],
  ["attachment", "download"],
  ["inline; filename=x.pdf", null],
  ["", null],
])("%j is kept as %j", (disposition, name) => {
  expect(fileNameIn(disposition)).toBe(name);
});
