import { expect, test } from "vitest";
import { differenceOf } from "./difference.ts";
import { parseForm } from "./form.ts";
import type { Charge, Invoice, InvoiceLine, Price, Subscription } from "./records.ts";

test("fields that moved are not there: a record that had them would not compile", () => {
  type Moved = [
    // @ts-expect-error basil: on the items
    Subscription["current_period_end"],
    // @ts-expect-error basil: parent.subscription_details.subscription
    Invoice["subscription"],
    // @ts-expect-error basil: invoice payments
    Invoice["payment_intent"],
    // @ts-expect-error basil: status
    Invoice["paid"],
    // @ts-expect-error basil: invoice payments
    Charge["invoice"],
    // @ts-expect-error basil: pricing.price_details
    InvoiceLine["price"],
  ];
  const onTheWire: [Price["unit_amount_decimal"], Invoice["customer"], Price["product"]] = [
    "100",
    "cus_1",
    "prod_1",
  ];
  expect(onTheWire satisfies (Moved[number] | string | null)[]).toHaveLength(3);
});

test("previous_attributes name what changed: members of objects, lists whole", () => {
  const before = { a: 1, b: { c: 1, d: 2 }, list: [1, 2], gone: "x", same: {} };
  const after = { a: 2, b: { c: 1, d: 3 }, list: [1], fresh: true, same: {} };
  expect(differenceOf(before, after)).toEqual({
    a: 1,
    b: { d: 2 },
    list: [1, 2],
    gone: "x",
    fresh: null,
  });
});

test.each([
  [
    "a=1&b[c]=2&b[d][0]=3&e[]=4&e[]=5",
    { a: "1", b: { c: "2", d: { 0: "3" } }, e: { 0: "4", 1: "5" } },
  ],
  ["metadata[a%5Bb]=x", undefined],
  ["a[b=1", undefined],
  ["[a]=1", undefined],
  ["a=1&a[b]=2", undefined],
  ["__proto__[x]=1", { ["__proto__"]: { x: "1" } }],
])("the form %s is read or refused", (text, expected) => {
  if (expected === undefined) expect(() => parseForm(text)).toThrow("malformed");
  else expect(JSON.stringify(parseForm(text))).toBe(JSON.stringify(expected));
  expect(({} as Record<string, unknown>).x).toBeUndefined();
});
