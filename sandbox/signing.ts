import { constants, generateKeyPairSync, randomInt, sign, verify } from "node:crypto";

/** RSASSA-PKCS1-v1_5 with SHA-256, base64: the one signature of both gateways (sections 1.4 and 2.3). */
export const signText = (text: string | Buffer, privateKeyPem: string, hash = "sha256"): string =>
  sign(hash, Buffer.from(text), {
    key: privateKeyPem,
    padding: constants.RSA_PKCS1_PADDING,
  }).toString("base64");

export function verifyText(
  text: string | Buffer,
  signature: string,
  publicKeyPem: string,
  hash = "sha256",
): boolean {
  const key = { key: publicKeyPem, padding: constants.RSA_PKCS1_PADDING };
  return verify(hash, Buffer.from(text), key, Buffer.from(signature, "base64"));
}

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

const pick = (alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");

export const randomText = (length: number): string => pick(ALPHANUMERIC, length);
export const randomDigits = (length: number): string => pick("0123456789", length);
export const randomHex = (length: number): string => pick("0123456789ABCDEF", length);

/** Breaks a signature so that it stays well-formed base64 of the same length. */
export const spoilSignature = (signature: string): string =>
  (signature.startsWith("A") ? "B" : "A") + signature.slice(1);

let forgerPem: string | undefined;

/** A key that no gateway ever published: an attacker who knows a message's wording signs with such a key. */
export function forgerKey(): string {
  forgerPem ??= generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  }).privateKey;
  return forgerPem;
}
