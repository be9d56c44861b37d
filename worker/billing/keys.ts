const encoder = new TextEncoder();

/** `Idempotency-Key` of an act: the same act in the same state has the same key. Stripe takes 255 characters. */
export async function keyOf(act: string, ...state: unknown[]): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(JSON.stringify(state)));
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return `ec:${act}:${hex.join("").slice(0, 40)}`;
}
