import { remember, remembered } from "../primitives/storage.ts";

const VISITOR_KEY = "ec.visitor";

/** This browser, and nobody: random, the same on the next visit, unknown to the server's accounts. */
export function visitorId(): string {
  const known = remembered(VISITOR_KEY);
  if (known && /^[0-9a-f]{32}$/.test(known)) return known;
  // randomUUID is missing where the page is not served by https.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  remember(VISITOR_KEY, made);
  return made;
}
