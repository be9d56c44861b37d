import type { Language } from "../domain/language.ts";

/** The fonts of documents, as keys of KV. Another version of a font has another key, so that none is read from an old copy. */
export const FONTS = {
  sc: "font:noto-sans-sc:1",
  jp: "font:noto-sans-jp:1",
} as const;

export type FontName = keyof typeof FONTS;

/** One character has different shapes in Chinese and Japanese: the reader's language comes first, the other helps out. */
export const FONTS_OF: Record<Language, readonly [FontName, FontName]> = {
  zh: ["sc", "jp"],
  en: ["sc", "jp"],
  jp: ["jp", "sc"],
};
