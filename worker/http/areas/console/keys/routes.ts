import { Hono } from "hono";
import { sha256 } from "hono/utils/crypto";
import { newApiKey } from "../../../../domain/api-key.ts";
import { hasKeyEnded, type KeyScopes } from "../../../../domain/key-scopes.ts";
import { invariant } from "../../../../domain/result.ts";
import {
  findKey,
  insertKey,
  KEYS_LISTED_MAX,
  type ListedKey,
  listKeys,
  revokeKey,
} from "../../../../store/key-writing.ts";
import { KEY_MEMORY_MS } from "../../../../store/keys.ts";
import type { AppEnv } from "../../../core/app-env.ts";
import { acting, viewing } from "../../../core/auth/operator.ts";
import { NO_STORE } from "../../../core/caching.ts";
import { describe, FOR_CALLERS, FOR_WRITES, valid } from "../../../core/describe.ts";
import { refuse } from "../../../core/problem.ts";
import { iso } from "../../../core/time.ts";
import { ApiKey, ApiKeys, EndKey, MadeKey, MakeKey } from "./schemas.ts";

const OPERATORS = ["FORBIDDEN", "ROLE_NOT_ENOUGH"] as const;

/** Of a name: keys of one name are one host's. As `npm run key` has it. */
const HOST_ID_LENGTH = 16;

/** Keys of host products. */
export const keys = new Hono<AppEnv>()
  .get(
    "/keys",
    describe({
      tag: "Console",
      summary: "API keys, the newest first, ended ones too",
      answers: { 200: { description: `At most ${KEYS_LISTED_MAX}`, schema: ApiKeys } },
      refusals: [...FOR_CALLERS, ...OPERATORS],
    }),
    viewing("keys"),
    async (c) => {
      const rows = await listKeys(c.env.DB);
      const nowMs = Date.now();
      const items = rows.slice(0, KEYS_LISTED_MAX).map((row) => present(row, nowMs));
      return c.json({ items, more: rows.length > KEYS_LISTED_MAX }, 200, NO_STORE);
    },
  )
  .post(
    "/keys",
    describe({
      tag: "Console",
      summary: "Makes a key. Its secret is in this answer and nowhere else",
      answers: { 201: { description: "The whole key, this once", schema: MadeKey } },
      refusals: [...FOR_WRITES, ...OPERATORS],
    }),
    acting("key.make", "keys"),
    valid("json", MakeKey),
    async (c) => {
      const { name, reason, scopes, expiresAt } = c.req.valid("json");
      c.set("audit", { why: reason });
      const nowMs = Date.now();
      const expiresAtMs = expiresAt === null ? null : Date.parse(expiresAt);
      if (expiresAtMs !== null && !(expiresAtMs > nowMs))
        return refuse(c, "INVALID_REQUEST", [{ field: "expiresAt", message: "is over already" }]);
      const key = newApiKey((bytes) => crypto.getRandomValues(new Uint8Array(bytes)));
      const [hostHash, secretHash] = await Promise.all([sha256(name), sha256(key.secret)]);
      invariant(hostHash && secretHash, "SHA-256 is there");
      const row = { prefix: key.prefix, name, hostId: hostHash.slice(0, HOST_ID_LENGTH) };
      const audit = { id: key.prefix, name, expiresAt: isoOrNull(expiresAtMs) };
      // Should the rest die, a key may be there: what is known of it is in the audit.
      c.set("audit", { why: reason, after: audit });
      const has = await insertKey(c.env.DB, { ...row, secretHash, scopes, expiresAtMs, nowMs });
      c.set("audit", { why: reason, after: { ...audit, scopes: scopesText(has) } });
      const made = {
        ...{ ...row, scopes: has, expiresAtMs },
        ...{ createdAtMs: nowMs, revokedAtMs: null, usedAtMs: null, refused: 0 },
      };
      return c.json({ ...present(made, nowMs), token: key.token }, 201, NO_STORE);
    },
  )
  .delete(
    "/keys/:id",
    describe({
      tag: "Console",
      summary: "Revokes a key. A second time changes nothing",
      answers: { 200: { description: "When calls with it are refused", schema: ApiKey } },
      refusals: [...FOR_CALLERS, "INVALID_REQUEST", ...OPERATORS, "KEY_NOT_FOUND"],
      parameters: { id: { in: "path", description: "The 12 characters after `eck_`" } },
    }),
    acting("key.revoke", "keys", "id"),
    valid("query", EndKey),
    async (c) => {
      const id = c.req.param("id");
      const { reason: why } = c.req.valid("query");
      c.set("audit", { why });
      const before = await findKey(c.env.DB, id);
      if (!before) return refuse(c, "KEY_NOT_FOUND");
      await revokeKey(c.env, id, Date.now());
      const after = await findKey(c.env.DB, id);
      invariant(after, "keys are never deleted");
      c.set("audit", { why, before: audited(before), after: audited(after) });
      return c.json(present(after, Date.now()), 200, NO_STORE);
    },
  );

const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));

const scopesText = (scopes: KeyScopes): string => scopes?.join(" ") ?? "all";

const audited = ({ name, scopes, expiresAtMs, revokedAtMs }: ListedKey) => ({
  ...{ name, scopes: scopesText(scopes), expiresAt: isoOrNull(expiresAtMs) },
  revokedAt: isoOrNull(revokedAtMs),
});

function stateOf({ revokedAtMs, expiresAtMs }: ListedKey, nowMs: number): ApiKey["state"] {
  if (revokedAtMs !== null) return "revoked";
  return hasKeyEnded(expiresAtMs, nowMs) ? "expired" : "in-force";
}

const present = (row: ListedKey, nowMs: number): ApiKey => ({
  ...{ id: row.prefix, name: row.name, createdAt: iso(row.createdAtMs) },
  scopes: row.scopes && [...row.scopes],
  expiresAt: isoOrNull(row.expiresAtMs),
  state: stateOf(row, nowMs),
  lastUsedAt: isoOrNull(row.usedAtMs),
  refused: row.refused,
  revokedAt: isoOrNull(row.revokedAtMs),
  endsWithinSeconds: KEY_MEMORY_MS / 1_000,
});
