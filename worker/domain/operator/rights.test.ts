import { describe, expect, test } from "vitest";
import { hasRight, RIGHTS, type Right, ROLES, type Role, rightsOf, roleOf } from "./rights.ts";

describe("rights", () => {
  test.each<[Role, Right[]]>([
    ["owner", Object.keys(RIGHTS) as Right[]],
    ["finance", ["read", "orders", "sessions", "money", "invoices", "audit"]],
    ["support", ["read", "orders", "sessions"]],
    ["viewer", ["read"]],
  ])("%s", (role, rights) => {
    expect(rightsOf(role)).toEqual(rights);
  });

  test("nobody but owners says who is an operator", () => {
    expect(ROLES.filter((role) => hasRight(role, "people"))).toEqual(["owner"]);
  });
});

describe("a role", () => {
  const nobody = { isNamed: false, written: null, claimsOperator: false };
  test.each([
    ["nobody", nobody, null],
    ["named by the variable", { ...nobody, isNamed: true }, "owner"],
    ["named, and shut out by mistake", { ...nobody, isNamed: true, written: "none" }, "owner"],
    ["called an operator by the provider", { ...nobody, claimsOperator: true }, "owner"],
    ["written down", { ...nobody, written: "support" }, "support"],
    [
      "less than the provider says",
      { ...nobody, claimsOperator: true, written: "viewer" },
      "viewer",
    ],
    [
      "shut out, whatever the provider says",
      { ...nobody, claimsOperator: true, written: "none" },
      null,
    ],
  ] as const)("%s", (_what, known, role) => {
    expect(roleOf(known)).toBe(role);
  });
});
