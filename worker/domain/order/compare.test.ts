import { describe, expect, test } from "vitest";
import {
  compareNumber,
  type GatewayWord,
  HELD,
  type Held,
  heldOf,
  type NumberRecord,
  SAID,
  type Said,
} from "./compare.ts";
import { beijingDay, DAY_MS, startOfDay } from "./day.ts";
import type { PaymentProof } from "./proof.ts";

const amount = { currency: "CNY", amountMinor: 3990 } as const;
const proof: PaymentProof = {
  gateway: "wechat",
  merchantId: "1",
  appId: "wx1",
  number: "EC20261120AAAAAAAAAA_1",
  transactionId: "4200",
  amount,
  paidAtMs: null,
};
const payment = { transactionId: "4200", amount };
const bare: NumberRecord = {
  gateway: "wechat",
  attempt: "open",
  payment: null,
  refunds: [],
  mended: false,
};
const paid: NumberRecord = { ...bare, attempt: "paid", payment };
const refund = (state: "due" | "accepted" | "done" | "failed", amountMinor = 3990) => ({
  ...paid,
  refunds: [{ state, amountMinor }],
});

const RECORDS: Record<Held, NumberRecord> = {
  nothing: bare,
  returned: { ...bare, attempt: "refunded" },
  paid,
  refunding: refund("accepted"),
  "part-refunded": refund("done", 100),
  "refund-failed": refund("failed"),
  refunded: refund("done"),
};

const word = (kind: GatewayWord["kind"]): GatewayWord =>
  kind === "paid" || kind === "refunded" ? { kind, proof } : { kind };

/** How a gateway comes to say it: what WeChat Pay calls refunded is touched, what Alipay does is returned. */
const asSaid = (record: NumberRecord, what: Said): [NumberRecord, GatewayWord] => {
  if (what === "touched") return [{ ...record, gateway: "wechat" }, word("refunded")];
  if (what === "returned") return [{ ...record, gateway: "alipay" }, word("refunded")];
  return [record, word(what)];
};

/** In the order of SAID: paid, touched, returned, unpaid, closed, unknown. */
const TABLE: Record<Held, string[]> = {
  nothing: ["mend", "refunded-outside", "refunded-outside", "matched", "matched", "matched"],
  returned: [
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

const said = (record: NumberRecord, told: GatewayWord) => {
  const comparison = compareNumber(record, told);
  return comparison.kind === "discrepancy" ? comparison.reason : comparison.kind;
};

test.each(HELD.flatMap((held) => SAID.map((what, at) => [held, what, TABLE[held][at]] as const)))(
  "we hold %s, the gateway says %s: %s",
  (held, what, verdict) => {
    expect(said(...asSaid(RECORDS[held], what))).toBe(verdict);
  },
);

test("a failed refund that still holds the money is not taken for one made elsewhere", () => {
  const failed = refund("failed");
  expect(said({ ...failed, gateway: "wechat" }, word("refunded"))).toBe("not-refunded");
  expect(said({ ...failed, gateway: "alipay" }, word("refunded"))).toBe("refunded-outside");
});

test.each(HELD)("%s is recognised", (held) => {
  expect(heldOf(RECORDS[held])).toBe(held);
});

test("a refund that was only asked for is under way", () => {
  expect(heldOf(refund("due"))).toBe("refunding");
});

describe("a payment that both have", () => {
  test.each(["paid", "refunded"] as const)(
    "%s under another transaction is told as that",
    (kind) => {
      const other = { kind, proof: { ...proof, transactionId: "4201" } };
      for (const held of ["paid", "refunding", "refunded"] as const)
        expect(said(RECORDS[held], other)).toBe("other-transaction");
    },
  );

  test.each(["paid", "refunded"] as const)("%s with another amount is told as that", (kind) => {
    const other = { kind, proof: { ...proof, amount: { ...amount, amountMinor: 3989 } } };
    for (const held of ["paid", "refunding", "refunded"] as const)
      expect(said(RECORDS[held], other)).toBe("other-amount");
  });

  test("and that a comparison found before stays mended, and is no match by itself", () => {
    expect(said({ ...paid, mended: true }, word("paid"))).toBe("mended");
    expect(said({ ...paid, mended: true }, word("unpaid"))).toBe("not-at-gateway");
  });
});

test("a refund without a proof is compared by its kind alone", () => {
  expect(said(paid, { kind: "refunded", proof: null })).toBe("refunded-outside");
});

test("what is mended is mended with the gateway's own proof", () => {
  expect(compareNumber(bare, word("paid"))).toEqual({ kind: "mend", proof });
});

test.each([
  ["2026-11-20T15:59:59.999Z", "2026-11-20"],
  ["2026-11-20T16:00:00Z", "2026-11-21"],
  ["2026-12-31T16:00:00Z", "2027-01-01"],
])("%s is on %s in Beijing", (instant, day) => {
  const atMs = Date.parse(instant);
  expect(beijingDay(atMs)).toBe(day);
  expect(startOfDay(day)).toBeLessThanOrEqual(atMs);
  expect(startOfDay(day) + DAY_MS).toBeGreaterThan(atMs);
});
