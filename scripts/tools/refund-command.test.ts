import { expect, test } from "vitest";
import {
  describeStatus,
  explainRefusal,
  isLoopback,
  isUnderWay,
  needsAPerson,
  type RefundStatus,
  readRefundCommand,
} from "./refund-command.ts";

const ORDER = "EC20261120A7K3M9Q0ZX";
const HOME = "http://localhost:8788";
const read = (...args: string[]) => readRefundCommand(args, HOME);

test("an order's number alone is taken back in full, at home", () => {
  expect(read(ORDER)).toEqual({
    orderNo: ORDER,
    clawBack: "full",
    reason: "",
    to: new URL(HOME),
    retry: false,
    yes: false,
  });
});

test.each([
  [["--claw-back", "what-is-left"], { clawBack: "what-is-left" }],
  [["--claw-back=what-is-left"], { clawBack: "what-is-left" }],
  [["--reason", "买错了 = 退"], { reason: "买错了 = 退" }],
  [["--to", "https://pay.example.com"], { to: new URL("https://pay.example.com") }],
  [["--to", "http://127.0.0.1:9000"], { to: new URL("http://127.0.0.1:9000") }],
  [["--settled", " seen there "], { settled: "seen there", retry: false }],
  [["--retry", "--yes"], { retry: true, yes: true }],
])("%j is read", (args, expected) => {
  expect(read(ORDER, ...args)).toMatchObject(expected);
  expect(read(...args, ORDER)).toMatchObject(expected);
});

test.each([
  [[]],
  [["EC1"]],
  [[ORDER, ORDER]],
  [[ORDER, "--claw-back", "half"]],
  [[ORDER, "--claw-back"]],
  [[ORDER, "--to", "pay.example.com"]],
  [[ORDER, "--to", "http://pay.example.com"]],
  [[ORDER, "--force"]],
])("%j is explained, not done", (args) => {
  expect(() => read(...args)).toThrow(/order|claw-back|address|known|https/);
});

test("only this machine gets the sandbox's token", () => {
  expect(["http://localhost:8788", "http://127.0.0.1", "http://[::1]:1"].map(at)).toEqual([
    true,
    true,
    true,
  ]);
  expect(["https://localhost.example.com", "https://pay.example.com"].map(at)).toEqual([
    false,
    false,
  ]);
});
const at = (address: string) => isLoopback(new URL(address));

const told = (change: Partial<RefundStatus>): RefundStatus => ({
  orderStatus: "refunding",
  refunds: [],
  request: {
    clawBack: "full",
    state: "taken",
    taken: { unit: "days", amount: 30, owed: 0 },
    refused: null,
  },
  ...change,
});
const refund = { number: `${ORDER}R1`, amount: "39.90", currency: "CNY", detail: "" };

test.each([
  ["under way", told({ refunds: [{ ...refund, state: "accepted" }] }), "by itself"],
  ["done", told({ orderStatus: "refunded" }), "The money is back"],
  [
    "failed",
    told({ refunds: [{ ...refund, state: "failed", detail: "ABNORMAL" }] }),
    `npm run refund -- ${ORDER} --retry`,
  ],
])("what is %s says what comes next", (_name, standing, words) => {
  expect(describeStatus(standing, { orderNo: ORDER })).toContain(words);
  expect(describeStatus(standing, { orderNo: ORDER })).toContain("Taken back: 30 days");
});

test("a request that the account has not answered is under way; one that it refused is not", () => {
  const request = { clawBack: "full", state: "open", taken: null, refused: null };
  const open = told({ orderStatus: "completed", request });
  expect(isUnderWay(open)).toBe(true);
  expect(describeStatus(open, { orderNo: ORDER })).toContain("by itself");
  const refused = { unit: "days", left: 18, granted: 30 };
  const no = told({ orderStatus: "completed", request: { ...request, state: "refused", refused } });
  expect(isUnderWay(no)).toBe(false);
  expect(describeStatus(no, { orderNo: ORDER })).toContain("18 are left");
});

test("a refund that failed is not waited for, it needs a person; one that was replaced needs nobody", () => {
  const standing = told({ refunds: [{ ...refund, state: "failed" }] });
  expect([isUnderWay(standing), needsAPerson(standing)]).toEqual([false, true]);
  const refunds = ["replaced", "done"].map((state) => ({ ...refund, state }));
  const over = told({ orderStatus: "refunded", refunds });
  expect([isUnderWay(over), needsAPerson(over)]).toEqual([false, false]);
});

test("a refusal says how much is left and what can be done", () => {
  const text = explainRefusal(
    { code: "CLAW_BACK_NOT_COVERED", left: 18, granted: 30, unit: "days" },
    409,
    {
      orderNo: ORDER,
    },
  );
  expect(text).toContain("of the 30 days that were granted, 18 are left");
  expect(text).toContain("--claw-back what-is-left");
  expect(
    explainRefusal({ code: "NOTHING_PAID", title: "Nothing was paid." }, 409, { orderNo: ORDER }),
  ).toBe("Not refunded: Nothing was paid.");
});
