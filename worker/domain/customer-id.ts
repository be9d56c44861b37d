/** Longest `sub` taken, in UTF-16 code units: it names an object and is a key in D1 (OpenID Connect Core 2: at most 255). */
export const CUSTOMER_ID_LENGTH_MAX = 255;

/**
 * Well-formed Unicode without control characters, and not blank. Storage writes half a surrogate pair as U+FFFD, so two
 * customers whose ids differ only there would share one account.
 */
export const CUSTOMER_ID_SHAPE = /^(?=.*\S)[^\p{Cc}\p{Cs}]+$/u;

/** Whether this can be a customer's id: a token's or a session's `sub`, or one in a path. One rule for every door. */
export const isCustomerId = (value: unknown): value is string =>
  typeof value === "string" &&
  value.length <= CUSTOMER_ID_LENGTH_MAX &&
  CUSTOMER_ID_SHAPE.test(value);

/** An id as a log may show it: enough to tell two lines apart, too little to know whose they are. */
export const masked = (id: string): string => `${[...id].slice(0, 2).join("")}…`;
