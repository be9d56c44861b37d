import "reflect-metadata";
import { createPrivateKey, createPublicKey, generateKeyPairSync, webcrypto } from "node:crypto";
import { X509CertificateGenerator } from "@peculiar/x509";

export interface Pair {
  /** PKCS#8 PEM. */
  privateKey: string;
  /** SPKI PEM. */
  publicKey: string;
}

export function generatePair(modulusLength = 2048): Pair {
  return generateKeyPairSync("rsa", {
    modulusLength,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}

export const toPkcs1 = (pair: Pair): string =>
  createPrivateKey(pair.privateKey).export({ type: "pkcs1", format: "pem" }).toString();

/** The text between the armour, on one line: how Alipay's key tool hands keys out. */
export const bare = (pem: string): string => pem.replace(/-----[^-]+-----|\s/g, "");

export const escaped = (pem: string): string => pem.trim().replaceAll("\n", "\\n");

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };

/** A self-signed X.509 certificate, as platform certificates come. */
export async function issueCertificate(
  pair: Pair,
  serialNumber: string,
  notBefore = new Date("2026-01-01T00:00:00Z"),
  notAfter = new Date("2031-01-01T00:00:00Z"),
): Promise<string> {
  const { subtle } = webcrypto;
  const pkcs8 = createPrivateKey(pair.privateKey).export({ type: "pkcs8", format: "der" });
  const spki = createPublicKey(pair.publicKey).export({ type: "spki", format: "der" });
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber,
    name: "CN=Platform, O=Test, C=CN",
    notBefore,
    notAfter,
    signingAlgorithm: ALGORITHM,
    keys: {
      privateKey: await subtle.importKey("pkcs8", pkcs8, ALGORITHM, true, ["sign"]),
      publicKey: await subtle.importKey("spki", spki, ALGORITHM, true, ["verify"]),
    },
  });
  return certificate.toString("pem");
}
