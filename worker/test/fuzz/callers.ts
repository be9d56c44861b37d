import type { Operation } from "../../http/core/openapi/types.ts";
import { session } from "../identity.ts";
import { portalToken } from "../portal-token.ts";
import { bindings, mint, ORIGIN } from "../world.ts";
import type { Random } from "./random.ts";

/** Who calls, by name: the name is what a failure prints, so that no token is needed to replay it. */
export type Callers = Record<string, Record<string, string>>;

/** Customers who buy. Several, so that no limit is reached by one. */
export const BUYERS = ["lin", "wang", "sato", "jones"] as const;

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const TOKEN = { expiresInSeconds: 86_400 };

/** `ids` are the buyers' own; `keys` are API keys by name. */
export async function makeCallers(
  ids: Record<string, string>,
  keys: Record<string, string>,
): Promise<Callers> {
  const buyers = await Promise.all(
    BUYERS.map(async (name) => [name, bearer(await mint({ sub: ids[name], ...TOKEN }))] as const),
  );
  const own = { origin: ORIGIN };
  const cookie = async (sub = ids.lin, options = {}) => ({
    cookie: `ec_session=${await session({ sub, name: sub }, options)}`,
  });
  const expired = await mint({ sub: ids.lin, expiresInSeconds: -60 });
  const [head = "", body = "", tail = ""] = (await mint({ sub: ids.lin, ...TOKEN })).split(".");
  return {
    ...Object.fromEntries(buyers),
    "lin by cookie": { ...(await cookie()), ...own },
    operator: bearer(await mint({ sub: "operator-1", role: "operator", ...TOKEN })),
    host: bearer(keys.host ?? ""),
    cron: bearer(bindings.CRON_SECRET ?? ""),
    guest: {},
    "another host": bearer(keys.other ?? ""),
    "a host with few scopes": bearer(keys.narrow ?? ""),
    "a revoked host": bearer(keys.revoked ?? ""),
    "a host whose key has ended": bearer(keys.expired ?? ""),
    "lin from elsewhere": { ...(await cookie()), origin: "https://evil.example" },
    "lin from a sandboxed frame": { ...(await cookie()), origin: "null" },
    "lin by cookie without an origin": await cookie(),
    "a forged cookie": { ...(await cookie(ids.lin, { secret: "x".repeat(40) })), ...own },
    "an expired token": bearer(expired),
    "a token with another's body": bearer(`${head}.${btoa('{"sub":"operator-1"}')}.${tail}`),
    "half a token": bearer(`${head}.${body}`),
    "no token": { authorization: "Bearer" },
    "blanks for a token": { authorization: "Bearer    " },
    "a long token": bearer("e".repeat(6_000)),
    "a password": { authorization: "Basic bGluOmxpbg==" },
    "a key of nobody": bearer("eck_aaaaaaaaaaaa_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"),
    "a blank for a name": bearer(await mint({ sub: " ", ...TOKEN })),
    "a very long name": bearer(await mint({ sub: "n".repeat(400), ...TOKEN })),
    "odd cookies": { cookie: "ec_session; ec_session==; =; ec_sign_in=%00", ...own },
    "a new customer": bearer(await mint({ sub: `new-${crypto.randomUUID()}`, ...TOKEN })),
  };
}

/** Who calls in another's place where a portal token is taken, so that the draws of all others stay what they are. */
const FRAMES: Record<string, string> = {
  "lin by cookie": "lin's frame",
  "lin by cookie without an origin": "lin's frame to look at",
  "lin from elsewhere": "lin's frame elsewhere",
  "an expired token": "an ended frame of lin's",
};

export async function makeFrames(sub: string): Promise<Callers> {
  // Calls sign lin out everywhere, which ends the frames of before.
  const later = { issuedAtMs: Date.now() + 3_600_000 };
  const frame = bearer(await portalToken({ sub }, later));
  return {
    "lin's frame": frame,
    "lin's frame to look at": bearer(await portalToken({ sub, scopes: ["read"] }, later)),
    "lin's frame elsewhere": { ...frame, origin: "https://evil.example" },
    "an ended frame of lin's": bearer(await portalToken({ sub }, { expires: -60 })),
  };
}

export function callerFor(operation: Operation, callers: Callers, random: Random): string {
  const drawn = drawCaller(operation, callers, random);
  const framed = operation.security?.some((scheme) => "portalToken" in scheme);
  return (framed && FRAMES[drawn]) || drawn;
}

/** Mostly somebody whom the operation is for, sometimes anybody. */
function drawCaller({ security = [], tags }: Operation, callers: Callers, random: Random) {
  if (random.chance(25)) return random.pick(Object.keys(callers));
  const schemes = security.flatMap((scheme) => Object.keys(scheme));
  if (schemes.includes("apiKey")) return random.chance(5) ? "a host with few scopes" : "host";
  if (schemes.join() === "portalToken") return "lin by cookie";
  if (schemes.includes("cronSecret")) return random.pick(["cron", "operator"]);
  if (tags.includes("Console")) return "operator";
  return schemes.length > 0
    ? random.pick([...BUYERS, "lin", "lin", "lin", "lin by cookie"])
    : "guest";
}
