import { createHmac } from "node:crypto";
import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { T0 } from "../testing/tools.ts";
import { TOLERANCE_SECONDS, verifySignature } from "./signature.ts";

const SECRET = "whsec_one";
const BODY = '{ "id": "evt_1",\n  "object": "event", "text": "月" }';
const NOW_SECONDS = Math.floor(T0 / 1000);

const { webhooks } = new Stripe("sk_test_1");
const signed = (timestamp = NOW_SECONDS, secret = SECRET, payload = BODY) =>
  webhooks.generateTestHeaderString({ payload, secret, timestamp });

const verdict = async (header: string, secrets = [SECRET], body = BODY) => {
  const verified = await verifySignature(header, body, secrets, T0);
  return verified.ok ? "genuine" : verified.error;
};

test("what the public package signs is genuine, and what it takes for genuine is ours to sign", async () => {
  expect(await verdict(signed())).toBe("genuine");
  const hex = createHmac("sha256", SECRET).update(`${NOW_SECONDS}.${BODY}`).digest("hex");
  const header = `t=${NOW_SECONDS},v1=${hex}`;
  expect(await verdict(header)).toBe("genuine");
  const event = webhooks.constructEvent(BODY, header, SECRET, 300, undefined, T0);
  expect(event.id).toBe("evt_1");
});

describe("while a secret is rolled", () => {
  const two = `${signed(NOW_SECONDS, "whsec_new")},${signed().split(",")[1]}`;

  test("either of two signatures may be the one that fits", async () => {
    expect(await verdict(two)).toBe("genuine");
    expect(await verdict(two, ["whsec_new"])).toBe("genuine");
  });

  test("each configured secret is tried", async () => {
    expect(await verdict(signed(), ["whsec_old", SECRET])).toBe("genuine");
    expect(await verdict(signed(), ["whsec_old", "whsec_new"])).toBe("bad-signature");
  });
});

test.each<[string, number, string]>([
  ["as old as may be", -TOLERANCE_SECONDS, "genuine"],
  ["older", -TOLERANCE_SECONDS - 1, "clock-window"],
  ["as far ahead as may be", TOLERANCE_SECONDS, "genuine"],
  ["further ahead, which the package takes", TOLERANCE_SECONDS + 1, "clock-window"],
])("a signature %s", async (_what, offset, expected) => {
  expect(await verdict(signed(NOW_SECONDS + offset))).toBe(expected);
});

test.each<[string, string, string]>([
  ["another body", signed(NOW_SECONDS, SECRET, `${BODY} `), "bad-signature"],
  ["another secret", signed(NOW_SECONDS, "whsec_two"), "bad-signature"],
  ["another time", signed().replace(/t=\d+/, `t=${NOW_SECONDS - 1}`), "bad-signature"],
  ["the scheme v0", signed().replace("v1=", "v0="), "malformed"],
  ["two times", `t=1,${signed()}`, "malformed"],
  ["no time", signed().replace(/t=\d+,/, ""), "malformed"],
  ["a time that is none", signed().replace(/t=\d+/, "t=now"), "malformed"],
  ["a short signature", signed().slice(0, -1), "malformed"],
  ["nothing", "", "malformed"],
])("a header with %s is refused", async (_what, header, expected) => {
  expect(await verdict(header)).toBe(expected);
});
