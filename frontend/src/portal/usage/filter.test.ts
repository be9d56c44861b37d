import { describe, expect, test } from "vitest";
import { detailPageQuery, detailQuery, readFilter, stretchOf } from "./filter.ts";

describe("an address", () => {
  test("without anything asks for the running period, its first page", () => {
    expect(readFilter({})).toEqual({
      month: undefined,
      product: undefined,
      custom: undefined,
      page: 1,
      before: undefined,
    });
  });

  test("says what it can mean, and nothing else", () => {
    const query = { month: "2026-10", product: "ai_chat", range: "custom", page: "3" };
    expect(readFilter({ ...query, from: "2026-10-01", to: "2026-02-30" })).toEqual({
      month: "2026-10",
      product: "ai_chat",
      custom: { from: "2026-10-01", to: undefined },
      page: 3,
      before: undefined,
    });
    expect(readFilter({ month: "2026-13", product: "x".repeat(65), page: "-1" })).toEqual(
      readFilter({}),
    );
  });
});

describe("the days that are asked of", () => {
  const days = (from?: string, to?: string) => stretchOf({ custom: { from, to } }, "2026-11");

  test("are the period's", () => {
    expect(stretchOf({ custom: undefined }, "2026-11")).toEqual({
      first: "2026-11-01",
      last: "2026-11-30",
    });
  });

  test.each([
    [undefined, undefined, "2026-11-01", "2026-11-30"],
    ["2026-11-05", "2026-11-09", "2026-11-05", "2026-11-09"],
    ["2026-11-09", "2026-11-05", "2026-11-05", "2026-11-09"],
    ["2026-10-02", undefined, "2026-10-02", "2026-10-02"],
    ["2020-01-01", "2026-11-30", "2025-10-26", "2026-11-30"],
  ])("from %s to %s are %s to %s", (from, to, first, last) => {
    expect(days(from, to)).toEqual({ first, last });
  });

  test("reach the API with the product and the page", () => {
    const filter = readFilter({ product: "ai_chat", page: "2" });
    expect(detailQuery(days(), filter).toString()).toBe(
      "start=2026-11-01&end=2026-11-30&product=ai_chat",
    );
    expect(detailPageQuery(days(), filter)).toContain("page=2&pageSize=20");
  });
});
