import { describe, expect, test } from "vitest";
import { type Explanation, explainOrder, type ToExplain } from "./explain.ts";

const LIVE = { confirming: false, payable: true };
const CLOSED = { confirming: false, payable: false };
const FAILED = { state: "failed", detail: "balance too low" } as const;

describe("an order is explained", () => {
  test.each<[string, Partial<ToExplain>, Explanation["code"], Explanation["act"], string?]>([
    ["no code was shown", {}, "no-code-yet", null],
    ["a code is out", { attempts: [LIVE] }, "waits-for-payment", "ask"],
    ["only closed codes", { attempts: [CLOSED] }, "waits-for-payment", "ask"],
    [
      "a bank has yet to say",
      { attempts: [{ ...LIVE, confirming: true }] },
      "bank-confirming",
      "ask",
    ],
    ["paid", { state: "paid", attempts: [CLOSED] }, "being-granted", "ask"],
    ["paid, and refused", { state: "paid", stuck: "too much" }, "stuck", "refund", "too much"],
    ["granted", { state: "completed", attempts: [CLOSED] }, "granted", null],
    [
      "over, a code can be paid",
      { state: "expired", attempts: [CLOSED, LIVE] },
      "ended-not-asked",
      "ask",
    ],
    ["over, all closed", { state: "cancelled", attempts: [CLOSED] }, "ended-unpaid", "ask"],
    ["over, never shown", { state: "expired" }, "ended-unpaid", null],
    [
      "on its way back",
      { state: "refunding", refunds: [{ state: "due", detail: "" }] },
      "refunding",
      "ask",
    ],
    [
      "refused",
      { state: "refunding", refunds: [FAILED] },
      "refund-failed",
      "retry-refund",
      "balance too low",
    ],
    ["back", { state: "refunded", refunds: [{ state: "done", detail: "" }] }, "refunded", null],
  ])("%s", (_what, known, code, act, detail = "") => {
    const order: ToExplain = { state: "pending", stuck: null, attempts: [], refunds: [], ...known };
    expect(explainOrder(order)).toEqual({ code, act, detail });
  });
});
