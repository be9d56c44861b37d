import { type KeyScopes, keyScopesFrom, keyScopesText } from "../domain/key-scopes.ts";
import type { StoreBindings } from "./bindings.ts";
import { copyKey, type KeyRow } from "./keys.ts";

/** API keys as operators make, see and end them, and when they were used. */

/** A key's use is written down at most so often. */
export const KEY_USE_NOTED_MS = 3_600_000;

/** Most keys of a list, the newest first. */
export const KEYS_LISTED_MAX = 500;

/** Whether a use is to be noted, by what the key's row says; the row says so from then on. */
export function isUseDue(row: KeyRow, nowMs: number): boolean {
  const isDue = nowMs - (row.usedAt ?? Number.NEGATIVE_INFINITY) >= KEY_USE_NOTED_MS;
  if (isDue) row.usedAt = nowMs;
  return isDue;
}

/** Nothing is written within the hour after the last note, whichever isolates ask. */
export async function noteKeyUse(db: D1Database, prefix: string, nowMs: number): Promise<void> {
  await db
    .prepare(
      `INSERT INTO api_key_use (prefix, used_at) VALUES (?1, ?2)
       ON CONFLICT (prefix) DO UPDATE SET used_at = ?2 WHERE used_at <= ?2 - ${KEY_USE_NOTED_MS}`,
    )
    .bind(prefix, nowMs)
    .run();
}

export interface ListedKey {
  prefix: string;
  hostId: string;
  name: string;
  createdAtMs: number;
  scopes: KeyScopes;
  expiresAtMs: number | null;
  revokedAtMs: number | null;
  usedAtMs: number | null;
  /** Calls with it that were refused in the last 90 days. */
  refused: number;
}

type ListedRow = Omit<ListedKey, "scopes"> & { scopes: string | null };

const LISTED = `SELECT k.prefix, k.host_id AS "hostId", k.name, k.created_at AS "createdAtMs", k.revoked_at AS "revokedAtMs",
    k.scopes, k.expires_at AS "expiresAtMs", u.used_at AS "usedAtMs",
    (SELECT coalesce(sum(r.count), 0) FROM api_refusal AS r WHERE r.prefix = k.prefix) AS refused
  FROM api_key AS k LEFT JOIN api_key_use AS u ON u.prefix = k.prefix`;

const listed = (row: ListedRow): ListedKey => ({ ...row, scopes: keyScopesFrom(row.scopes) });

export async function listKeys(db: D1Database): Promise<ListedKey[]> {
  const { results } = await db
    .prepare(`${LISTED} ORDER BY k.created_at DESC, k.prefix LIMIT ${KEYS_LISTED_MAX + 1}`)
    .all<ListedRow>();
  return results.map(listed);
}

/** Who ever had a key, by name. Keys of one name are one host product's. */
export async function hostsWithKeys(db: D1Database): Promise<{ id: string; name: string }[]> {
  const { results } = await db
    .prepare(
      `SELECT DISTINCT host_id AS id, name FROM api_key ORDER BY name LIMIT ${KEYS_LISTED_MAX}`,
    )
    .all<{ id: string; name: string }>();
  return results;
}

export async function findKey(db: D1Database, prefix: string): Promise<ListedKey | null> {
  const row = await db.prepare(`${LISTED} WHERE k.prefix = ?`).bind(prefix).first<ListedRow>();
  return row && listed(row);
}

interface NewKey {
  prefix: string;
  hostId: string;
  secretHash: string;
  name: string;
  /** Undefined: those of the host's key before, so that a rotation widens nothing; all for a host's first. */
  scopes: KeyScopes | undefined;
  expiresAtMs: number | null;
  nowMs: number;
}

/** The scopes that the key has. */
export async function insertKey(db: D1Database, key: NewKey): Promise<KeyScopes> {
  const { prefix, hostId, secretHash, name, scopes, expiresAtMs, nowMs } = key;
  const said = scopes === undefined ? null : keyScopesText(scopes);
  const scopesOf = scopes === undefined ? SCOPES_BEFORE : "?7";
  const row = await db
    .prepare(
      `INSERT INTO api_key (prefix, host_id, secret_hash, name, created_at, expires_at, scopes)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ${scopesOf}) RETURNING scopes`,
    )
    .bind(
      prefix,
      hostId,
      secretHash,
      name,
      nowMs,
      expiresAtMs,
      ...(scopes === undefined ? [] : [said]),
    )
    .first<{ scopes: string | null }>();
  return keyScopesFrom(row?.scopes ?? null);
}

/** Of the host's newest key, ended or not: one that leaked is revoked before the next is made. */
const SCOPES_BEFORE =
  "(SELECT scopes FROM api_key WHERE host_id = ?2 ORDER BY created_at DESC, prefix LIMIT 1)";

/** A key that was revoked already keeps its time. Its copy for the time without D1 goes too. */
export async function revokeKey(env: StoreBindings, prefix: string, nowMs: number): Promise<void> {
  await env.DB.prepare("UPDATE api_key SET revoked_at = ? WHERE prefix = ? AND revoked_at IS NULL")
    .bind(nowMs, prefix)
    .run();
  await env.CONFIG.delete(copyKey(prefix));
}
