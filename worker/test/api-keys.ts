import { type KeyScopes, keyScopesText } from "../domain/key-scopes.ts";
import { bindings } from "./world.ts";

const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Makes a key as `npm run key` does, straight in the table. */
export async function apiKey(
  change: {
    revoked?: boolean;
    hostId?: string;
    scopes?: KeyScopes;
    expiresAtMs?: number | null;
  } = {},
) {
  const prefix = crypto.randomUUID().replaceAll("-", "").slice(0, 12);
  const secret = crypto.randomUUID().replaceAll("-", "");
  const hash = hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret)));
  await bindings.DB.prepare(
    "INSERT INTO api_key (prefix, host_id, secret_hash, name, created_at, revoked_at, scopes, expires_at) VALUES (?, ?, ?, 'host', 0, ?, ?, ?)",
  )
    .bind(
      ...[prefix, change.hostId ?? prefix, hash, change.revoked ? 1 : null],
      ...[keyScopesText(change.scopes ?? null), change.expiresAtMs ?? null],
    )
    .run();
  return { prefix, secret, token: `eck_${prefix}_${secret}` };
}
