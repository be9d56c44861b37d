import { expect, test } from "vitest";
import { isFiltered, monthsOffered, pageQuery, readFilter } from "./filter.ts";

test("an address says what it can mean, and nothing else", () => {
  expect(
    readFilter({
      month: "2026-10",
      status: "paid",
      page: "2",
      before: "WyJp",
      invoice: "INV202610001-2",
    }),
  ).toEqual({
    ...{ month: "2026-10", status: "paid", page: 2, before: "WyJp" },
    invoice: "INV202610001-2",
  });
  const nothing = {
    month: undefined,
    status: undefined,
    page: 1,
    before: undefined,
    invoice: undefined,
  };
  expect(readFilter({ month: "2026-1", status: "draft", page: "x", invoice: "../x" })).toEqual(
    nothing,
  );
  expect(isFiltered(readFilter({}))).toBe(false);
  expect(isFiltered(readFilter({ status: "void" }))).toBe(true);
});

test("the API is asked for the month, the state and the page", () => {
  expect(pageQuery(readFilter({ month: "2026-10", status: "issued", page: "3" }))).toBe(
    "period=2026-10&status=issued&page=3&pageSize=12",
  );
  expect(pageQuery(readFilter({}))).toBe("page=1&pageSize=12");
});

test("two years are offered, and whichever month was chosen", () => {
  const months = monthsOffered("2026-02", "2019-05");
  expect(months.slice(0, 3)).toEqual(["2026-02", "2026-01", "2025-12"]);
  expect(months.at(-1)).toBe("2019-05");
  expect(monthsOffered("2026-02", "2026-01")).toHaveLength(24);
});
