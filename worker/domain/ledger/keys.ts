/** What a transaction's key says of who asked for it. The keys in use stand in docs/storage-schema.md. */

/** The host product whose call a transaction came of; null where it came of none. */
export const hostOf = (key: string): string | null => OF_HOST.exec(key)?.[1] ?? null;

const OF_HOST = /^(?:lapse:api|api|usage):([^:]+):/;

/** Each key that a host product's calls have is at or after the first and before the second of one of these. */
export const keysOfHost = (hostId: string): [from: string, to: string][] =>
  ["api", "usage", "lapse:api"].map((prefix) => [`${prefix}:${hostId}:`, `${prefix}:${hostId};`]);
