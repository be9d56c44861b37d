import { afterEach, describe, expect, test } from "vitest";
import { clock, day, moment, money, moneyParts } from "./format.ts";

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

describe("an instant", () => {
  const NEW_YEAR = "2026-12-31T16:30:00Z";
  const before = process.env.TZ;
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, "TZ");
    else process.env.TZ = before;
  });

  test.each([
    ["Asia/Shanghai", "zh-CN", "2027年1月1日", "2027年1月1日 00:30", "00:30"],
    ["Asia/Tokyo", "ja", "2027/01/01", "2027/01/01 1:30", "1:30"],
    ["America/New_York", "en", "Dec 31, 2026", "Dec 31, 2026, 11:30 AM", "11:30 AM"],
  ])("in %s, in %s, reads by the viewer's clock", (zone, tag, date, both, time) => {
    process.env.TZ = zone;
    expect(plain(day(NEW_YEAR, tag))).toBe(date);
    expect(plain(moment(NEW_YEAR, tag))).toBe(both);
    expect(plain(clock(NEW_YEAR, tag))).toBe(time);
  });
});
