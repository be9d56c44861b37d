import { expect, test } from "vitest";
import type { PlanPreview } from "../../../actions/changePlan.ts";
import type { StripeLine } from "../../../billing/port.ts";
import type { PlanRow } from "../../../store/plans.ts";
import { presentPreview } from "./present.ts";

const PLANS = [
  { id: "pro_monthly", name: "专业版（月付）", translations: { en: { name: "Pro, monthly" } } },
] as unknown as PlanRow[];
const TEXT = "Unused time on Pro, monthly after 29 Jan 2027";

const shown = (about: StripeLine["about"], language: "zh" | "en" | "jp") => {
  const stripeLines = [{ text: TEXT, amountMinor: -677, about }];
  const preview = {
    ...{ dueNow: null, currency: "USD", lines: [], stripeLines, nextCharge: null },
    ...{ creditsNow: 0, creditsAfter: 0, effectiveAtMs: 0 },
  } as unknown as PlanPreview;
  return presentPreview(preview, PLANS, language).lines[0];
};

test.each([
  ["zh", "unused", "抵扣：专业版（月付）未使用的时间"],
  ["zh", "rest", "专业版（月付），本周期剩余时间"],
  ["zh", "interval", "专业版（月付）"],
  ["en", "unused", "Credit for unused time on Pro, monthly"],
  ["en", "rest", "Pro, monthly, for the time left"],
] as const)("in %s a line of Stripe's that is %s says %j", (language, code, text) => {
  const line = shown({ code, planId: "pro_monthly" }, language);
  expect(line).toEqual({ text, amount: "-6.77" });
});

test("what is not known keeps Stripe's words, said to be English", () => {
  for (const about of [null, { code: "unused", planId: "of-somebody-else" }] as const) {
    expect(shown(about, "jp")).toEqual({ text: TEXT, amount: "-6.77", lang: "en" });
    expect(shown(about, "en")).toEqual({ text: TEXT, amount: "-6.77" });
  }
});
