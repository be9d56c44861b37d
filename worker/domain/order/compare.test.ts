import { describe, expect, test } from "vitest";
import {
  compareTrade,
  GATEWAY_STATES,
  type GatewayState,
  OUR_STATES,
  type OurState,
  ourStateOf,
  type TradeRecord,
} from "./compare.ts";
import type { PaymentProof, RefundedMeaning, TradeState } from "./trade.ts";

const amount = { currency: "CNY", amountMinor: 3990 } as const;
const proof: PaymentProof = {
  gateway: "wechat",
  merchantId: "1",
  appId: "wx1",
  tradeNo: "EC20261120AAAAAAAAAA_1",
  transactionId: "4200",
  amount,
  paidAtMs: null,
};
const payment = { transactionId: "4200", amount };
const bare: TradeRecord = {
  refundedMeans: "partly-refunded",
  attempt: "open",
  payment: null,
  refunds: [],
  recovered: false,
};
const paid: TradeRecord = { ...bare, attempt: "paid", payment };
const refund = (state: "due" | "accepted" | "done" | "failed", amountMinor = 3990) => ({
  ...paid,
  refunds: [{ state, amountMinor }],
});

const RECORDS: Record<OurState, TradeRecord> = {
  nothing: bare,
  "refunded-outside": { ...bare, attempt: "refunded" },
  paid,
  refunding: refund("accepted"),
  "part-refunded": refund("done", 100),
  "refund-failed": refund("failed"),
  refunded: refund("done"),
};

const word = (kind: TradeState["kind"]): TradeState =>
  kind === "paid" || kind === "refunded" ? { kind, proof } : { kind };

/** How a gateway comes to say it. */
const asSaid = (record: TradeRecord, what: GatewayState): [TradeRecord, TradeState] => {
  if (what === "partly-refunded" || what === "fully-refunded")
    return [{ ...record, refundedMeans: what }, word("refunded")];
  return [record, word(what)];
};

/** In the order of GATEWAY_STATES: paid, partly-refunded, fully-refunded, unpaid, closed, unknown. */
const TABLE: Record<OurState, string[]> = {
  nothing: ["recover", "refunded-outside", "refunded-outside", "matched", "matched", "matched"],
  "refunded-outside": [
    "not-refunded",
    "refunded-outside",
    "refunded-outside",
    "not-at-gateway",
    "matched",
    "not-at-gateway",
  ],
  paid: [
    "matched",
    "refunded-outside",
    "refunded-outside",
    "not-at-gateway",
    "not-at-gateway",
    "not-at-gateway",
  ],
  refunding: ["matched", "matched", "matched", "not-at-gateway", "matched", "not-at-gateway"],
  "part-refunded": [
    "matched",
    "matched",
    "refunded-outside",
    "not-at-gateway",
    "refunded-outside",
    "not-at-gateway",
  ],
  "refund-failed": [
    "not-refunded",
    "not-refunded",
    "refunded-outside",
    "not-at-gateway",
    "refunded-outside",
    "not-at-gateway",
  ],
  refunded: ["not-refunded", "matched", "matched", "not-at-gateway", "matched", "not-at-gateway"],
};

const said = (record: TradeRecord, trade: TradeState) => {
  const comparison = compareTrade(record, trade);
  return comparison.kind === "discrepancy" ? comparison.reason : comparison.kind;
};

test.each(
  OUR_STATES.flatMap((ours) =>
    GATEWAY_STATES.map((what, at) => [ours, what, TABLE[ours][at]] as const),
  ),
)("our books say %s, the gateway says %s: %s", (ours, what, verdict) => {
  expect(said(...asSaid(RECORDS[ours], what))).toBe(verdict);
});

test("a failed refund that still holds the money is not taken for one made elsewhere", () => {
  const failed = refund("failed");
  const means = (refundedMeans: RefundedMeaning) =>
    said({ ...failed, refundedMeans }, word("refunded"));
  expect(means("partly-refunded")).toBe("not-refunded");
  expect(means("fully-refunded")).toBe("refunded-outside");
});

test.each(OUR_STATES)("%s is recognised", (ours) => {
  expect(ourStateOf(RECORDS[ours])).toBe(ours);
});

test("a refund that was only asked for is under way", () => {
  expect(ourStateOf(refund("due"))).toBe("refunding");
});

describe("a payment that both have", () => {
  test.each(["paid", "refunded"] as const)(
    "%s under another transaction is reported as that",
    (kind) => {
      const other = { kind, proof: { ...proof, transactionId: "4201" } };
      for (const ours of ["paid", "refunding", "refunded"] as const)
        expect(said(RECORDS[ours], other)).toBe("other-transaction");
    },
  );

  test.each(["paid", "refunded"] as const)("%s with another amount is reported as that", (kind) => {
    const other = { kind, proof: { ...proof, amount: { ...amount, amountMinor: 3989 } } };
    for (const ours of ["paid", "refunding", "refunded"] as const)
      expect(said(RECORDS[ours], other)).toBe("other-amount");
  });

  test("and that a comparison found before stays recovered, and is no match by itself", () => {
    expect(said({ ...paid, recovered: true }, word("paid"))).toBe("recovered");
    expect(said({ ...paid, recovered: true }, word("unpaid"))).toBe("not-at-gateway");
  });
});

test("a refund without a proof is compared by its kind alone", () => {
  expect(said(paid, { kind: "refunded", proof: null })).toBe("refunded-outside");
});

test("what is recovered is recovered with the gateway's own proof", () => {
  expect(compareTrade(bare, word("paid"))).toEqual({ kind: "recover", proof });
});
