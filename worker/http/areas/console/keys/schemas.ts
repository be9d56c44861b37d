import * as v from "valibot";
import { KEY_NAME_LENGTH_MAX, KEY_NAME_SHAPE } from "../../../../domain/api-key.ts";
import { KEY_SCOPES } from "../../../../domain/key-scopes.ts";
import { count, instant } from "../../../core/schemas.ts";
import { more, reason } from "../schemas.ts";

const scopes = v.nullable(v.pipe(v.array(v.picklist(KEY_SCOPES)), v.minLength(1)));

export const MakeKey = v.object({
  name: v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1),
    v.maxLength(KEY_NAME_LENGTH_MAX),
    v.check((name) => KEY_NAME_SHAPE.test(name), "letters, digits, blanks, dots and hyphens"),
    v.description(
      "Of the host product. A key of the same name goes on with its holds and idempotency keys",
    ),
  ),
  scopes: v.optional(
    v.pipe(
      scopes,
      v.description(
        "What calls with it may do; null for all. Left out: as the newest key of the same name, or all",
      ),
    ),
  ),
  expiresAt: v.optional(
    v.pipe(v.nullable(instant), v.description("When it ends; left out or null, never")),
    null,
  ),
  reason,
});

export const EndKey = v.object({ reason });

export const ApiKey = v.object({
  id: v.pipe(v.string(), v.description("The 12 characters after `eck_`")),
  name: v.string(),
  createdAt: instant,
  scopes: v.pipe(
    v.nullable(v.array(v.picklist(KEY_SCOPES))),
    v.description("Null: all, those too that a later version adds"),
  ),
  expiresAt: v.pipe(v.nullable(instant), v.description("From this instant on it is refused")),
  state: v.pipe(v.picklist(["in-force", "expired", "revoked"]), v.description("As of this answer")),
  lastUsedAt: v.pipe(
    v.nullable(instant),
    v.description("Noted at most once an hour: the last call may be up to an hour later"),
  ),
  refused: v.pipe(count, v.description("Calls with it that were refused in the last 90 days")),
  revokedAt: v.pipe(v.nullable(instant), v.description("Null: it was not")),
  endsWithinSeconds: v.pipe(
    count,
    v.description("So long after it is revoked calls with it are refused everywhere"),
  ),
});

export const ApiKeys = v.object({ items: v.array(ApiKey), more });

export const MadeKey = v.object({
  ...ApiKey.entries,
  token: v.pipe(
    v.string(),
    v.description("The whole key. It is kept nowhere and cannot be asked for again"),
  ),
});

export const COMPONENTS = { ApiKey, ApiKeys, MadeKey, MakeKey };

export type ApiKey = v.InferOutput<typeof ApiKey>;
export type MadeKey = v.InferOutput<typeof MadeKey>;
