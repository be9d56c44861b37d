import { expect, test } from "vitest";
import { findingsIn } from "./findings.ts";

test("what is in trouble comes first, and a self-test is one line with how to mend it", () => {
  const check = { check: "signature", setting: null, detail: "", how: null };
  const found = findingsIn({
    dependencies: { database: { ok: true }, config: { ok: false, detail: "KV does not answer" } },
    gateways: {
      wechat: [{ ...check, ok: true }],
      alipay: [
        {
          ...check,
          ok: false,
          detail: "The key is another's.",
          how: "Set ALIPAY_APP_PRIVATE_KEY.",
        },
        { ...check, ok: true },
      ],
    },
  });
  expect(found.map(({ what, isSelfTest, ok }) => [what, isSelfTest, ok])).toEqual([
    ["config", false, false],
    ["alipay", true, false],
    ["database", false, true],
    ["wechat", true, true],
  ]);
  expect(found[1]?.detail).toBe("The key is another's. Set ALIPAY_APP_PRIVATE_KEY.");
});
