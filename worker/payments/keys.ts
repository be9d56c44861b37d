import { createHash } from "node:crypto";
import { invariant } from "../domain/result.ts";
import { fromBase64, toBase64 } from "./base64.ts";
import { readPrivateKey, readPublicKey } from "./pem.ts";

/** RSASSA-PKCS1-v1_5 with SHA-256: WeChat Pay's SHA256-RSA2048 and Alipay's RSA2. */
const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

/** Imported keys one isolate keeps. A deployment uses fewer than ten; the bound only guards against a leak. */
export const CACHED_KEYS_MAX = 64;

/**
 * Holds finished imports, never their promises: workerd refuses to let one request await what another one started.
 * Two requests that arrive cold import the same key twice, which costs less than it saves.
 */
const imported = new Map<string, CryptoKey>();

/** Signs `message` (UTF-8) and answers base64. The PEM is one that `readPrivateKey` accepts. */
export async function signText(privatePem: string, message: string): Promise<string> {
  const key = await cached(`sign ${privatePem}`, () => {
    const material = readPrivateKey(privatePem);
    invariant(material, "a signing key was validated when it was configured");
    return crypto.subtle.importKey("pkcs8", material.pkcs8, ALGORITHM, false, ["sign"]);
  });
  return toBase64(await crypto.subtle.sign(ALGORITHM.name, key, utf8(message)));
}

/** Whether `signature` (base64) is `message`'s under this key. False for a signature that is not base64. */
export async function verifyText(
  publicPem: string,
  message: string,
  signature: string,
): Promise<boolean> {
  const bytes = fromBase64(signature);
  if (!bytes) return false;
  const key = await cached(`verify ${publicPem}`, () => {
    const material = readPublicKey(publicPem);
    invariant(material, "a verifying key was validated when it was configured");
    return crypto.subtle.importKey("spki", material.spki, ALGORITHM, false, ["verify"]);
  });
  return crypto.subtle.verify(ALGORITHM.name, key, bytes, utf8(message));
}

async function cached(identity: string, load: () => Promise<CryptoKey>): Promise<CryptoKey> {
  const digest = createHash("sha256").update(identity).digest("hex");
  const hit = imported.get(digest);
  if (hit) return hit;

  const key = await load();
  const oldest = imported.keys().next().value;
  if (imported.size >= CACHED_KEYS_MAX && oldest !== undefined) imported.delete(oldest);
  imported.set(digest, key);
  return key;
}

const utf8 = (text: string) => new TextEncoder().encode(text);
