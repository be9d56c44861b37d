import { expect, test } from "vitest";
import { ISSUES_MAX, issuesNow, mayEndAtStripe } from "./issues.ts";
import { type Attention, attentionTo } from "./outcome.ts";

const after = (
  before: ReturnType<typeof issuesNow>,
  attention: Attention[],
  askedStripe: boolean,
  nowMs = 9,
) => issuesNow(before, { attention, askedStripe }, nowMs);

const price = attentionTo("unknown-price", "price_1");
const twice = attentionTo("paid-twice", "order:1");

test("what Stripe showed stays while it is not asked, and what the record shows does not", () => {
  const both = after([], [price, twice], true, 1);
  expect(both.map(({ key }) => key)).toEqual(["paid-twice:order:1", "unknown-price:price_1"]);
  expect(after(both, [], false)).toEqual([{ ...price, sinceMs: 1 }]);
  expect(after(both, [twice], true)).toEqual([{ ...twice, sinceMs: 1 }]);
});

test("a case is known since it was seen first, once whatever names it twice", () => {
  const first = after([], [price, price], true, 1);
  expect(after(first, [price], true, 5)).toEqual([{ ...price, sinceMs: 1 }]);
  expect(after([], [price], true, 5)).toEqual([{ ...price, sinceMs: 5 }]);
});

test("no more are kept than fit, those that were known first", () => {
  const many = Array.from({ length: ISSUES_MAX + 5 }, (_, n) =>
    attentionTo("unknown-price", `price_${1_000 + n}`),
  );
  const first = after([], [price], true, 1);
  const kept = after(first, [...many, price], true);
  expect(kept).toHaveLength(ISSUES_MAX);
  expect(kept[0]).toEqual({ ...price, sinceMs: 1 });
});

test("Stripe is asked again about what it may show to be over, and not about a customer who is gone", () => {
  expect(mayEndAtStripe(after([], [price], true))).toBe(true);
  expect(mayEndAtStripe(after([], [twice], true))).toBe(false);
  expect(mayEndAtStripe(after([], [attentionTo("customer-deleted", "cus_1")], true))).toBe(false);
});
