import fc from "fast-check";
import { expect, test } from "vitest";
import { CURSOR_LENGTH_MAX, cursorOf, placeOf } from "./cursor.ts";
import { CUSTOMER_ID_LENGTH_MAX, isCustomerId } from "./customer-id.ts";
import { offsetOf, partOf } from "./page.ts";

const atMs = fc.nat({ max: Number.MAX_SAFE_INTEGER });

test("a place comes back from its cursor, which any address can carry", () => {
  const id = fc.string({ unit: "grapheme", maxLength: 120 }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(fc.tuple(fc.string({ unit: "grapheme-ascii" }), atMs, id), (place) => {
      const cursor = cursorOf("invoices", place);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(placeOf("invoices", cursor)).toEqual(place);
      expect(placeOf("console-invoices", cursor)).toBeNull();
    }),
  );
});

test.each(["界", "😀", "a", '"', "\\"])("the longest customer's id of %s fits", (one) => {
  const id = one.repeat(CUSTOMER_ID_LENGTH_MAX / one.length);
  expect(isCustomerId(id)).toBe(true);
  const cursor = cursorOf("customers", [Number.MAX_SAFE_INTEGER, id]);
  expect(cursor.length).toBeLessThanOrEqual(CURSOR_LENGTH_MAX);
  expect(placeOf("customers", cursor)).toEqual([Number.MAX_SAFE_INTEGER, id]);
});

const word = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

test.each([
  ["nothing", ""],
  ["no base64url", "§"],
  ["no JSON", word("orders")],
  ["no UTF-8", Buffer.from([0x22, 0xff, 0x22]).toString("base64url")],
  ["no list", word({ list: "orders" })],
  ["another list's", cursorOf("refunds", [1, "EC1"])],
  ["of too few values", word(["orders", 1])],
  ["of too many values", word(["orders", 1, "EC1", 2])],
  ["of values in another order", word(["orders", "EC1", 1])],
  ["of a fraction", word(["orders", 1.5, "EC1"])],
  ["of less than zero", word(["orders", -1, "EC1"])],
  ["past what is counted exactly", word('["orders",9007199254740993,"EC1"]')],
  ["half a surrogate pair", word('["orders",1,"\\ud800"]')],
  ["the same said otherwise", word('["orders", 1, "EC1"]')],
  ["padded", `${cursorOf("orders", [1, "EC12"])}=`],
  ["too long", cursorOf("orders", [1, "E".repeat(CURSOR_LENGTH_MAX)])],
])("a cursor that is %s is none", (_what, cursor) => {
  expect(placeOf("orders", cursor)).toBeNull();
});

test("any text is a place or none, and never throws", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json().map(word)), (text) => {
      const place = placeOf("ledger", text);
      if (place) expect(cursorOf("ledger", place)).toBe(text);
    }),
  );
});

test("the list goes on where more was read than is shown, after the last that is", () => {
  const placed = (seq: number) => [7, seq] as const;
  expect(partOf("ledger", [5, 4, 3], 2, placed)).toEqual({
    rows: [5, 4],
    next: cursorOf("ledger", [7, 4]),
  });
  expect(partOf("ledger", [5, 4], 2, placed)).toEqual({ rows: [5, 4], next: null });
  expect(partOf("ledger", [], 2, placed)).toEqual({ rows: [], next: null });
});

test("a numbered page is counted to, a place is not", () => {
  expect(offsetOf({ page: 3, pageSize: 20 })).toBe(40);
  expect(offsetOf<"ledger">({ page: 3, pageSize: 20, before: [1, 1] })).toBe(0);
});
