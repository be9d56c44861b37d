/** The page's languages, named as their folders; zh is the reference. */
export const LANGUAGES = ["zh", "en", "jp"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Each language in its own words, as a reader looks for it. */
export const LANGUAGE_NAMES: Record<Language, string> = { zh: "中文", en: "English", jp: "日本語" };

/** BCP 47, for `<html lang>` and Intl. */
export const LOCALES: Record<Language, string> = { zh: "zh-CN", en: "en", jp: "ja" };

/** What the API is asked for in Accept-Language. */
export const REQUEST_TAGS: Record<Language, string> = { zh: "zh", en: "en", jp: "ja" };

export const LANGUAGE_STORAGE_KEY = "ec.language";

const BY_PREFIX: Record<string, Language> = { zh: "zh", en: "en", ja: "jp" };

const isLanguage = (value: unknown): value is Language => LANGUAGES.includes(value as Language);

/** The remembered choice, else the first language of the browser that the page speaks, else English. */
export function chooseLanguage(remembered: string | null, spoken: readonly string[]): Language {
  if (isLanguage(remembered)) return remembered;
  for (const tag of spoken) {
    const language = BY_PREFIX[tag.toLowerCase().split("-")[0] ?? ""];
    if (language) return language;
  }
  return "en";
}
