import { createHash, randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { KEY_NAME_SHAPE, newApiKey } from "../../worker/domain/api-key.ts";
import { KEY_SCOPES, type KeyScopes, keyScopesText } from "../../worker/domain/key-scopes.ts";
import { DAY_MS } from "../../worker/domain/time.ts";

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

export interface KeyLimits {
  /** Left out: as the newest key of the name, so that a rotation widens nothing; all for the first. Null: all. */
  scopes?: KeyScopes | undefined;
  expiresAtMs?: number | undefined;
}

export const createStatement = (
  key: NewKey,
  name: string,
  nowMs: number,
  { scopes, expiresAtMs }: KeyLimits = {},
): string =>
  `INSERT INTO api_key (prefix, host_id, secret_hash, name, created_at, expires_at, scopes)
   VALUES ('${key.prefix}', '${hostId(name)}', '${key.secretHash}', '${name}', ${nowMs}, ${expiresAtMs ?? "NULL"}, ${
     scopes === undefined ? scopesBefore(name) : literal(keyScopesText(scopes))
   })`;

const literal = (text: string | null): string => (text === null ? "NULL" : `'${text}'`);

const scopesBefore = (name: string): string =>
  `(SELECT scopes FROM api_key WHERE host_id = '${hostId(name)}' ORDER BY created_at DESC, prefix LIMIT 1)`;

/** Keys of one name belong to one host: the next key goes on with the holds and idempotency keys of the one before. */
const hostId = (name: string): string =>
  createHash("sha256").update(name.trim()).digest("hex").slice(0, 16);

export const revokeStatement = (prefix: string, nowMs: number): string =>
  `UPDATE api_key SET revoked_at = ${nowMs} WHERE prefix = '${prefix}' AND revoked_at IS NULL RETURNING prefix`;

export const LIST = `SELECT prefix, name, datetime(created_at / 1000, 'unixepoch') AS created,
  coalesce(scopes, 'all') AS scopes,
  coalesce(datetime(expires_at / 1000, 'unixepoch'), '') AS expires,
  coalesce(datetime(revoked_at / 1000, 'unixepoch'), '') AS revoked,
  coalesce((SELECT datetime(used_at / 1000, 'unixepoch') FROM api_key_use WHERE api_key_use.prefix = api_key.prefix), '') AS used,
  (SELECT coalesce(sum(count), 0) FROM api_refusal WHERE api_refusal.prefix = api_key.prefix) AS refused
  FROM api_key ORDER BY created_at`;

export type KeyCommand = { place: "--local" | "--remote" } & (
  | ({ verb: "create"; name: string } & KeyLimits)
  | { verb: "revoke"; prefix: string }
  | { verb: "list" }
);

/** What somebody typed; undefined for what is no such command. */
export function readKeyCommand(args: string[]): KeyCommand | undefined {
  const { values, positionals } = parsed(args) ?? { values: {}, positionals: [] };
  const place = values.remote ? "--remote" : "--local";
  const [verb, subject = "", ...more] = positionals;
  if (more.length > 0) return undefined;
  if (verb === "create" && isName(subject)) {
    const scopes = values.scopes === undefined ? undefined : scopesTyped(values.scopes);
    const expiresAtMs = values.expires === undefined ? undefined : endTyped(values.expires);
    if (values.scopes !== undefined && scopes === undefined) return undefined;
    if (values.expires !== undefined && expiresAtMs === undefined) return undefined;
    return { place, verb, name: subject, scopes, expiresAtMs };
  }
  if (values.scopes !== undefined || values.expires !== undefined) return undefined;
  if (verb === "revoke" && isPrefix(subject)) return { place, verb, prefix: subject };
  return verb === "list" ? { place, verb } : undefined;
}

function parsed(args: string[]) {
  const text = { type: "string" } as const;
  const options = { remote: { type: "boolean" }, scopes: text, expires: text } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch {
    return undefined;
  }
}

/** "all", or names between commas; undefined when one is no scope. */
function scopesTyped(text: string): KeyScopes | undefined {
  if (text === "all") return null;
  const names = text.split(",").map((name) => name.trim());
  const scopes = KEY_SCOPES.filter((scope) => names.includes(scope));
  return names.every((name) => scopes.some((scope) => scope === name)) ? scopes : undefined;
}

const END_SHAPE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/;

/** A day, which is meant whole, or an instant, both of UTC; undefined for neither. */
function endTyped(text: string): number | undefined {
  const atMs = END_SHAPE.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse takes the 30th of February for the 2nd of March.
  if (Number.isNaN(atMs) || new Date(atMs).toISOString().slice(0, 10) !== text.slice(0, 10))
    return undefined;
  return text.includes("T") ? atMs : atMs + DAY_MS;
}
