import type { Context } from "hono";
import { setCookie } from "hono/cookie";
import type { Variables } from "../../../config/variables.ts";
import type { AppEnv } from "../app-env.ts";
import type { SessionVariable } from "../variables.ts";

/** The session, and the few minutes of a sign-in under way. */
export type CookieName = "ec_session" | "ec_sign_in";

/** Over https a sister site of our domain could set a cookie for us too, but not one of this prefix (RFC 6265bis, 4.1.3). */
const PREFIX = "__Host-";

const isSecure = (env: Variables<SessionVariable>): boolean =>
  URL.parse(env.PUBLIC_BASE_URL ?? "")?.protocol === "https:";

const nameOnWire = (c: Context<AppEnv>, name: CookieName): string =>
  isSecure(c.env) ? `${PREFIX}${name}` : name;

/** All values under the name. Read by hand: only blanks and tabs stand around a name, so none can be disguised as ours. */
function valuesOf(c: Context<AppEnv>, name: CookieName): string[] {
  const header = c.req.header("cookie");
  if (header === undefined) return [];
  const wanted = `${nameOnWire(c, name)}=`;
  return header
    .split(";")
    .map((pair) => pair.replace(/^[ \t]+|[ \t]+$/g, ""))
    .filter((pair) => pair.startsWith(wanted))
    .map((pair) => pair.slice(wanted.length));
}

export const hasCookie = (c: Context<AppEnv>, name: CookieName): boolean =>
  valuesOf(c, name).length > 0;

/** The cookie's value. With two of one name somebody else set one, and nothing tells which: then there is none. */
export function cookieValue(c: Context<AppEnv>, name: CookieName): string | undefined {
  const [value, ...others] = valuesOf(c, name);
  return others.length === 0 ? value : undefined;
}

export function putCookie(
  c: Context<AppEnv>,
  name: CookieName,
  value: string,
  maxAge: number,
): void {
  setCookie(c, nameOnWire(c, name), value, {
    httpOnly: true,
    sameSite: "Lax",
    secure: isSecure(c.env),
    path: "/",
    maxAge,
  });
}

/** A prefixed cookie is only removed by one that keeps to the prefix's rules. */
export const clearCookie = (c: Context<AppEnv>, name: CookieName): void =>
  putCookie(c, name, "", 0);
