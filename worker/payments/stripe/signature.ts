import { err, ok, type Result } from "../../domain/result.ts";

/**
 * Longest time between the signature and its arrival, both ways: the package itself bounds the past only (Stripe API:
 * webhook signatures).
 */
export const TOLERANCE_SECONDS = 300;

/** Signatures of one message that are looked at: two while a secret is rolled. */
const SIGNATURES_MAX = 10;

const encoder = new TextEncoder();

/** Verifies `Stripe-Signature` over the raw body: any secret and any of the `v1` signatures may be the one that fits. */
export async function verifySignature(
  header: string,
  body: string,
  secrets: readonly string[],
  nowMs: number,
): Promise<Result<null, "malformed" | "bad-signature" | "clock-window">> {
  const { timestamp, signatures } = readHeader(header);
  if (timestamp === null || signatures.length === 0) return err("malformed");
  const message = encoder.encode(`${timestamp}.${body}`);
  for (const secret of secrets)
    if (await verifies(secret, message, signatures)) return inWindow(Number(timestamp), nowMs);
  return err("bad-signature");
}

function inWindow(signedSeconds: number, nowMs: number): Result<null, "clock-window"> {
  const apart = Math.abs(Math.floor(nowMs / 1000) - signedSeconds);
  return apart <= TOLERANCE_SECONDS ? ok(null) : err("clock-window");
}

function readHeader(header: string): { timestamp: string | null; signatures: Uint8Array[] } {
  const parts = header.split(",").map((part) => part.trim());
  const valuesOf = (name: string) =>
    parts.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
  const [timestamp = "", ...others] = valuesOf("t");
  const isOne = /^\d{1,12}$/.test(timestamp) && others.length === 0;
  const signatures = valuesOf("v1")
    .filter((hex) => /^[0-9a-f]{64}$/.test(hex))
    .slice(0, SIGNATURES_MAX);
  return { timestamp: isOne ? timestamp : null, signatures: signatures.map(bytesOfHex) };
}

/** `verify` compares in constant time. The secret counts as it is, `whsec_` included. */
async function verifies(
  secret: string,
  message: BufferSource,
  signatures: Uint8Array[],
): Promise<boolean> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), hmac, false, ["verify"]);
  for (const signature of signatures)
    if (await crypto.subtle.verify("HMAC", key, signature as BufferSource, message)) return true;
  return false;
}

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
