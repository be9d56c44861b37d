import { describe, expect, test } from "vitest";
import { holdsScope, portalGrantFrom, portalScopeFor } from "./token.ts";

const CLAIMS = {
  sub: "customer-lin",
  origins: ["https://app.example.com"],
  scopes: ["read", "manage"],
  language: "en",
  theme: "dark",
  iat: 1_000,
  exp: 1_900,
};

test("a token's claims are read as they were written", () => {
  expect(portalGrantFrom(CLAIMS)).toEqual({
    customerId: "customer-lin",
    origins: ["https://app.example.com"],
    scopes: ["read", "manage"],
    language: "en",
    theme: "dark",
    issuedAtMs: 1_000_000,
    expiresAtMs: 1_900_000,
  });
  expect(portalGrantFrom({ ...CLAIMS, language: null, theme: undefined })).toMatchObject({
    language: null,
    theme: null,
  });
});

test.each([
  ["no customer", { sub: "" }],
  ["no origins", { origins: [] }],
  ["an origin that is none", { origins: ["*"] }],
  ["origins that are no list", { origins: "https://app.example.com" }],
  ["no scope", { scopes: [] }],
  ["a scope that we do not know", { scopes: ["operator"] }],
  ["no time", { iat: "now" }],
  ["no end", { exp: undefined }],
])("claims with %s are no portal token's", (_what, change) => {
  expect(portalGrantFrom({ ...CLAIMS, ...change })).toBeNull();
});

describe("where a portal token is taken, and with which scope", () => {
  test.each([
    ["GET", "/api/portal/subscription", "read"],
    ["HEAD", "/api/portal/plans", "read"],
    ["GET", "/api/credits/balance", "read"],
    ["POST", "/api/portal/subscription/upgrade", "manage"],
    ["PUT", "/api/portal/account", "manage"],
    ["DELETE", "/api/portal/anything", "manage"],
    ["POST", "/api/credits/purchase", "manage"],
    ["POST", "/api/pay/prepay", "manage"],
    ["GET", "/api/pay/getPayResult", "manage"],
    ["POST", "/api/pay/cancel", "manage"],
    ["GET", "/api/account/orders/EC1", "manage"],
    ["GET", "/api/pay/prepay", null],
    ["GET", "/api/pay/watch", null],
    ["POST", "/api/pay/notify/wechat", null],
    ["GET", "/api/account/orders", null],
    ["GET", "/api/account/orders/EC1/refund", null],
    ["POST", "/api/account/orders/EC1", null],
    ["GET", "/api/account/ledger", null],
    ["GET", "/api/auth/me", null],
    ["POST", "/api/auth/logout", null],
    ["GET", "/api/console/orders", null],
    ["GET", "/api/customers/lin/balance", null],
    ["POST", "/api/cron/reset-credits", null],
    ["GET", "/api/status", null],
    ["GET", "/api/portal", null],
    ["GET", "/api/portalx/plans", null],
    ["GET", "/x/api/portal/plans", null],
  ])("%s %s: %s", (method, path, scope) => {
    expect(portalScopeFor(method, path)).toBe(scope);
  });
});

test.each([
  [["read"], "read", true],
  [["read"], "manage", false],
  [["manage"], "read", true],
  [["manage"], "manage", true],
] as const)("scopes %j, needed %s: %s", (scopes, needed, holds) => {
  expect(holdsScope({ scopes: [...scopes] }, needed)).toBe(holds);
});
