import { expect, test } from "vitest";
import { readFlag } from "./flags.ts";

test.each([
  ["true", true, "kv"],
  ["false", false, "kv"],
  [" false\n", false, "kv"],
  [null, true, "default"],
  [undefined, true, "default"],
  ["", true, "malformed"],
  ["FALSE", true, "malformed"],
  ["0", true, "malformed"],
])("coze_package_status stored as %j reads %s, from %s", (stored, value, source) => {
  expect(readFlag("coze_package_status", stored)).toEqual({ value, source });
});

test("a way to pay that is not built is off until it is switched on", () => {
  expect(readFlag("payway_3_status", null).value).toBe(false);
});
