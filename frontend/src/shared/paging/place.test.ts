import { expect, test } from "vitest";
import { askPlace, pagesOf, readPlace } from "./place.ts";

test("an address says where a list is, or it is at its beginning", () => {
  expect(readPlace({})).toEqual({ page: 1, before: undefined });
  expect(readPlace({ page: "3", before: "WyJv_-8" })).toEqual({ page: 3, before: "WyJv_-8" });
  for (const before of ["", "§", "a b", "a=", "x".repeat(1_201)])
    expect(readPlace({ page: "x", before })).toEqual(readPlace({}));
});

test("the API is asked for the number, and for the place where one is known", () => {
  const asked = (query: Record<string, string>) => {
    const search = new URLSearchParams();
    askPlace(search, readPlace(query), 20);
    return search.toString();
  };
  expect(asked({})).toBe("page=1&pageSize=20");
  expect(asked({ page: "2", before: "WyJv" })).toBe("page=2&pageSize=20&before=WyJv");
});

test.each([
  [0, 1, undefined, 1],
  [20, 1, undefined, 1],
  [21, 1, undefined, 2],
  // A number that an old address has.
  [21, 9, undefined, 2],
  // Rows left the list behind whoever paged through it.
  [20, 3, "WyJv", 3],
  [99, 3, "WyJv", 5],
])(
  "of %i rows, at page %i with the cursor %s, there are %i pages",
  (total, page, before, pages) => {
    expect(pagesOf({ page, total, pageSize: 20 }, { page, before })).toBe(pages);
  },
);
