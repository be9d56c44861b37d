import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { countsOf, LIMIT_PERIOD_SECONDS, LIMITS, networkOf } from "./limits.ts";

test("wrangler.toml counts as the code says", () => {
  const toml = readFileSync(join(import.meta.dirname, "../../../wrangler.toml"), "utf8");
  const set = [
    ...toml.matchAll(
      /\[\[ratelimits\]\]\nname = "(\w+)"\nnamespace_id = "(\d+)"\nsimple = \{ limit = (\d+), period = (\d+) \}/g,
    ),
  ];
  expect(Object.fromEntries(set.map(([, name, , limit]) => [name, Number(limit)]))).toEqual(LIMITS);
  expect(new Set(set.map(([, , id]) => id)).size).toBe(set.length);
  for (const [, , , , period] of set) expect(Number(period)).toBe(LIMIT_PERIOD_SECONDS);
});

test("an address has room for several customers at their limit", () => {
  for (const own of [LIMITS.LIMITER, LIMITS.PURCHASE_LIMITER])
    expect(LIMITS.ADDRESS_LIMITER).toBeGreaterThanOrEqual(4 * own);
});

describe("a use counts against", () => {
  test.each([
    [
      "lin",
      "203.0.113.7",
      [
        ["PURCHASE_LIMITER", "order:lin"],
        ["ADDRESS_LIMITER", "order:203.0.113.7"],
      ],
    ],
    ["lin", undefined, [["PURCHASE_LIMITER", "order:lin"]]],
    [undefined, "203.0.113.7", [["LIMITER", "order:203.0.113.7"]]],
    [undefined, undefined, []],
  ])("customer %s at %s", (customerId, address, counts) => {
    expect(countsOf("order", customerId, address)).toEqual(counts);
  });
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:0DB8:0001:0002:ffff::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["2001:db8:1:2::", "2001:db8:1:2::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::ffff:203.0.113.7", "::ffff:203.0.113.7"],
])("%s is counted as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
