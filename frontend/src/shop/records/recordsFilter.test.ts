import { describe, expect, test } from "vitest";
import { apiQuery, isFiltered, pageQuery, periodQuery, readFilter } from "./recordsFilter.ts";

const KINDS = { orders: ["coze", "recharge"], ledger: ["grant", "deduct"] };
const NOON = new Date(2026, 10, 20, 12); // In this machine's zone, as a reader's calendar is.
const midnight = (month: number, day: number) => new Date(2026, month - 1, day).toISOString();
const read = (query: Record<string, string>) => readFilter(query, KINDS);

describe("an address", () => {
  test("without filters shows the first page of all orders", () => {
    expect(read({})).toEqual({
      tab: "orders",
      kind: undefined,
      period: "all",
      from: undefined,
      to: undefined,
      page: 1,
      before: undefined,
    });
    expect(isFiltered(read({ page: "3" }))).toBe(false);
    expect(pageQuery(read({ page: "3" }), NOON)).toBe("page=3&pageSize=20");
    expect(pageQuery(read({ page: "3", before: "WyJv" }), NOON)).toBe(
      "page=3&pageSize=20&before=WyJv",
    );
  });

  test("keeps what it can mean and forgets the rest", () => {
    expect(read({ tab: "ledger", kind: "grant" }).kind).toBe("grant");
    expect(read({ tab: "ledger", kind: "coze" }).kind).toBeUndefined();
    expect(read({ kind: "toString", tab: "x", period: "1y" })).toEqual(read({}));
    for (const page of ["0", "-1", "x", "1e12", ""]) expect(read({ page }).page).toBe(1);
    for (const from of ["2026-02-30", "1999-01-01", "2026-1-1", "today"])
      expect(read({ period: "custom", from }).from).toBeUndefined();
    expect(read({ period: "7d", from: "2026-01-01" }).from).toBeUndefined();
  });
});

describe("a stretch of time", () => {
  const asked = (query: Record<string, string>) =>
    Object.fromEntries(apiQuery(read(query), NOON).entries());

  test("of days ends now and counts today", () => {
    expect(asked({ period: "7d", kind: "coze" })).toEqual({
      kind: "coze",
      from: midnight(11, 14),
    });
    expect(asked({ period: "90d" })).toEqual({ from: midnight(8, 23) });
  });

  test("of chosen dates includes both days, and either may be open", () => {
    const dates = { period: "custom", from: "2026-11-01", to: "2026-11-30" };
    expect(asked(dates)).toEqual({ from: midnight(11, 1), to: midnight(12, 1) });
    expect(asked({ period: "custom", to: "2026-11-30" })).toEqual({ to: midnight(12, 1) });
    expect(asked({ period: "custom" })).toEqual({});
  });

  test("starts from the last thirty days when dates are to be chosen", () => {
    expect(periodQuery("custom", NOON)).toEqual({
      period: "custom",
      from: "2026-10-22",
      to: "2026-11-20",
    });
    expect(periodQuery("all", NOON).period).toBeUndefined();
  });
});
