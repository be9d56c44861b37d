import { expect, test } from "vitest";
import { hostOf, keysOfHost } from "./keys.ts";

test.each([
  ["api:coze-1:call-7", "coze-1"],
  ["usage:coze-1:event-7", "coze-1"],
  ["lapse:api:coze-1:call-7", "coze-1"],
  ["order:EC20261120AAAAAAAAAA", null],
  ["lapse:console:x", null],
  ["console:api:coze-1:x", null],
  ["expire:api:coze-1:call-7", null],
])("%s is of %s", (key, host) => {
  expect(hostOf(key)).toBe(host);
  const isWithin = ([from, to]: [string, string]) => key >= from && key < to;
  expect(keysOfHost("coze-1").some(isWithin)).toBe(host !== null);
  expect(keysOfHost("coze").some(isWithin)).toBe(false);
});
