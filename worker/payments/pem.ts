import { X509Certificate } from "node:crypto";
import { fromBase64 } from "./base64.ts";
import { DER, type DerElement, derChildren, derElement, derWrap } from "./der.ts";

interface RsaPrivateKey {
  pkcs8: Uint8Array<ArrayBuffer>;
  /** Hex without leading zeros: tells whether a public key is this key's own half. */
  modulus: string;
  bits: number;
}

interface RsaPublicKey {
  spki: Uint8Array<ArrayBuffer>;
  modulus: string;
  bits: number;
  /** Present when the text was an X.509 certificate. `serial` is upper-case hex. */
  certificate: { serial: string; validFromMs: number; validToMs: number } | null;
}

const ARMOUR = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]+?)-----END \1-----/;
/** AlgorithmIdentifier of rsaEncryption (1.2.840.113549.1.1.1) with its NULL parameter. */
const RSA_ALGORITHM = Uint8Array.of(
  ...[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00],
);
const RSA_OBJECT_ID = RSA_ALGORITHM.subarray(4, 13);
const VERSION_ZERO = Uint8Array.of(0x02, 0x01, 0x00);

/**
 * Reads an RSA private key: PKCS#8 or PKCS#1, armoured or one bare base64 text, newlines real or written as `\n`
 * (what secret stores and `.dev.vars` make of them). Null for anything else, encrypted keys included.
 */
export function readPrivateKey(text: string): RsaPrivateKey | null {
  const der = derOf(text);
  const [root, parts] = sequence(der, 0);
  if (!root || parts[0]?.tag !== DER.integer) return null;

  const isPkcs1 = parts[1]?.tag === DER.integer;
  const pkcs8 = isPkcs1 ? wrapPkcs1(der.slice(0, root.end)) : der.slice(0, root.end);
  const inner = isPkcs1 ? 0 : pkcs1Start(der, parts);
  if (inner === null) return null;

  const modulus = modulusAt(der, inner, 1);
  return modulus ? { pkcs8, ...modulus } : null;
}

/** Reads an RSA public key: SPKI or an X.509 certificate, in the same forms as `readPrivateKey`. */
export function readPublicKey(text: string): RsaPublicKey | null {
  const der = derOf(text);
  const [, parts] = sequence(der, 0);
  const isSpki = parts.length === 2 && parts[1]?.tag === DER.bitString;
  if (isSpki) return readSpki(der, null);
  return parts.length === 3 ? readCertificate(der) : null;
}

/** PKCS#1 becomes PKCS#8, the only private form WebCrypto imports. */
const wrapPkcs1 = (pkcs1: Uint8Array): Uint8Array<ArrayBuffer> =>
  derWrap(DER.sequence, VERSION_ZERO, RSA_ALGORITHM, derWrap(DER.octetString, pkcs1));

function readCertificate(der: Uint8Array<ArrayBuffer>): RsaPublicKey | null {
  try {
    const certificate = new X509Certificate(der);
    const spki = certificate.publicKey.export({ type: "spki", format: "der" });
    return readSpki(Uint8Array.from(spki), {
      serial: certificate.serialNumber.toUpperCase(),
      validFromMs: Date.parse(certificate.validFrom),
      validToMs: Date.parse(certificate.validTo),
    });
  } catch {
    return null;
  }
}

function readSpki(
  der: Uint8Array<ArrayBuffer>,
  certificate: RsaPublicKey["certificate"],
): RsaPublicKey | null {
  const [root, [algorithm, key]] = sequence(der, 0);
  if (!root || !algorithm || !key || !isRsa(der, algorithm)) return null;

  const modulus = modulusAt(der, key.body + 1, 0); // A bit string opens with its count of unused bits.
  return modulus ? { spki: der.slice(0, root.end), ...modulus, certificate } : null;
}

function pkcs1Start(der: Uint8Array, [, algorithm, key]: DerElement[]): number | null {
  const holdsRsa = algorithm && key?.tag === DER.octetString && isRsa(der, algorithm);
  return holdsRsa ? key.body : null;
}

function modulusAt(der: Uint8Array, at: number, index: number) {
  const integer = sequence(der, at)[1][index];
  if (integer?.tag !== DER.integer) return null;
  const modulus = hex(der.subarray(integer.body, integer.end)).replace(/^0+/, "");
  const topBits = Number.parseInt(modulus[0] ?? "0", 16).toString(2).length;
  return { modulus, bits: (modulus.length - 1) * 4 + topBits };
}

function isRsa(der: Uint8Array, algorithm: DerElement): boolean {
  const id = derChildren(der, algorithm)[0];
  if (id?.tag !== DER.objectId) return false;
  return hex(der.subarray(id.body, id.end)) === hex(RSA_OBJECT_ID);
}

function sequence(der: Uint8Array, at: number): [DerElement | null, DerElement[]] {
  const root = derElement(der, at);
  return root?.tag === DER.sequence ? [root, derChildren(der, root)] : [null, []];
}

function derOf(text: string): Uint8Array<ArrayBuffer> {
  const unescaped = text.replaceAll("\\r", "").replaceAll("\\n", "\n").trim();
  const payload = ARMOUR.exec(unescaped)?.[2] ?? unescaped;
  return fromBase64(payload.replace(/\s+/g, "")) ?? new Uint8Array();
}

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
