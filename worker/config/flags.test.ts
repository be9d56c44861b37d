import { expect, test } from "vitest";
import { FLAGS, flagFault, readFlag } from "./flags.ts";

test.each([
  ["true", true, "kv"],
  ["false", false, "kv"],
  [" false\n", false, "kv"],
  [null, true, "default"],
  [undefined, true, "default"],
  ["", true, "malformed"],
  [" ", true, "malformed"],
  ["closed", true, "malformed"],
  ["falsе", true, "malformed"], // The last letter is Cyrillic.
  ['"false"', true, "malformed"],
  ["00", true, "malformed"],
  ["toString", true, "malformed"],
])("coze_package_status stored as %j reads %s, from %s", (stored, value, source) => {
  expect(readFlag("coze_package_status", stored)).toEqual({ value, source });
});

test.each([
  [true, ["true", "TRUE", "True", "on", "On", "yes", "YES", "1", " 1\n"]],
  [false, ["false", "FALSE", "False", "off", "OFF", "no", "No", "0", "\t0 "]],
])("%s is what each of these says: %j", (value, words) => {
  for (const word of words)
    for (const flag of FLAGS) expect(readFlag(flag, word)).toEqual({ value, source: "kv" });
});

test("flags that say nothing known are named, with what to do", () => {
  const flags = {
    coze_package_status: readFlag("coze_package_status", "closed"),
    payway_1_status: readFlag("payway_1_status", "true"),
    payway_2_status: readFlag("payway_2_status", ""),
  };
  expect(flagFault(flags)).toMatch(
    /^coze_package_status, payway_2_status must be true or false.*wrangler kv key put/,
  );
  expect(flagFault({ payway_1_status: flags.payway_1_status })).toBeNull();
});

test("a way to pay that is not built is off until it is switched on", () => {
  expect(readFlag("payway_3_status", null).value).toBe(false);
});
