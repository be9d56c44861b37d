import { CUSTOMER_ID_LENGTH_MAX } from "../schemas.ts";

/** Who makes the request, as the identity provider or the host product vouches for them. */
export interface Identity {
  /** `sub`: the customer's id. */
  id: string;
  username: string;
  /** Image address, or empty. */
  avatar: string;
  email: string;
  operator: boolean;
  /** How they were recognised. Only cookies are sent by browsers unasked, so only they need the Origin check. */
  by: "session" | "bearer";
}

/** Claims of an ID token, a session or a host product's token. */
export interface Claims {
  sub?: unknown;
  name?: unknown;
  preferred_username?: unknown;
  picture?: unknown;
  email?: unknown;
  role?: unknown;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Browsers drop a cookie of more than 4,096 bytes without a word, and the session keeps what is taken here. */
const NAME_LENGTH_MAX = 120;
const PICTURE_LENGTH_MAX = 1_024;
const EMAIL_LENGTH_MAX = 254;

/** Null when the claims name no customer. `operatorSubjects` is the comma-separated OPERATOR_SUBJECTS. */
export function identityFrom(
  claims: Claims,
  by: Identity["by"],
  operatorSubjects: string | undefined,
): Identity | null {
  const id = text(claims.sub);
  if (id === "" || id.length > CUSTOMER_ID_LENGTH_MAX) return null;
  const operators = (operatorSubjects ?? "").split(",").map((subject) => subject.trim());
  const picture = text(claims.picture);
  const name = text(claims.name) || text(claims.preferred_username) || id;
  const email = text(claims.email);
  return {
    id,
    username: [...name].slice(0, NAME_LENGTH_MAX).join(""),
    avatar: /^https?:\/\//.test(picture) && picture.length <= PICTURE_LENGTH_MAX ? picture : "",
    email: email.length <= EMAIL_LENGTH_MAX ? email : "",
    operator: claims.role === "operator" || operators.includes(id),
    by,
  };
}

/** What a session keeps of somebody. Who is an operator by OPERATOR_SUBJECTS is looked up anew each time. */
export const sessionClaims = ({ id, username, avatar, email }: Identity, { role }: Claims) => ({
  sub: id,
  name: username,
  picture: avatar,
  email,
  ...(role === "operator" ? { role } : {}),
});
