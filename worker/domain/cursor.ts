/**
 * A place in an ordered list: what its order goes by, of the last row that was shown. A numbered page moves when rows are written or
 * leave a filter; a place does not. In an address it is one word, the cursor.
 */

/** By list: the values that its rows are sorted by, the last of them unique. None changes while the row is there, but when a customer was seen. */
const SHAPES = {
  /** When it was placed, its number. */
  orders: ["number", "string"],
  "console-orders": ["number", "string"],
  /** When the customer was seen last, its id. */
  customers: ["number", "string"],
  /** When it was written, its `seq`. */
  ledger: ["number", "number"],
  credits: ["number", "number"],
  /** The day that it counts on, its `seq`. */
  usage: ["string", "number"],
  /** Its month, when its first revision was issued, that one's id. */
  invoices: ["string", "number", "string"],
  /** Its month, when it was drafted, its id. */
  "console-invoices": ["string", "number", "string"],
  /** When it was begun, its number. */
  refunds: ["number", "string"],
  /** When it was asked for, its id. */
  fapiao: ["number", "string"],
  /** Its position, its id: after D1 was put back to an earlier time, a position may be another event's. */
  "event-feed": ["number", "string"],
  /** When it happened, its position. */
  "console-events": ["number", "number"],
  /** When it happened, which of the sources of a timeline it comes from, its place there. */
  timeline: ["number", "string", "string"],
} as const;

export type ListName = keyof typeof SHAPES;

type Values<T extends readonly ("number" | "string")[]> = {
  readonly [K in keyof T]: T[K] extends "number" ? number : string;
};

export type Place<L extends ListName> = Values<(typeof SHAPES)[L]>;

/** A customer's id, the longest value, has up to 255 characters of 3 bytes at most, or of 4 in two. */
export const CURSOR_LENGTH_MAX = 1_200;

export const cursorOf = <L extends ListName>(list: L, place: Place<L>): string =>
  toWord(JSON.stringify([list, ...place]));

/** Null for what `cursorOf` never wrote of this list. */
export function placeOf<L extends ListName>(list: L, cursor: string): Place<L> | null {
  if (cursor.length > CURSOR_LENGTH_MAX) return null;
  const [name, ...values] = listIn(cursor);
  const shape: readonly string[] = SHAPES[list];
  const fits = shape.length === values.length && shape.every((kind, at) => isA(kind, values[at]));
  if (name !== list || !fits) return null;
  const place = values as unknown as Place<L>;
  return cursorOf(list, place) === cursor ? place : null;
}

const isA = (kind: string, value: unknown): boolean =>
  kind === "number"
    ? Number.isSafeInteger(value) && (value as number) >= 0
    : typeof value === "string" && value.isWellFormed();

const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });

function listIn(cursor: string): unknown[] {
  try {
    const bytes = Uint8Array.from(
      atob(cursor.replaceAll("-", "+").replaceAll("_", "/")),
      (char) => char.codePointAt(0) ?? 0,
    );
    const value: unknown = JSON.parse(UTF_8.decode(bytes));
    return Array.isArray(value) ? value : [];
  } catch {
    return []; // Whoever types in an address can make it anything.
  }
}

/** base64url without padding, as RFC 4648 section 5 has it. */
function toWord(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
