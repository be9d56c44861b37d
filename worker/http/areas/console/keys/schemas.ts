import * as v from "valibot";
import { KEY_NAME_LENGTH_MAX, KEY_NAME_SHAPE } from "../../../../domain/api-key.ts";
import { count, instant } from "../../../core/schemas.ts";
import { more, reason } from "../schemas.ts";

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
  reason,
});

export const EndKey = v.object({ reason });

export const ApiKey = v.object({
  id: v.pipe(v.string(), v.description("The 12 characters after `eck_`")),
  name: v.string(),
  createdAt: instant,
  lastUsedAt: v.pipe(
    v.nullable(instant),
    v.description("Noted at most once an hour: the last call may be up to an hour later"),
  ),
  refused: v.pipe(count, v.description("Calls with it that were refused in the last 90 days")),
  revokedAt: v.pipe(v.nullable(instant), v.description("Null: in force")),
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
