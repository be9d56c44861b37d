import { createVerify } from "node:crypto";
import { expect, test } from "vitest";
import { CACHED_KEYS_MAX, signText, verifyText } from "./keys.ts";
import { bare, escaped, generatePair, issueCertificate, toPkcs1 } from "./testing/keys.ts";

const pair = generatePair();
const other = generatePair();

test("every form of a key makes the same signature, and Node verifies it", async () => {
  const forms = [pair.privateKey, bare(pair.privateKey), escaped(pair.privateKey), toPkcs1(pair)];
  const signatures = await Promise.all(forms.map((pem) => signText(pem, "月&卡")));
  expect(new Set(signatures).size).toBe(1);
  const [signature = ""] = signatures;
  expect(
    createVerify("RSA-SHA256").update("月&卡").verify(pair.publicKey, signature, "base64"),
  ).toBe(true);
});

test("a key verifies as SPKI and as certificate", async () => {
  const signature = await signText(pair.privateKey, "m");
  const certificate = await issueCertificate(pair, "0A".repeat(20));
  expect(await verifyText(pair.publicKey, "m", signature)).toBe(true);
  expect(await verifyText(certificate, "m", signature)).toBe(true);
  expect(await verifyText(other.publicKey, "m", signature)).toBe(false);
});

test.each(["", "***", "AAAA", "not base64 at all"])(
  "%j is no signature of any key",
  async (signature) => {
    expect(await verifyText(pair.publicKey, "m", signature)).toBe(false);
  },
);

test("more keys than are kept still work", async () => {
  const form = (blanks: number) => pair.publicKey + " ".repeat(blanks);
  const signature = await signText(pair.privateKey, "m");
  for (let i = 0; i <= CACHED_KEYS_MAX + 1; i++) {
    expect(await verifyText(form(i), "m", signature)).toBe(true);
  }
  expect(await verifyText(form(0), "m", signature)).toBe(true);
});
