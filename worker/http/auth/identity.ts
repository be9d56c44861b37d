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

/** Longest `sub` taken: it names an object and is a key in D1 (OpenID Connect Core 2: at most 255 ASCII characters). */
const SUBJECT_LENGTH_MAX = 255;

/** Null when the claims name nobody. `operatorSubjects` is the comma-separated OPERATOR_SUBJECTS. */
export function identityFrom(
  claims: Claims,
  by: Identity["by"],
  operatorSubjects: string | undefined,
): Identity | null {
  const id = text(claims.sub);
  if (id === "" || id.length > SUBJECT_LENGTH_MAX) return null;
  const operators = (operatorSubjects ?? "").split(",").map((subject) => subject.trim());
  const picture = text(claims.picture);
  return {
    id,
    username: text(claims.name) || text(claims.preferred_username) || id,
    avatar: /^https?:\/\//.test(picture) ? picture : "",
    email: text(claims.email),
    operator: claims.role === "operator" || operators.includes(id),
    by,
  };
}
