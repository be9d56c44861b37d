import { expect, test } from "vitest";
import { addressOf, fileOf, rulesFor } from "./addresses.ts";

test.each([
  ["/", "index.html", "/"],
  ["/agreement", "agreement.html", "/agreement"],
  ["/profile/records", "profile/records.html", "/profile/records"],
  ["/portal/invoices/:id", "portal/invoices/_.html", "/portal/invoices/_"],
  ["/console/*rest", "console/_.html", "/console/_"],
  ["*rest", "404.html", "/404"],
])("the route %s has the file %s, drawn as %s", (route, file, address) => {
  expect(fileOf(route)).toBe(file);
  expect(addressOf(route)).toBe(address);
});

test("only routes that stand for many addresses have a rule, the narrower first", () => {
  expect(rulesFor(["/", "/console/*rest", "/agreement", "/portal/invoices/:id", "*rest"])).toBe(
    "/portal/invoices/:id /portal/invoices/_ 200\n/console/* /console/_ 200\n",
  );
});
