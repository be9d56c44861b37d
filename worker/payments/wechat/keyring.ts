import type { Result } from "../../domain/result.ts";
import { readPublicKey } from "../pem.ts";
import { PUBLIC_KEY_ID } from "./config.ts";
import type { FindKey } from "./signature.ts";

/**
 * Least time between two downloads, ms. Anyone can send a notification with an invented serial; this bounds what that
 * makes us ask of WeChat. A genuine one that meets the pause is sent again 15 s, 30 s and 3 min later.
 */
export const REFRESH_PAUSE_MS = 60_000;

export interface Keyring {
  /** The key for a serial; a certificate's unknown serial downloads the list once before it fails. */
  find: FindKey;
  /** As `find`, from what is known already, without a download. */
  known: FindKey;
  /**
   * What to name in the request header: our public-key ID, else the newest certificate (WeChat Pay API v3: platform
   * certificate and public key).
   */
  preferred(): string;
}

type Download = () => Promise<Result<Map<string, string>, unknown>>;

/** Serial -> platform key, kept for the life of the isolate. Both kinds stand side by side during a migration. */
export function createKeyring(
  configured: Record<string, string>,
  now: () => number,
  download: Download,
): Keyring {
  const keys = new Map(Object.entries(configured).map(([id, pem]) => [id.toUpperCase(), pem]));
  let refreshedAtMs = Number.NEGATIVE_INFINITY;

  const known: FindKey = async (serial) => keys.get(serial.toUpperCase()) ?? null;

  async function find(serial: string): Promise<string | null> {
    const kept = await known(serial);
    // A public key is never published for download, so there is nothing to fetch.
    if (kept !== null || serial.toUpperCase().startsWith(PUBLIC_KEY_ID)) return kept;
    if (now() - refreshedAtMs < REFRESH_PAUSE_MS) return null;

    refreshedAtMs = now();
    const fresh = await download();
    if (fresh.ok) for (const [id, pem] of fresh.value) keys.set(id, pem);
    return known(serial);
  }

  return { find, known, preferred: () => preferredSerial(keys) };
}

/** A public-key ID where there is one, else the serial of the certificate that began to be valid last. */
export function preferredSerial(keys: ReadonlyMap<string, string>): string {
  const serials = [...keys.keys()];
  const publicKeyId = serials.find((serial) => serial.startsWith(PUBLIC_KEY_ID));
  if (publicKeyId) return publicKeyId;

  const startOf = (serial: string) =>
    readPublicKey(keys.get(serial) ?? "")?.certificate?.validFromMs ?? Number.NEGATIVE_INFINITY;
  const dated = serials.map((serial) => ({ serial, validFromMs: startOf(serial) }));
  return dated.sort((a, b) => b.validFromMs - a.validFromMs)[0]?.serial ?? "";
}
