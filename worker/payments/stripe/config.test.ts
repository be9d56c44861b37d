import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

const variables = {
  PUBLIC_BASE_URL: "https://pay.example.com",
  STRIPE_API_BASE: "https://api.stripe.com/",
  STRIPE_SECRET_KEY: "sk_test_51AbC",
  STRIPE_WEBHOOK_SECRETS: "whsec_new , whsec_old",
};

test("a whole configuration is read", () => {
  expect(readConfig(variables)).toMatchObject({
    ok: true,
    value: {
      livemode: false,
      webhookSecrets: ["whsec_new", "whsec_old"],
      notifyUrl: "https://pay.example.com/api/pay/notify/stripe",
    },
  });
});

test.each([
  ["sk_live_51AbC", true],
  ["rk_live_51AbC", true],
  ["sk_test_51AbC", false],
  ["rk_test_51AbC", false],
])("the mode of %s is read from it", (STRIPE_SECRET_KEY, livemode) => {
  expect(readConfig({ ...variables, STRIPE_SECRET_KEY })).toMatchObject({ value: { livemode } });
});

test.each([
  ["STRIPE_API_BASE", "stripe.example.com"],
  ["STRIPE_API_BASE", "https://api.stripe.com/v1"],
  ["STRIPE_API_BASE", "https://user:word@api.stripe.com"],
  ["STRIPE_SECRET_KEY", "pk_test_51AbC"],
  ["STRIPE_SECRET_KEY", "sk_51AbC"],
  ["STRIPE_SECRET_KEY", "sk_test_51 AbC"],
  ["STRIPE_WEBHOOK_SECRETS", "secret"],
  ["STRIPE_WEBHOOK_SECRETS", "whsec_one,"],
  ["STRIPE_WEBHOOK_SECRETS", "whsec_"],
] as const)("a malformed %s is named, its content is not: %s", (variable, value) => {
  const read = readConfig({ ...variables, [variable]: value });
  expect(read).toMatchObject({ ok: false, error: { reason: "not-configured", variable } });
  if (!read.ok && value.length > 8) expect(read.error.how).not.toContain(value);
});

test.each(["STRIPE_API_BASE", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS"] as const)(
  "%s is named when it is missing",
  (variable) => {
    for (const value of [undefined, "", "  "])
      expect(readConfig({ ...variables, [variable]: value })).toMatchObject({
        ok: false,
        error: { variable },
      });
  },
);
