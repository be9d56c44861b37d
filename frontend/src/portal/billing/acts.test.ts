import { expect, test } from "vitest";
import type { FapiaoStatus, Invoice } from "../api.ts";
import { canRequestFapiao, canRevise, hasPrintView } from "./acts.ts";

const PAID = {
  ...{ issuer: "us", kind: "invoice", status: "paid", currency: "CNY", amount: "109.80" },
  ...{ creditNotes: [], fapiao: null },
} as const satisfies Partial<Invoice>;
const note = (amount: string) => ({ id: "n", number: "CN1", amount, issuedAt: "" });
const asked = (status: string) => ({ status }) as FapiaoStatus;

test.each([
  ["a paid one", PAID, true, true],
  ["refunded in part", { ...PAID, creditNotes: [note("109.79")] }, true, true],
  ["refunded in full", { ...PAID, creditNotes: [note("39.90"), note("69.90")] }, false, true],
  ["not paid", { ...PAID, status: "issued" }, false, true],
  ["void", { ...PAID, status: "void" }, false, false],
  ["in dollars", { ...PAID, currency: "USD" }, false, true],
  ["asked for", { ...PAID, fapiao: asked("requested") }, false, true],
  ["being issued", { ...PAID, fapiao: asked("issuing") }, false, true],
  ["issued", { ...PAID, fapiao: asked("issued") }, false, true],
  ["refused", { ...PAID, fapiao: asked("refused") }, true, true],
  ["a credit note", { ...PAID, kind: "credit-note" }, false, false],
  ["of Stripe", { ...PAID, issuer: "stripe" }, false, false],
] as const)("%s: a fapiao or a revision can be asked for", (_, standing, fapiao, revision) => {
  expect(canRequestFapiao(standing as never)).toBe(fapiao);
  expect(canRevise(standing as never)).toBe(revision);
});

test("only what we issued is printed by us", () => {
  expect(hasPrintView({ issuer: "us" })).toBe(true);
  expect(hasPrintView({ issuer: "stripe" })).toBe(false);
});
