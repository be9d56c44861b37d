import { readFileSync } from "node:fs";
import path from "node:path";

export type Language = "zh" | "en" | "jp";

const FOLDER = path.resolve(import.meta.dirname, "../../src/i18n");

/** The page's text for a key, as its translators wrote it, with the values in their places. */
export function textOf(language: Language, key: string, values: Record<string, string> = {}) {
  const [file, ...keys] = key.split(".");
  const content: unknown = JSON.parse(
    readFileSync(path.join(FOLDER, language, `${file}.json`), "utf8"),
  );
  const text = keys.reduce<unknown>((part, name) => Reflect.get(Object(part), name), content);
  if (typeof text !== "string") throw new Error(`${language} has no text ${key}`);
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => values[name] ?? "");
}
