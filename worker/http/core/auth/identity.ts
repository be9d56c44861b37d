import { isCustomerId } from "../../../domain/customer-id.ts";

/** Who makes the request, as the identity provider or the host product vouches for them. */
export interface Identity {
  /** `sub`: the customer's id. */
  id: string;
  username: string;
  /** Image address, or empty. */
  avatar: string;
  email: string;
  operator: boolean;
  /** Named by OPERATOR_SUBJECTS. */
  named: boolean;
  /** The session's own role is too old to be believed: signing in again brings it back, if it still holds. */
  roleIsOld: boolean;
  /** How they were recognised. Only cookies are sent by browsers unasked, so only they need the Origin check. */
  by: "session" | "bearer" | "portal";
}

/** Claims of an ID token, a session or a host product's token. */
export interface Claims {
  sub?: unknown;
  name?: unknown;
  preferred_username?: unknown;
  picture?: unknown;
  email?: unknown;
  role?: unknown;
  /** When it was issued, in seconds. */
  iat?: unknown;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Browsers drop a cookie of more than 4,096 bytes without a word, and the session keeps what is taken here. */
const NAME_LENGTH_MAX = 120;
const PICTURE_LENGTH_MAX = 1_024;
const EMAIL_LENGTH_MAX = 254;

/**
 * How long a session's role is believed. The provider may have taken it away since: only a new sign-in tells. A host
 * product's token is believed until its own end.
 */
export const ROLE_LIFE_MS = 3_600_000;

/** Null when the claims name no customer. `operatorSubjects` is the comma-separated OPERATOR_SUBJECTS. */
export function identityFrom(
  claims: Claims,
  by: Identity["by"],
  operatorSubjects: string | undefined,
  nowMs: number,
): Identity | null {
  const id = claims.sub;
  if (!isCustomerId(id)) return null;
  const named = subjectsIn(operatorSubjects).includes(id);
  const picture = text(claims.picture);
  const name = text(claims.name) || text(claims.preferred_username) || id;
  const email = text(claims.email);
  const hasRole = claims.role === "operator";
  const roleIsOld = hasRole && by === "session" && !isRecent(claims.iat, nowMs);
  return {
    id,
    username: fitting([...name]),
    avatar: /^https?:\/\//.test(picture) && picture.length <= PICTURE_LENGTH_MAX ? picture : "",
    email: email.length <= EMAIL_LENGTH_MAX ? email : "",
    operator: (hasRole && !roleIsOld) || named,
    named,
    roleIsOld,
    by,
  };
}

/** The subjects that OPERATOR_SUBJECTS names, comma-separated. */
export const subjectsIn = (operatorSubjects: string | undefined): string[] =>
  (operatorSubjects ?? "")
    .split(",")
    .map((subject) => subject.trim())
    .filter((subject) => subject !== "");

/** Ends in an ellipsis where something was cut. */
const fitting = (name: string[]): string =>
  name.length <= NAME_LENGTH_MAX
    ? name.join("")
    : `${name.slice(0, NAME_LENGTH_MAX - 1).join("")}…`;

const isRecent = (issuedAtSeconds: unknown, nowMs: number): boolean =>
  typeof issuedAtSeconds === "number" && nowMs - issuedAtSeconds * 1_000 < ROLE_LIFE_MS;

/** What a session keeps of somebody. Who is an operator by OPERATOR_SUBJECTS is looked up anew each time. */
export const sessionClaims = ({ id, username, avatar, email }: Identity, { role }: Claims) => ({
  sub: id,
  name: username,
  picture: avatar,
  email,
  ...(role === "operator" ? { role } : {}),
});
