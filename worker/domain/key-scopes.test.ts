import { expect, test } from "vitest";
import {
  hasKeyEnded,
  hasKeyScope,
  KEY_SCOPES,
  keyScopeFor,
  keyScopesFrom,
  keyScopesText,
} from "./key-scopes.ts";

test.each([
  ["GET", "/api/customers/:customer/balance", "customers:read"],
  ["HEAD", "/api/customers/{customer}/balance", "customers:read"],
  ["POST", "/api/customers/{customer}/usage", "usage:write"],
  ["GET", "/api/customers/{customer}/usage", "customers:read"],
  ["POST", "/api/usage", "usage:write"],
  ["POST", "/api/customers/{customer}/balance", undefined],
  ["GET", "/api/customers/{customer}/secrets", undefined],
  ["GET", "/api/customers/:customer/balance/", undefined],
])("%s %s needs %s", (method, path, scope) => {
  expect(keyScopeFor(method, path)).toBe(scope);
});

test("a key of all scopes has each, one of some has these, one of none that we know has none", () => {
  for (const scope of KEY_SCOPES) {
    expect(hasKeyScope(null, scope)).toBe(true);
    expect(hasKeyScope([scope], scope)).toBe(true);
    expect(hasKeyScope(keyScopesFrom("orders:burn"), scope)).toBe(false);
    expect(hasKeyScope(["usage:write"], scope)).toBe(scope === "usage:write");
  }
});

test("scopes are kept in one order, each once, and read as they were written", () => {
  expect(keyScopesText(["usage:write", "customers:read", "usage:write"])).toBe(
    "customers:read usage:write",
  );
  expect(keyScopesText(null)).toBeNull();
  for (const scopes of [null, ["invoices:read"], [...KEY_SCOPES]] as const)
    expect(keyScopesFrom(keyScopesText(scopes))).toEqual(scopes);
});

test.each([
  [null, false],
  [1_001, false],
  [1_000, true],
  [999, true],
])("a key that ends at %s has ended at 1000: %s", (expiresAtMs, hasEnded) => {
  expect(hasKeyEnded(expiresAtMs, 1_000)).toBe(hasEnded);
});
