import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { routePath } from "hono/route";
import { sha256 } from "hono/utils/crypto";
import { type ApiKeyParts, parseApiKey } from "../../../domain/api-key.ts";
import { faultText } from "../../../domain/fault.ts";
import {
  hasKeyEnded,
  hasKeyScope,
  type KeyScopes,
  keyScopeFor,
  keyScopesFrom,
} from "../../../domain/key-scopes.ts";
import { err, invariant, ok, type Result } from "../../../domain/result.ts";
import type { Env } from "../../../env.ts";
import { isUseDue, noteKeyUse } from "../../../store/key-writing.ts";
import {
  copyKeyRow,
  countRefusal,
  type KeyRefusal,
  type KeyRow,
  keyRefusals,
  keyRow,
  recallKey,
  refreshKey,
  rememberKey,
  writeRefusals,
} from "../../../store/keys.ts";
import type { AppEnv } from "../app-env.ts";
import { isAddressAllowed, isStrangersWriteAllowed } from "../limits.ts";
import { refuse } from "../problem.ts";
import { isGuesser, noteGuess } from "./guessers.ts";

/** The host product behind a server-to-server call. */
export interface Caller {
  /** What the caller's idempotency keys are kept under, so that two hosts never meet. Outlives a change of key. */
  hostId: string;
  name: string;
  scopes: KeyScopes;
}

type WithCaller = AppEnv & { Variables: { caller: Caller } };

/**
 * Lets a host product through by `Authorization: Bearer eck_…`. A key that does not hold is refused, and counted; so is one
 * without the route's scope, before anything that the call carries is looked at.
 */
export const host = createMiddleware<WithCaller>(async (c, next) => {
  const [scheme, token] = (c.req.header("authorization") ?? "").split(" ");
  const from = c.req.header("cf-connecting-ip");
  let isCounted = false;
  /** Counts this call against its address, once. */
  const isAllowed = async () => {
    if (isCounted) return true;
    isCounted = true;
    return isAddressAllowed(c.env, "api-key", from);
  };
  const parts = scheme?.toLowerCase() === "bearer" ? parseApiKey(token ?? "") : null;
  const counted = async (prefix: string, reason: KeyRefusal) => {
    console.warn("an API key was refused", { reason });
    count(c, prefix, reason);
    noteGuess(c.env, from, Date.now());
    if (!(await isAllowed())) return refuse(c, "TOO_MANY_REQUESTS");
    c.header("www-authenticate", "Bearer");
    return refuse(c, "UNAUTHENTICATED");
  };
  if (!parts) return counted("", "malformed");
  const caller = await callerOf(c.env, parts, {
    // A guess must not cost the shop a question to D1 each; who never guessed is not counted.
    mayAsk: async () => !isGuesser(c.env, from, Date.now()) || isAllowed(),
    later: (work) => c.executionCtx.waitUntil(work),
  });
  if (!caller.ok) {
    const { error } = caller;
    if (error !== "too-many") return counted(parts.prefix, error);
    noteGuess(c.env, from, Date.now());
    return refuse(c, "TOO_MANY_REQUESTS");
  }
  const needed = keyScopeFor(c.req.method, routePath(c));
  invariant(
    needed,
    "every route that takes an API key has its scope in worker/domain/key-scopes.ts",
  );
  if (!hasKeyScope(caller.value.scopes, needed)) {
    count(c, parts.prefix, "scope-missing");
    c.header("www-authenticate", `Bearer error="insufficient_scope", scope="${needed}"`);
    return refuse(c, "KEY_SCOPE_MISSING", undefined, { scope: needed });
  }
  c.set("caller", caller.value);
  await next();
});

function count(c: Context<WithCaller>, prefix: string, reason: KeyRefusal): void {
  countRefusal(prefix, reason, Date.now());
  // Every write goes to D1, which has one writer: whoever guesses keys must not slow the shop down.
  c.executionCtx.waitUntil(writeCounts(c.env, Date.now()));
}

async function writeCounts(env: Env, nowMs: number): Promise<void> {
  try {
    if (!keyRefusals.isDue(nowMs) || !(await isStrangersWriteAllowed(env))) return;
    await writeRefusals(env.DB, nowMs);
  } catch (error) {
    console.error("refusals were not counted", { error: faultText(error) });
  }
}

/** Who holds a key: from memory while it is fresh, else D1 is asked. */
async function callerOf(
  env: Env,
  parts: ApiKeyParts,
  { mayAsk, later }: { mayAsk(): Promise<boolean>; later(work: Promise<void>): void },
): Promise<Result<Caller, KeyRefusal | "too-many">> {
  const nowMs = Date.now();
  /** Behind the answer: that a key was used is worth no host's time. */
  const used = (row: KeyRow, caller: Result<Caller, KeyRefusal>) => {
    if (caller.ok && isUseDue(row, nowMs)) later(behind(noteKeyUse(env.DB, row.prefix, nowMs)));
    return caller;
  };
  const recalled = recallKey(env, parts.prefix, nowMs);
  if (recalled) {
    if (recalled.refresh) later(behind(refreshKey(env, parts.prefix, nowMs)));
    const isHolder = isSame(recalled.secret, parts.secret);
    return used(recalled.row, isHolder ? holder(recalled.row) : err("wrong-secret"));
  }
  if (!(await mayAsk())) return err("too-many");
  const row = await keyRow(env, parts.prefix);
  if (!row) return err("unknown-prefix");
  const caller = used(row, await judge(row, parts));
  if (caller.ok) {
    rememberKey(env, row, parts.secret, nowMs);
    later(behind(copyKeyRow(env, row, nowMs)));
  }
  return caller;
}

const behind = (work: Promise<void>): Promise<void> =>
  work.catch((error: unknown) =>
    console.error("an API key was not read again, or its use not noted", {
      error: faultText(error),
    }),
  );

/** Only hashes are compared: the secret is not stored. */
async function judge(row: KeyRow, { secret }: ApiKeyParts): Promise<Result<Caller, KeyRefusal>> {
  const hash = (await sha256(secret)) ?? "";
  return isSame(row.secretHash, hash) ? holder(row) : err("wrong-secret");
}

/** The clock is read here, after what was waited for: a key is over at the instant that it names, remembered or not. */
function holder({
  hostId,
  name,
  revokedAt,
  scopes,
  expiresAt,
}: KeyRow): Result<Caller, KeyRefusal> {
  if (revokedAt !== null) return err("revoked");
  if (hasKeyEnded(expiresAt, Date.now())) return err("expired");
  return ok({ hostId, name, scopes: keyScopesFrom(scopes) });
}

/** Takes as long for every text of the same length, so that no secret is guessed by its beginning. */
function isSame(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let at = 0; at < a.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}
