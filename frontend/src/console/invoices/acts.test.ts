import { expect, test } from "vitest";
import type { Invoice } from "../api/invoices.ts";
import { actsOn } from "./acts.ts";

const of = (change: Partial<Invoice>) =>
  actsOn({ kind: "invoice", status: "paid", creditNotes: [], ...change } as Invoice);
const credited = { creditNotes: [{}] } as unknown as Partial<Invoice>;

test("a document is offered what its state allows, and nothing once it is void", () => {
  expect(of({})).toEqual(["credit-notes", "revision"]);
  expect(of({ status: "issued" })).toEqual(["credit-notes", "revision", "pay", "void"]);
  expect(of({ status: "issued", ...credited })).toEqual(["credit-notes", "revision", "pay"]);
  expect(of({ status: "void" })).toEqual([]);
  expect(of({ kind: "credit-note" })).toEqual([]);
});
