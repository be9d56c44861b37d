import { Hono } from "hono";
import { sha256 } from "hono/utils/crypto";
import { newApiKey } from "../../../../domain/api-key.ts";
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
      const items = rows.slice(0, KEYS_LISTED_MAX).map(present);
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
      const { name, reason } = c.req.valid("json");
      const key = newApiKey((bytes) => crypto.getRandomValues(new Uint8Array(bytes)));
      const [hostHash, secretHash] = await Promise.all([sha256(name), sha256(key.secret)]);
      invariant(hostHash && secretHash, "SHA-256 is there");
      c.set("audit", { why: reason, after: { id: key.prefix, name } });
      const row = { prefix: key.prefix, name, hostId: hostHash.slice(0, HOST_ID_LENGTH) };
      const nowMs = Date.now();
      await insertKey(c.env.DB, { ...row, secretHash, nowMs });
      const made = { ...row, createdAtMs: nowMs, revokedAtMs: null, usedAtMs: null, refused: 0 };
      return c.json({ ...present(made), token: key.token }, 201, NO_STORE);
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
      return c.json(present(after), 200, NO_STORE);
    },
  );

const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));

const audited = ({ name, revokedAtMs }: ListedKey) => ({
  name,
  revokedAt: isoOrNull(revokedAtMs),
});

const present = (row: ListedKey): ApiKey => ({
  ...{ id: row.prefix, name: row.name, createdAt: iso(row.createdAtMs) },
  lastUsedAt: isoOrNull(row.usedAtMs),
  refused: row.refused,
  revokedAt: isoOrNull(row.revokedAtMs),
  endsWithinSeconds: KEY_MEMORY_MS / 1_000,
});
