import { createPublicKey } from "node:crypto";
import { expect, test } from "vitest";
import { readPrivateKey, readPublicKey } from "./pem.ts";
import { bare, escaped, generatePair, issueCertificate, toPkcs1 } from "./testing/keys.ts";

const pair = generatePair();
const pkcs8 = Buffer.from(bare(pair.privateKey), "base64");
const spki = Buffer.from(bare(pair.publicKey), "base64");
const serial = "7132D72A03E93CDDF8C03BBD1F37EEDF";
const certificate = await issueCertificate(pair, serial);

test.each([
  ["PKCS#8, armoured", pair.privateKey],
  ["PKCS#8, bare", bare(pair.privateKey)],
  ["PKCS#8, newlines written out", escaped(pair.privateKey)],
  ["PKCS#8, carriage returns", pair.privateKey.replaceAll("\n", "\r\n")],
  ["PKCS#1, armoured", toPkcs1(pair)],
  ["PKCS#1, bare", bare(toPkcs1(pair))],
  ["PKCS#1, newlines written out", escaped(toPkcs1(pair))],
  ["blanks around it", `\n  ${pair.privateKey}\n `],
])("reads a private key: %s", (_, text) => {
  const key = readPrivateKey(text);
  expect(Buffer.from(key?.pkcs8 ?? []).equals(pkcs8)).toBe(true);
  expect(key?.bits).toBe(2048);
});

test.each([
  ["SPKI, armoured", pair.publicKey, null],
  ["SPKI, bare", bare(pair.publicKey), null],
  ["SPKI, newlines written out", escaped(pair.publicKey), null],
  ["certificate, armoured", certificate, serial],
  ["certificate, bare", bare(certificate), serial],
])("reads a public key: %s", (_, text, certificateSerial) => {
  const key = readPublicKey(text);
  expect(Buffer.from(key?.spki ?? []).equals(spki)).toBe(true);
  expect(key?.certificate?.serial ?? null).toBe(certificateSerial);
  expect(key?.modulus).toBe(readPrivateKey(pair.privateKey)?.modulus);
});

test("a certificate tells when it began to be valid", () => {
  const key = readPublicKey(certificate);
  expect(key?.certificate?.validFromMs).toBe(Date.parse("2026-01-01T00:00:00Z"));
});

test("the modulus is the key's own", () => {
  const jwk = createPublicKey(pair.publicKey).export({ format: "jwk" });
  const modulus = Buffer.from(String(jwk.n), "base64url").toString("hex").replace(/^0+/, "");
  expect(readPublicKey(pair.publicKey)?.modulus).toBe(modulus);
});

test.each([
  ["nothing", ""],
  ["prose", "not a key"],
  ["a key cut short", pair.privateKey.slice(0, 400)],
  ["base64 that is no key", btoa("some bytes that are not DER at all")],
  [
    "an encrypted key",
    pair.privateKey.replaceAll("PRIVATE KEY", "ENCRYPTED PRIVATE KEY").slice(0, 300),
  ],
])("refuses %s in either place", (_, text) => {
  expect(readPrivateKey(text)).toBeNull();
  expect(readPublicKey(text)).toBeNull();
});

test("a public key is no private key, nor the reverse", () => {
  expect(readPrivateKey(pair.publicKey)).toBeNull();
  expect(readPrivateKey(certificate)).toBeNull();
  expect(readPublicKey(pair.privateKey)).toBeNull();
  expect(readPublicKey(toPkcs1(pair))).toBeNull();
});
