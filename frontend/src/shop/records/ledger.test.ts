import { expect, test } from "vitest";
import type { LedgerEntry } from "../api/types.ts";
import { changeText, entryText, isOrderNumber, untilText } from "./ledger.ts";

const ORDER_NUMBER = "EC20261120A7K3M9Q0ZX";
const entry = (changed: Partial<LedgerEntry>): LedgerEntry => ({
  id: "1",
  kind: "deduct",
  asset: "power",
  amount: -3,
  reference: "call-1",
  name: "Summary",
  expiresAt: null,
  at: "2026-11-20T12:00:00.000Z",
  ...changed,
});

test("only an order's number is followed as one", () => {
  expect(isOrderNumber(ORDER_NUMBER)).toBe(true);
  for (const other of ["call-1", `${ORDER_NUMBER}_1`, "EC20261120A7K3M9Q0Z", ""])
    expect(isOrderNumber(other)).toBe(false);
});

test("a recharge is named anew, everything else by its own name", () => {
  expect(entryText(entry({ kind: "grant", reference: ORDER_NUMBER }))).not.toBe("Summary");
  expect(entryText(entry({ kind: "grant" }))).toBe("Summary");
  expect(entryText(entry({}))).toBe("Summary");
});

test("an asset that the page does not know is still counted, an entitlement without days is not", () => {
  expect(changeText(entry({ asset: "tokens" }))).toBe("-3 tokens");
  expect(changeText(entry({ asset: null, amount: 0 }))).toBe("");
});

test("days that came and days that were taken back carry their sign", () => {
  expect(changeText(entry({ asset: null, amount: 30 }))).toMatch(/^\+/);
  expect(changeText(entry({ asset: null, amount: -30 }))).toMatch(/^−/);
});

test("days say until when they last together, or that none are left", () => {
  const days = (expiresAt: string) => untilText(entry({ asset: null, amount: -7, expiresAt }));
  expect(days("2026-12-20T12:00:00.000Z")).toContain("2026");
  expect(days("2026-11-20T12:00:00.000Z")).toBe("web-personal-rights.records.noneLeft");
  expect(untilText(entry({}))).toBeUndefined();
});
