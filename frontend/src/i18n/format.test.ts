import { describe, expect, test } from "vitest";
import { money, moneyParts } from "./format.ts";

const plain = (text: string) => text.replaceAll(/\s/g, " ");

describe("money", () => {
  test.each([
    ["zh-CN", "¥1,239.90"],
    ["en", "CN¥1,239.90"],
    ["ja", "元 1,239.90"], // ¥ would be yen there.
  ])("in %s reads %s", (tag, text) => {
    expect(plain(money("1239.90", "CNY", tag))).toBe(text);
  });

  test("keeps every digit of an amount that no float could", () => {
    expect(money("90071992547409.93", "CNY", "zh-CN")).toBe("¥90,071,992,547,409.93");
  });

  test("comes apart into currency and figures, without the space between", () => {
    expect(moneyParts("39.90", "CNY", "ja")).toEqual([
      { role: "currency", text: "元" },
      { role: "amount", text: "39.90" },
    ]);
    expect(moneyParts("500", "JPY", "en")).toEqual([
      { role: "currency", text: "¥" },
      { role: "amount", text: "500" },
    ]);
  });
});
