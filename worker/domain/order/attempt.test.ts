import { expect, test } from "vitest";
import { type Attempt, NUMBERS_PER_ORDER_MAX, planCode } from "./attempt.ts";

const attempt = (ordinal: number, change: Partial<Attempt> = {}): Attempt => ({
  tradeNo: `N_${ordinal}`,
  ordinal,
  gateway: "wechat",
  state: "open",
  ...change,
});

test("the first code takes the first number", () => {
  expect(planCode([], "wechat", "same-number")).toEqual({
    close: [],
    trade: { kind: "next", ordinal: 1 },
  });
});

test("WeChat re-enters its open number", () => {
  expect(planCode([attempt(1)], "wechat", "same-number")).toEqual({
    close: [],
    trade: { kind: "re-enter", tradeNo: "N_1" },
  });
});

test("Alipay takes the next number and leaves the old one watched", () => {
  expect(planCode([attempt(1, { gateway: "alipay" })], "alipay", "new-number")).toEqual({
    close: [],
    trade: { kind: "next", ordinal: 2 },
  });
});

test.each(["same-number", "new-number"] as const)(
  "an opening nobody heard of is asked for again (%s)",
  (refresh) => {
    expect(planCode([attempt(1, { state: "opening" })], "wechat", refresh)).toMatchObject({
      trade: { kind: "re-enter", tradeNo: "N_1" },
    });
  },
);

test("changing the way to pay closes the other one first", () => {
  const attempts = [attempt(1), attempt(2, { gateway: "alipay" }), attempt(3, { state: "closed" })];
  expect(planCode(attempts, "alipay", "new-number")).toEqual({
    close: ["N_1"],
    trade: { kind: "next", ordinal: 4 },
  });
});

test("a closed number is never opened again", () => {
  expect(planCode([attempt(1, { state: "closed" })], "wechat", "same-number")).toMatchObject({
    trade: { kind: "next", ordinal: 2 },
  });
});

test("an order does not open numbers without end", () => {
  const attempts = Array.from({ length: NUMBERS_PER_ORDER_MAX }, (_, i) =>
    attempt(i + 1, { gateway: "alipay" }),
  );
  expect(planCode(attempts, "alipay", "new-number")).toBe("too-many-attempts");
});
