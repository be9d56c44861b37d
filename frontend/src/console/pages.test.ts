import { describe, expect, test } from "vitest";
import { PAGES, pageAt } from "./pages.ts";

describe("the console's page table", () => {
  test.each([
    ["/console", "/"],
    ["/console/", "/"],
    ["/console/orders", "/orders"],
    ["/console/orders/EC20261120A7K3M9Q0ZX", "/orders/:id"],
    ["/console/customers/a%2Fb", "/customers/:id"],
    ["/console/people", "/people"],
    ["/console/orders/EC1/refund", "*rest"],
    ["/console/nowhere", "*rest"],
  ])("%s is %s", (address, path) => {
    expect(pageAt(address)?.path).toBe(path);
  });

  test("names each path once, and every page of the menu has its place", () => {
    const paths = PAGES.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(PAGES.filter(({ menu }) => menu).every(({ path }) => !path.includes(":"))).toBe(true);
    expect(paths.at(-1), "whatever is no page comes last").toBe("*rest");
  });

  test("people and audit are for those who have the right", () => {
    const rights = Object.fromEntries(PAGES.map(({ path, right }) => [path, right]));
    expect(rights).toMatchObject({ "/people": "people", "/audit": "audit", "/orders": "read" });
    expect(rights).toMatchObject({ "/keys": "keys", "/flags": "read" });
  });
});
