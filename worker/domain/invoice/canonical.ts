import { invariant } from "../result.ts";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * JSON with one spelling for each value, as RFC 8785 has it: keys sorted by their UTF-16 code units, no blanks. Numbers are
 * whole here, so that none has two spellings.
 */
export function canonicalJson(value: unknown): string {
  return write(value as Json);
}

function write(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const fields = value as { readonly [key: string]: Json };
    const keys = Object.keys(fields).sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${write(fields[key] as Json)}`).join(",")}}`;
  }
  invariant(value !== undefined, "a document has no field without a value");
  invariant(
    typeof value !== "number" || (Number.isSafeInteger(value) && !Object.is(value, -0)),
    "a document's numbers are whole",
  );
  // A lone surrogate cannot be stored: D1 would write another character, and the hash would be of this one.
  return JSON.stringify(typeof value === "string" ? value.toWellFormed() : value);
}

/** SHA-256 of a text's UTF-8, hexadecimal. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
