export type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object a text holds; null for malformed JSON and for any other kind of value. */
export function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** A string member; null when absent, empty or of another type. */
export function text(from: JsonObject, member: string): string | null {
  const value = from[member];
  return typeof value === "string" && value !== "" ? value : null;
}

export function object(from: JsonObject, member: string): JsonObject | null {
  const value = from[member];
  return isObject(value) ? value : null;
}
