import { createHash, randomBytes } from "node:crypto";

export interface NewKey {
  prefix: string;
  token: string;
  secretHash: string;
}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const PREFIX_LENGTH = 12;
const SECRET_LENGTH = 32;

/** A key as worker/domain/api-key.ts reads it. The secret has 190 random bits, so a plain hash of it is enough. */
export function newKey(): NewKey {
  const prefix = randomText(PREFIX_LENGTH);
  const secret = randomText(SECRET_LENGTH);
  return {
    prefix,
    token: `eck_${prefix}_${secret}`,
    secretHash: createHash("sha256").update(secret).digest("hex"),
  };
}

/** Bytes past the last whole round of the alphabet are drawn again, so that every character is equally likely. */
function randomText(length: number): string {
  const limit = 256 - (256 % ALPHABET.length);
  let text = "";
  while (text.length < length)
    for (const byte of randomBytes(length))
      if (byte < limit && text.length < length) text += ALPHABET[byte % ALPHABET.length];
  return text;
}

/** Both shapes leave no character that means something to SQL: the statements below are built from them. */
export const isName = (text: string): boolean => /^[\p{L}\p{N} .-]{1,60}$/u.test(text);
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
  (SELECT coalesce(sum(count), 0) FROM api_refusal WHERE api_refusal.prefix = api_key.prefix) AS refused
  FROM api_key ORDER BY created_at`;
