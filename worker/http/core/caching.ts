/** Headers of answers that must not be answered again from a cache. */

export const NO_STORE = { "cache-control": "no-store" };

/** One customer's own data. */
export const PRIVATE = { "cache-control": "private, no-store" };
