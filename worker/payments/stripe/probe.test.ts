import Stripe from "stripe";
import { afterAll, describe, expect, test } from "vitest";
import { gatewayFor } from "../registry.ts";
import { startSandbox } from "../testing/sandbox.ts";
import { liveTools } from "../tools.ts";
import { ORDER_EVENTS } from "./events.ts";
import { API_VERSION } from "./package.ts";
import { diagnose } from "./probe.ts";

const sandbox = await startSandbox();
const { env } = sandbox;
const address = new URL(env.STRIPE_API_BASE ?? "");
const stripe = new Stripe(env.STRIPE_SECRET_KEY ?? "", {
  ...{ host: address.hostname, port: address.port, protocol: "http" },
  ...{ telemetry: false, maxNetworkRetries: 0 },
});
afterAll(() => sandbox.close());

describe("the self-test", () => {
  const own = `${env.PUBLIC_BASE_URL}/api/pay/notify/stripe`;
  const checks = async (change = {}) => {
    const built = gatewayFor("stripe", { ...env, ...change }, liveTools);
    if (!built.ok) throw new Error(built.error.how);
    return (await built.value.probe()).map(({ check, ok, setting }) => [check, ok, setting]);
  };

  test("finds the key known and the endpoint sending what orders need", async () => {
    expect(await checks()).toEqual([
      ["probe", true, null],
      ["endpoint", true, null],
    ]);
  });

  test("names the key that Stripe does not know", async () => {
    expect(await checks({ STRIPE_SECRET_KEY: "sk_test_other" })).toEqual([
      ["probe", false, "STRIPE_SECRET_KEY"],
    ]);
  });

  test("names an endpoint that is missing", async () => {
    const elsewhere = { PUBLIC_BASE_URL: "https://other.example.com" };
    expect((await checks(elsewhere))[1]).toEqual(["endpoint", false, "STRIPE_WEBHOOK_SECRETS"]);
  });

  test("names an endpoint that is not sent what orders need", async () => {
    const { data } = await stripe.webhookEndpoints.list();
    const id = data.find(({ url }) => url === own)?.id ?? "";
    await stripe.webhookEndpoints.update(id, { enabled_events: ["invoice.paid"] });
    expect((await checks())[1]).toEqual(["endpoint", false, "STRIPE_WEBHOOK_SECRETS"]);
  });

  test("names the address that does not answer", async () => {
    const nobody = { STRIPE_API_BASE: "http://localhost:9" };
    expect(await checks(nobody)).toEqual([["probe", false, "STRIPE_API_BASE"]]);
  });
});

describe("an endpoint at Stripe", () => {
  const url = "https://pay.example.com/api/pay/notify/stripe";
  const endpoint = {
    url,
    status: "enabled",
    api_version: API_VERSION,
    enabled_events: ORDER_EVENTS,
  };
  const isFound = (change = {}) =>
    diagnose({ endpoints: [{ ...endpoint, ...change }] }, url).every(({ ok }) => ok);

  test.each<[string, object, boolean]>([
    ["as it is to be", {}, true],
    ["of the account's own version", { api_version: null }, true],
    ["of every event", { enabled_events: ["*"] }, true],
    ["of another version", { api_version: "2024-06-20" }, false],
    ["that is disabled", { status: "disabled" }, false],
    ["of another address", { url: `${url}/` }, false],
    ["without one event", { enabled_events: ORDER_EVENTS.slice(1) }, false],
  ])("%s", (_what, change, found) => {
    expect(isFound(change)).toBe(found);
  });
});

test("a key that may not read endpoints is known all the same", () => {
  const found = diagnose({ refused: { status: 403, code: "more_permissions_required" } }, "");
  expect(found.every(({ ok }) => ok)).toBe(true);
});
