import { expect, test } from "vitest";
import { chosenOf } from "./choice.ts";

const OFFERED = [{ id: "a" }, { id: "b" }];
const chosen = (id: string | undefined, standard?: { id: string }) =>
  chosenOf(OFFERED, (one) => one.id, id, standard)?.id;

test("before a choice the standard one is chosen, where there is one", () => {
  expect(chosen(undefined, OFFERED[0])).toBe("a");
  expect(chosen(undefined)).toBeUndefined();
});

test("a choice stands, and one that has gone is not replaced by another", () => {
  expect(chosen("b", OFFERED[0])).toBe("b");
  expect(chosen("gone", OFFERED[0])).toBeUndefined();
});
