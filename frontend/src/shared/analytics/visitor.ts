import { remember, remembered } from "../primitives/storage.ts";

const VISITOR_KEY = "ec.visitor";

/** Known for as long as the page is open. */
let thisVisit: string | undefined;

/** An anonymous random id of this browser, not linked to an account. The same on the next visit once it is kept. */
export function visitorId(): string {
  const known = remembered(VISITOR_KEY);
  if (known && /^[0-9a-f]{32}$/.test(known)) return known;
  thisVisit ??= randomId();
  return thisVisit;
}

/** Called only once analytics is known to be on. */
export const keepVisitor = (): void => remember(VISITOR_KEY, visitorId());

export const forgetVisitor = (): void => remember(VISITOR_KEY, null);

function randomId(): string {
  // randomUUID is missing where the page is not served by https.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
