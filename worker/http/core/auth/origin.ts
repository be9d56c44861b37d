/** A sandboxed frame sends "null", and so does URL for an address without a site: that is never our own origin. */
export const isOwnOrigin = (origin: string, url: string, base: string | undefined): boolean =>
  origin !== "null" && [new URL(url).origin, URL.parse(base ?? "")?.origin].includes(origin);
