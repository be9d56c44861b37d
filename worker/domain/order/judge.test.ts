import { expect, test } from "vitest";
import { type Judgement, judge, type Payable } from "./judge.ts";
import type { PaymentProof } from "./trade.ts";

const US = { merchantId: "1900000001", appId: "wx01" };
const NUMBER = "EC202611200123456789_1";

const order = (change: Partial<Payable> = {}): Payable => ({
  amount: { currency: "CNY", amountMinor: 3990 },
  trades: new Map([[NUMBER, "wechat"]]),
  refunded: new Set(),
  recorded: new Set(),
  settled: false,
  ...change,
});

const proof = (change: Partial<PaymentProof> = {}): PaymentProof => ({
  gateway: "wechat",
  merchantId: US.merchantId,
  appId: US.appId,
  tradeNo: NUMBER,
  transactionId: "4200001",
  amount: { currency: "CNY", amountMinor: 3990 },
  paidAtMs: 0,
  ...change,
});

test("a proof that fits settles the order", () => {
  expect(judge(order(), proof(), US)).toBe("settles");
});

test.each<[Partial<PaymentProof>, Judgement]>([
  [{ tradeNo: "EC202611200123456789_2" }, "unknown-number"],
  [{ gateway: "alipay" }, "wrong-gateway"],
  [{ merchantId: "1900000002" }, "wrong-merchant"],
  [{ merchantId: "" }, "wrong-merchant"],
  [{ appId: "wx02" }, "wrong-app"],
  [{ amount: { currency: "USD", amountMinor: 3990 } }, "wrong-currency"],
  [{ amount: { currency: "CNY", amountMinor: 3989 } }, "wrong-amount"],
  [{ amount: { currency: "CNY", amountMinor: 1 } }, "wrong-amount"],
  [{ amount: { currency: "CNY", amountMinor: 399000 } }, "wrong-amount"],
])("%o is %s and grants nothing", (change, expected) => {
  expect(judge(order(), proof(change), US)).toBe(expected);
});

test("the same transaction again is a repeat, also under a settled order", () => {
  const recorded = new Set(["wechat:4200001"]);
  expect(judge(order({ recorded, settled: true }), proof(), US)).toBe("repeat");
});

test("a payment that was given back past us is not granted when its notification comes late", () => {
  expect(judge(order({ refunded: new Set([NUMBER]) }), proof(), US)).toBe("refunded-outside");
});

test("another transaction for a paid order is a surplus, under the same number too", () => {
  const paid = order({ recorded: new Set(["wechat:4200001"]), settled: true });
  expect(judge(paid, proof({ transactionId: "4200002" }), US)).toBe("surplus");
});

test("the same transaction id at another gateway is another payment", () => {
  const numbers = new Map([
    [NUMBER, "wechat" as const],
    ["EC202611200123456789_2", "alipay" as const],
  ]);
  const paid = order({ trades: numbers, recorded: new Set(["wechat:4200001"]), settled: true });
  const other = proof({ gateway: "alipay", tradeNo: "EC202611200123456789_2" });
  expect(judge(paid, other, US)).toBe("surplus");
});
