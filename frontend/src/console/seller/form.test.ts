import { describe, expect, test } from "vitest";
import type { SellerProfile } from "../api/invoices.ts";
import { faultsOf, formOf, inputOf, rateOf } from "./form.ts";

const PROFILE: SellerProfile = {
  name: "示例科技有限公司",
  ...{ address: "福州市", country: "CN", email: "a@example.com", phone: "", note: "" },
  taxIds: [{ kind: "cn", value: "91350100M000100Y43" }],
  pricesIncludeTax: true,
  taxes: { default: { rate: 600, mark: "" }, recharge: { rate: 825, mark: "※" } },
  sincePeriod: "2025-12",
};

describe("the seller's form", () => {
  test("gives back what it was filled with", () => {
    const form = formOf(PROFILE);
    expect(form.taxes.recharge).toEqual({ rate: "8.25", mark: "※" });
    expect(faultsOf(form)).toEqual([]);
    expect(inputOf(form)).toEqual(PROFILE);
    expect(form.taxIds[0]).not.toBe(PROFILE.taxIds[0]);
  });

  test.each([
    ["0", 0],
    ["6", 600],
    ["6.5", 650],
    ["100", 10_000],
    ["100.01", undefined],
    ["6.255", undefined],
    ["6,5", undefined],
    ["", undefined],
    ["-1", undefined],
  ])("%s percent", (typed, rate) => {
    expect(rateOf(typed)).toBe(rate);
  });

  test("names each fault in the order of the page", () => {
    expect(faultsOf(formOf(null))).toEqual(["name", "month"]);
    const form = formOf(PROFILE);
    const other = { ...form.taxes, coze: { rate: "", mark: "※" } };
    expect(faultsOf({ ...form, country: "China", email: "a", taxes: other })).toEqual([
      ...["country", "email", "rate"],
    ]);
    expect(faultsOf({ ...form, taxIds: [{ kind: "cn", value: "91350100M000100Y44" }] })).toEqual([
      "taxIds",
    ]);
  });
});
