/** The page's languages, named as the seeds name their folders. */
export const LANGUAGES = ["zh", "en", "jp"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text's translations. Chinese, the reference, stands beside them. */
export type Translations = Partial<Record<Exclude<Language, "zh">, string | null>>;

export const inLanguage = (
  language: Language,
  reference: string,
  translations: Translations | undefined,
): string => (language === "zh" ? undefined : translations?.[language]) ?? reference;

/** Which of our languages a text is plainly written in: kana are Japanese, Chinese characters alone are Chinese. */
export function writtenIn(text: string): Language {
  if (/[\u3040-\u30ff]/.test(text)) return "jp";
  return /[\u3400-\u9fff]/.test(text) ? "zh" : "en";
}

const TAGS = new Map<string, Language>([
  ["zh", "zh"],
  ["en", "en"],
  ["ja", "jp"],
  ["jp", "jp"],
]);

/** The first language of an Accept-Language header that the centre speaks; zh, the reference, otherwise. */
export function languageOf(acceptLanguage: string | null | undefined): Language {
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
      const q = parameters.map((p) => p.trim()).find((p) => p.startsWith("q="));
      return { language: TAGS.get(tag.split("-")[0] ?? ""), weight: q ? Number(q.slice(2)) : 1 };
    })
    .filter((entry) => entry.language && entry.weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wanted[0]?.language ?? "zh";
}
