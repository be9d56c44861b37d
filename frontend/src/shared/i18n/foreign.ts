import { language } from "./index.ts";
import type { Language } from "./language.ts";

/** A name such as "Pro Max" is a word of every language; a sentence is not. */
const SENTENCE = /[A-Za-z]{2,}(?:[^A-Za-z]+[A-Za-z]{2,}){3}/;

export interface Part {
  text: string;
  lang: string | undefined;
}

/** A text of the page with an operator's name in it, in parts: the name may be in another language than what stands around it. */
export function partsAround(name: string, text: string, page: Language = language()): Part[] {
  const lang = foreignTag(name, page);
  const at = lang === undefined ? -1 : text.indexOf(name);
  if (at < 0) return [{ text, lang: undefined }];
  return [
    { text: text.slice(0, at), lang: undefined },
    { text: name, lang },
    { text: text.slice(at + name.length), lang: undefined },
  ].filter((part) => part.text !== "");
}

/**
 * The tag of an operator's text in another language than the page's, for whoever reads it aloud; undefined where it is the
 * page's own or cannot be told.
 */
export function foreignTag(text: string, page: Language = language()): string | undefined {
  if (/[\u3040-\u30ff]/.test(text)) return page === "jp" ? undefined : "ja";
  // Chinese characters alone may be Japanese, too.
  if (/[\u3400-\u9fff]/.test(text)) return page === "en" ? "zh-CN" : undefined;
  return page !== "en" && SENTENCE.test(text) ? "en" : undefined;
}
