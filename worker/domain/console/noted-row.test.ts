import { expect, test } from "vitest";
import { keyOf, type NotedRow, rowOf, standingOf } from "./noted-row.ts";

test.each<NotedRow>([
  { list: "message", id: 17 },
  { list: "count", day: "2026-11-20", gateway: "wechat", reason: "headers-missing" },
  { list: "difference", number: "EC202611208Q3MZK7W5T_1", reason: "refunded-outside" },
])("the key of $list leads to its row", (row) => {
  expect(rowOf(keyOf(row))).toEqual(row);
});

test.each([
  ...[
    "",
    "message",
    "message:",
    "message:0",
    "message:1.5",
    "message:1:2",
    "message:9999999999999999",
  ],
  ...["count:2026-11-20:wechat", "count:a:b:c:d", "difference:a", "difference:a:b:c", "order:a:b"],
])("%j is no row's key", (key) => {
  expect(rowOf(key)).toBeNull();
});

test.each([
  [0, 1, "open"],
  [1, 1, "aside"],
  [5, 5, "aside"],
  [5, 6, "back"],
] as const)("set aside at %d of %d messages: %s", (aside, count, standing) => {
  expect(standingOf({ aside, count })).toBe(standing);
});
