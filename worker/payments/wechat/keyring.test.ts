import { describe, expect, test } from "vitest";
import { generatePair, issueCertificate } from "../testing/keys.ts";
import { type Reply, T0 } from "../testing/tools.ts";
import {
  CERTIFICATE_SERIAL,
  certified,
  config,
  gatewayWith,
  notification,
  PUBLIC_KEY_ID,
  type Seal,
  seal,
  signedAnswer,
  stranger,
} from "../testing/wechat.ts";
import { preferredSerial, REFRESH_PAUSE_MS } from "./keyring.ts";

const next = generatePair();
const NEXT_SERIAL = "6A".repeat(20);
const nextCertificate = await issueCertificate(next, NEXT_SERIAL, new Date("2026-10-01T00:00:00Z"));
const heldCertificate = config.platformKeys[CERTIFICATE_SERIAL] ?? "";
const platformKeys = { [CERTIFICATE_SERIAL]: heldCertificate };

const entry = (serial_no: string, pem: string, key = config.apiV3Key) => ({
  serial_no,
  effective_time: "2026-10-01T08:00:00+08:00",
  expire_time: "2031-10-01T08:00:00+08:00",
  encrypt_certificate: {
    algorithm: "AEAD_AES_256_GCM",
    nonce: "61f9c719728a",
    associated_data: "certificate",
    ciphertext: seal(pem, { key, nonce: "61f9c719728a", associatedData: "certificate" }),
  },
});

const list = (entries: unknown[], by: Seal) => () => signedAnswer(200, { data: entries }, by);
const byHeld: Seal = { serial: CERTIFICATE_SERIAL, privateKey: certified.privateKey };
const byNext: Seal = { serial: NEXT_SERIAL, privateKey: next.privateKey };
const both = [entry(CERTIFICATE_SERIAL, heldCertificate), entry(NEXT_SERIAL, nextCertificate)];

/** Delivers a notification signed by the next certificate to a gateway that knows the present one. */
async function deliver(onCertificates: Reply, keys: Record<string, string> = platformKeys) {
  const wired = gatewayWith(onCertificates, { platformKeys: keys });
  const notice = await wired.gateway.readNotification(notification({ seal: byNext }), T0);
  return { ...wired, notice };
}

describe("an unknown certificate serial", () => {
  test.each([
    ["signed by a known certificate", byHeld],
    ["signed by the one it brings", byNext],
  ])("downloads the list once: %s", async (_, by) => {
    const { notice, sent, gateway } = await deliver(list(both, by));
    expect(notice.ok).toBe(true);
    expect(sent.map((request) => request.url.pathname)).toEqual(["/v3/certificates"]);

    const again = await gateway.readNotification(notification({ seal: byNext }), T0);
    expect(again.ok).toBe(true);
    expect(sent).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ["an unsigned list", () => new Response(JSON.stringify({ data: both }))],
    ["a list signed by a stranger", list(both, { ...byHeld, privateKey: stranger.privateKey })],
    ["a list signed by a key that nothing vouches for", list(both.slice(0, 1), byNext)],
    [
      "entries under another APIv3 key",
      list([entry(NEXT_SERIAL, nextCertificate, "x".repeat(32))], byHeld),
    ],
    ["an entry under another serial", list([entry("7B".repeat(20), nextCertificate)], byHeld)],
    ["an entry that is no certificate", list([entry(NEXT_SERIAL, next.publicKey)], byHeld)],
    ["a stale list", list(both, { ...byHeld, timestamp: Math.floor(T0 / 1000) - 301 })],
    ["no list", () => signedAnswer(200, {}, byHeld)],
    ["404: a merchant with a public key only", () => new Response("{}", { status: 404 })],
    ["no network", () => Promise.reject(new Error("offline"))],
  ])("stays unknown after %s", async (_, reply) => {
    const { notice } = await deliver(reply);
    expect(notice).toMatchObject({ ok: false, error: { reason: "unknown-key" } });
  });

  test("cannot make us ask more than once a pause", async () => {
    const { gateway, sent, clock } = await deliver(() => new Response("{}", { status: 404 }));
    const invented = (serial: string) => notification({ seal: { ...byNext, serial } });
    await gateway.readNotification(invented("8C".repeat(20)), T0);
    expect(sent).toHaveLength(1);

    clock.nowMs += REFRESH_PAUSE_MS;
    await gateway.readNotification(invented("9D".repeat(20)), T0);
    expect(sent).toHaveLength(2);
  });

  test("an answer signed by it is verified after the download", async () => {
    const { gateway, sent } = gatewayWith(
      (request) =>
        request.url.pathname === "/v3/certificates"
          ? list(both, byNext)()
          : signedAnswer(200, { code_url: "weixin://x" }, byNext),
      { platformKeys },
    );
    const trade = {
      tradeNo: "EC0001",
      amount: { currency: "CNY" as const, amountMinor: 1 },
      description: "x",
      notifyUrl: "https://pay.example.com/n",
      payableUntilMs: T0,
      openedAtMs: T0,
      customerId: "customer-1",
      returnTo: { paid: "https://pay.example.com/paid", unpaid: "https://pay.example.com/" },
    };
    expect(await gateway.open(trade)).toMatchObject({ ok: true });
    await gateway.open(trade);
    expect(sent.map((request) => request.headers.get("Wechatpay-Serial"))).toEqual([
      CERTIFICATE_SERIAL,
      null,
      NEXT_SERIAL,
    ]);
  });
});

test("an unknown public-key ID is never looked up", async () => {
  const { gateway, sent } = gatewayWith(list(both, byHeld));
  const request = notification({ seal: { serial: "PUB_KEY_ID_9" } });
  expect(await gateway.readNotification(request, T0)).toMatchObject({ ok: false });
  expect(sent).toHaveLength(0);
});

test.each([
  [
    "the public-key ID before any certificate",
    [
      [NEXT_SERIAL, nextCertificate],
      [PUBLIC_KEY_ID, next.publicKey],
    ],
    PUBLIC_KEY_ID,
  ],
  [
    "the newest certificate",
    [
      [CERTIFICATE_SERIAL, heldCertificate],
      [NEXT_SERIAL, nextCertificate],
    ],
    NEXT_SERIAL,
  ],
  ["whatever there is", [["5F".repeat(20), next.publicKey]], "5F".repeat(20)],
] as [string, [string, string][], string][])("requests name %s", (_, keys, serial) => {
  expect(preferredSerial(new Map(keys))).toBe(serial);
});
