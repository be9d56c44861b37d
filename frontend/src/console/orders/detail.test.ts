import { expect, test } from "vitest";
import { detailOf } from "./detail.ts";

test("an entry tells names and values, instants as dates, and nothing of what is empty", () => {
  const data = {
    name: "专业版",
    expiresAtMs: 0,
    givenAtMs: null,
    number: 12,
    detail: "",
    late: false,
  };
  expect(detailOf(data, (iso) => `<${iso}>`)).toBe(
    "name 专业版 · expiresAt <1970-01-01T00:00:00.000Z> · number 12 · late false",
  );
});

test("an instant beyond what a date can say stays a number", () => {
  expect(detailOf({ expiresAtMs: 9e15 }, String)).toBe("expiresAtMs 9000000000000000");
});
