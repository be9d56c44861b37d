import { expect, test } from "vitest";
import { faultText } from "./fault.ts";

test("a failed query shows its cause and neither SQL nor parameters", () => {
  const cause = new Error("D1_ERROR: Network connection lost.");
  const outer = new Error("Failed query: select secret\nparams: 4242", { cause });
  expect(faultText(outer)).toBe("Error: D1_ERROR: Network connection lost.");
  expect(faultText(new Error("Failed query: select secret"))).toBe("Error");
});

test("what is not an error is still something to log", () => {
  expect(faultText("secret")).toBe("unknown fault");
});
