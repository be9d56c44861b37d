import { createHash, randomBytes } from "node:crypto";
import { KEY_NAME_SHAPE, newApiKey } from "../../worker/domain/api-key.ts";

export interface NewKey {
  prefix: string;
  token: string;
  secretHash: string;
}

/** A key as the console makes it too. */
export function newKey(): NewKey {
  const { prefix, secret, token } = newApiKey(randomBytes);
  return { prefix, token, secretHash: createHash("sha256").update(secret).digest("hex") };
}

/** Both shapes leave no character that means something to SQL: the statements below are built from them. */
export const isName = (text: string): boolean => KEY_NAME_SHAPE.test(text);
export const isPrefix = (text: string): boolean => /^[0-9A-Za-z]{12}$/.test(text);

export const createStatement = (key: NewKey, name: string, nowMs: number): string =>
  `INSERT INTO api_key (prefix, host_id, secret_hash, name, created_at)
   VALUES ('${key.prefix}', '${hostId(name)}', '${key.secretHash}', '${name}', ${nowMs})`;

/** Keys of one name belong to one host: the next key goes on with the holds and idempotency keys of the one before. */
const hostId = (name: string): string =>
  createHash("sha256").update(name.trim()).digest("hex").slice(0, 16);

export const revokeStatement = (prefix: string, nowMs: number): string =>
  `UPDATE api_key SET revoked_at = ${nowMs} WHERE prefix = '${prefix}' AND revoked_at IS NULL RETURNING prefix`;

export const LIST = `SELECT prefix, name, datetime(created_at / 1000, 'unixepoch') AS created,
  coalesce(datetime(revoked_at / 1000, 'unixepoch'), '') AS revoked,
  coalesce((SELECT datetime(used_at / 1000, 'unixepoch') FROM api_key_use WHERE api_key_use.prefix = api_key.prefix), '') AS used,
  (SELECT coalesce(sum(count), 0) FROM api_refusal WHERE api_refusal.prefix = api_key.prefix) AS refused
  FROM api_key ORDER BY created_at`;
