import { flatten, resolveTemplate } from "@solid-primitives/i18n";
import { batch, createSignal } from "solid-js";
import type reference from "../../i18n/zh/index.ts";
import { remember, remembered } from "../primitives/storage.ts";
import { chooseLanguage, LANGUAGE_STORAGE_KEY, type Language, LOCALES } from "./language.ts";

type Dictionary = typeof reference;
type Leaves<T, P extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${K}` : Leaves<T[K], `${P}${K}.`>;
}[keyof T & string];

/** Every text of the page, as the zh files have it: `common.label.personalRights`. */
export type TextKey = Leaves<Dictionary>;
type TextArguments = Record<string, string | number>;

/** A language is one chunk; only the active one is fetched. */
const DICTIONARIES: Record<Language, () => Promise<{ default: Dictionary }>> = {
  zh: () => import("../../i18n/zh/index.ts"),
  en: () => import("../../i18n/en/index.ts") as Promise<{ default: Dictionary }>,
  jp: () => import("../../i18n/jp/index.ts") as Promise<{ default: Dictionary }>,
};

const [language, setLanguageSignal] = createSignal<Language>(
  chooseLanguage(remembered(LANGUAGE_STORAGE_KEY), globalThis.navigator?.languages ?? []),
);
const [texts, setTexts] = createSignal<Readonly<Record<string, unknown>>>({});

export { language };
export const locale = (): string => LOCALES[language()];

export function t(key: TextKey, values?: TextArguments): string {
  return maybeText(key, values) ?? key;
}

/** For keys made from a code of the server; undefined when the page has no text for it. */
export function maybeText(key: string, values?: TextArguments): string | undefined {
  const text = texts()[key];
  if (typeof text !== "string") return undefined;
  return values ? resolveTemplate(text, values as never) : text;
}

export async function loadLanguage(wanted: Language = language()): Promise<void> {
  await readTexts(wanted);
  document.documentElement.lang = LOCALES[wanted];
}

/** Without touching the document: the build draws pages in Node. */
export async function readTexts(wanted: Language): Promise<void> {
  const dictionary = (await DICTIONARIES[wanted]()).default;
  batch(() => {
    setTexts(flatten(dictionary) as unknown as Record<string, unknown>);
    setLanguageSignal(wanted);
  });
}

export async function switchLanguage(wanted: Language): Promise<void> {
  await loadLanguage(wanted);
  remember(LANGUAGE_STORAGE_KEY, wanted);
}
