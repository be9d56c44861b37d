/** Hex digits: two different contents share so many with no likelihood. */
const VERSION_LENGTH = 32;

/** Names a content: whoever saw the same has the same, and a change by whatever hand gives another. */
export async function versionOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .slice(0, VERSION_LENGTH);
}
