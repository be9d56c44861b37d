import { expect, test } from "vitest";
import { type ArchivedOrder, EVENTS, lineOf, merged, ORDERS, recordsIn } from "./record.ts";

const order = (no: string, version = 1, at = 0): ArchivedOrder => ({
  order: { order_no: no, customer_id: "lin", version, created_at: at },
  refunds: [],
  transactionId: null,
});

test("each order is there once, in its highest version, the newest first", () => {
  const there = [order("B", 3, 20), order("A", 5, 10)];
  const records = merged(ORDERS, there, [order("A", 4, 10), order("B", 4, 20), order("C", 1, 20)]);
  expect(records?.map(({ order: row }) => [row.order_no, row.version])).toEqual([
    ["B", 4],
    ["C", 1],
    ["A", 5],
  ]);
});

test("what is there already needs no writing", () => {
  expect(merged(ORDERS, [order("A", 5)], [order("A", 5), order("A", 4)])).toBeNull();
  const event = { position: 7, id: "a:1", type: "x", subject: "lin", seq: 1, at: 0, data: {} };
  expect(merged(EVENTS, [event], [event])).toBeNull();
  expect(merged(EVENTS, [event], [{ ...event, position: 6 }])?.[0]?.position).toBe(6);
});

test("lines are read as they were written, whatever stands in them", () => {
  const odd = { ...order("A"), transactionId: 'line\nbreak "quoted" \u2028 算力' };
  expect(recordsIn([order("B"), odd].map(lineOf).join(""))).toEqual([order("B"), odd]);
});
