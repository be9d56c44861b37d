import { expect, test } from "vitest";
import { actsOn, isAside } from "./acts.ts";

test.each([
  ["open", ["setAside", "note"]],
  ["back", ["setAside", "note"]],
  ["aside", ["open"]],
] as const)("a row that is %s offers %j", (standing, acts) => {
  expect(actsOn({ standing })).toEqual(acts);
});

test("only setting a row aside takes it out of what waits", () => {
  expect((["setAside", "note", "open"] as const).filter(isAside)).toEqual(["setAside"]);
});
