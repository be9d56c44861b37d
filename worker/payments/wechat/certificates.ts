import { ok, type Result } from "../../domain/result.ts";
import { parseObject, text } from "../json.ts";
import { readPublicKey } from "../pem.ts";
import type { Unavailable } from "../port.ts";
import { type GatewayAnswer, unavailable } from "../tools.ts";
import { openResource, sealedResource } from "./resource.ts";
import { checkSignature, type FindKey } from "./signature.ts";

/** Two are valid while one replaces the other; the rest is room for a platform that rotates faster. */
const CERTIFICATES_MAX = 8;

/**
 * Reads `GET /v3/certificates`: serial -> PEM.
 *
 * Why it is trusted: the answer may be signed by the very certificate it brings, so a signature alone proves nothing
 * new. Each entry is authenticated by AES-GCM under the APIv3 key, which only WeChat Pay and the merchant hold. An
 * answer counts when its signature verifies under a key already known or under one it carries in that way; the
 * signature's timestamp then also rules out a replayed list.
 */
export async function readCertificates(
  answer: GatewayAnswer,
  trust: { apiV3Key: string; nowMs: number; known: FindKey },
): Promise<Result<Map<string, string>, Unavailable>> {
  if (answer.status !== 200) return unavailable(`certificates: HTTP ${answer.status}`);
  const entries = parseObject(answer.body)?.data;
  if (!Array.isArray(entries)) return unavailable("certificates: no list");

  const certificates = new Map<string, string>();
  for (const entry of entries.slice(0, CERTIFICATES_MAX)) {
    const pem = await openEntry(trust.apiV3Key, entry);
    const serial = pem && readPublicKey(pem)?.certificate?.serial;
    if (pem && serial) certificates.set(serial, pem);
  }

  const signed = await checkSignature(answer, trust.nowMs, async (serial) => {
    return (await trust.known(serial)) ?? certificates.get(serial.toUpperCase()) ?? null;
  });
  return signed.ok ? ok(certificates) : unavailable(`certificates: ${signed.error.detail}`);
}

/** Whether the APIv3 key opens the certificates of an answer; `not-asked` when it brings none. */
export async function opensCertificates(
  apiV3Key: string,
  answer: GatewayAnswer,
): Promise<"opens" | "does-not-open" | "not-asked"> {
  const entries = answer.status === 200 ? parseObject(answer.body)?.data : null;
  if (!Array.isArray(entries) || entries.length === 0) return "not-asked";
  for (const entry of entries.slice(0, CERTIFICATES_MAX))
    if (await openEntry(apiV3Key, entry)) return "opens";
  return "does-not-open";
}

async function openEntry(apiV3Key: string, entry: unknown): Promise<string | null> {
  if (typeof entry !== "object" || entry === null) return null;
  const sealed = sealedResource({ ...entry }, "encrypt_certificate");
  const pem = sealed && (await openResource(apiV3Key, sealed));
  const named = text({ ...entry }, "serial_no")?.toUpperCase();
  return pem && readPublicKey(pem)?.certificate?.serial === named ? pem : null;
}
