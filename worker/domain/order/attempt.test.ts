import { expect, test } from "vitest";
import {
  type Attempt,
  CODES_PER_WAY_MAX,
  isLive,
  LIVE_NUMBERS_MAX,
  LIVE_NUMBERS_PER_WAY_MAX,
  nextNumber,
  planCode,
} from "./attempt.ts";

const attempt = (ordinal: number, change: Partial<Attempt> = {}): Attempt => ({
  tradeNo: `N_${ordinal}`,
  ordinal,
  gateway: "wechat",
  state: "open",
  codeUrl: `code-${ordinal}`,
  openings: 1,
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

const alipay = (count: number, change: Partial<Attempt> = {}): Attempt[] =>
  Array.from({ length: count }, (_, i) => attempt(i + 1, { gateway: "alipay", ...change }));

test("with four live codes of a way, its last one is shown again", () => {
  expect(planCode(alipay(LIVE_NUMBERS_PER_WAY_MAX), "alipay", "new-number")).toEqual({
    close: [],
    trade: { kind: "show-again", tradeNo: "N_4" },
  });
});

test("live codes of one way keep nobody from another", () => {
  expect(planCode(alipay(LIVE_NUMBERS_PER_WAY_MAX), "wechat", "same-number")).toEqual({
    close: ["N_1", "N_2", "N_3", "N_4"],
    trade: { kind: "next", ordinal: 5 },
  });
});

test("a number that is re-entered often enough is shown again", () => {
  expect(
    planCode([attempt(1, { openings: CODES_PER_WAY_MAX - 1 })], "wechat", "same-number"),
  ).toMatchObject({ trade: { kind: "re-enter" } });
  expect(
    planCode([attempt(1, { openings: CODES_PER_WAY_MAX })], "wechat", "same-number"),
  ).toMatchObject({ trade: { kind: "show-again" } });
});

test("a way that has had its codes and has none open is refused, and the other one is not", () => {
  const closed = alipay(CODES_PER_WAY_MAX, { state: "closed" });
  expect(planCode(closed, "alipay", "new-number")).toBe("too-many-codes");
  expect(planCode(closed, "wechat", "same-number")).toMatchObject({
    trade: { kind: "next", ordinal: CODES_PER_WAY_MAX + 1 },
  });
});

test("a code that nobody has seen is not shown again", () => {
  const [first] = alipay(1, { state: "opening", codeUrl: null, openings: CODES_PER_WAY_MAX });
  expect(planCode([first as Attempt], "alipay", "new-number")).toBe("too-many-codes");
});

test("an order never has more than its live numbers, however often the ways are changed", () => {
  const attempts: Attempt[] = [];
  const ways = ["alipay", "alipay", "wechat"] as const;
  for (let step = 0; step < 100; step++) {
    const gateway = ways[step % ways.length] as (typeof ways)[number];
    const next = nextNumber(attempts, gateway);
    if (next !== "too-many-codes") attempts.push(attempt(next.ordinal, { gateway }));
    expect(attempts.filter(isLive).length).toBeLessThanOrEqual(LIVE_NUMBERS_MAX);
  }
});
