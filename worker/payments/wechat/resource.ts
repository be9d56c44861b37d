import { fromBase64 } from "../base64.ts";
import { type JsonObject, object, text } from "../json.ts";

/** An encrypted member of a notification or of a certificate entry (WeChat Pay API v3: payment notification). */
export interface SealedResource {
  algorithm: string;
  /** Base64: the encrypted bytes followed by the 16-byte tag. */
  ciphertext: string;
  /** May be empty. */
  associatedData: string;
  nonce: string;
}

const ALGORITHM = "AEAD_AES_256_GCM";
const NONCE_BYTES = 12;
const TAG_BITS = 128;

export function sealedResource(holder: JsonObject, member: string): SealedResource | null {
  const sealed = object(holder, member);
  const algorithm = sealed && text(sealed, "algorithm");
  const ciphertext = sealed && text(sealed, "ciphertext");
  const nonce = sealed && text(sealed, "nonce");
  if (!sealed || !algorithm || !ciphertext || !nonce) return null;
  return { algorithm, ciphertext, nonce, associatedData: text(sealed, "associated_data") ?? "" };
}

/** The plaintext, or null when the algorithm is another one or anything has been tampered with. */
export async function openResource(
  apiV3Key: string,
  sealed: SealedResource,
): Promise<string | null> {
  if (sealed.algorithm !== ALGORITHM) return null;
  return decryptGcm(utf8(apiV3Key), sealed);
}

/** AES-GCM with whatever key length is given; production keys are 32 bytes. Null when the tag does not verify. */
export async function decryptGcm(
  key: Uint8Array<ArrayBuffer>,
  sealed: Omit<SealedResource, "algorithm">,
): Promise<string | null> {
  const bytes = fromBase64(sealed.ciphertext);
  const iv = utf8(sealed.nonce);
  if (!bytes || iv.length !== NONCE_BYTES) return null;
  try {
    const secret = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    const additionalData = utf8(sealed.associatedData);
    const parameters = { name: "AES-GCM", iv, additionalData, tagLength: TAG_BITS };
    const plain = await crypto.subtle.decrypt(parameters, secret, bytes);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(plain);
  } catch {
    return null;
  }
}

const utf8 = (plain: string) => Uint8Array.from(new TextEncoder().encode(plain));
