import { flatten, resolveTemplate } from "@solid-primitives/i18n";
import { batch, createSignal } from "solid-js";
import type embed from "../../i18n/zh/embed.json";
import type reference from "../../i18n/zh/index.ts";
import type plans from "../../i18n/zh/plans.json";
import type portal from "../../i18n/zh/portal.json";
import { remember, remembered } from "../primitives/storage.ts";
import { chooseLanguage, LANGUAGE_STORAGE_KEY, type Language, LOCALES } from "./language.ts";

type Dictionary = typeof reference;
type Texts = Readonly<Record<string, unknown>>;
/** Every text below a group of texts, by its whole key. */
export type Leaves<T, P extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${K}` : Leaves<T[K], `${P}${K}.`>;
}[keyof T & string];

/** Every text of the page, as the zh files have it: `common.label.personalRights`. */
export type TextKey = Leaves<
  Dictionary & { embed: typeof embed; plans: typeof plans; portal: typeof portal }
>;
export type TextArguments = Record<string, string | number>;

/** A language is one chunk; only the active one is fetched. */
const DICTIONARIES: Record<Language, () => Promise<{ default: Dictionary }>> = {
  zh: () => import("../../i18n/zh/index.ts"),
  en: () => import("../../i18n/en/index.ts") as Promise<{ default: Dictionary }>,
  jp: () => import("../../i18n/jp/index.ts") as Promise<{ default: Dictionary }>,
};

/** Texts of some pages only: a chunk of their own, fetched with the page (`withTexts`). */
const PARTS = {
  embed: {
    zh: () => import("../../i18n/zh/embed.json"),
    en: () => import("../../i18n/en/embed.json"),
    jp: () => import("../../i18n/jp/embed.json"),
  },
  plans: {
    zh: () => import("../../i18n/zh/plans.json"),
    en: () => import("../../i18n/en/plans.json"),
    jp: () => import("../../i18n/jp/plans.json"),
  },
  portal: {
    zh: () => import("../../i18n/zh/portal.json"),
    en: () => import("../../i18n/en/portal.json"),
    jp: () => import("../../i18n/jp/portal.json"),
  },
} satisfies Record<string, Record<Language, () => Promise<{ default: object }>>>;
type Part = keyof typeof PARTS;

/** Those that a page has asked for: a language that is chosen later brings them too. */
const wantedParts = new Set<Part>();

const [language, setLanguageSignal] = createSignal<Language>(
  chooseLanguage(remembered(LANGUAGE_STORAGE_KEY), globalThis.navigator?.languages ?? []),
);
const [texts, setTexts] = createSignal<Texts>({});

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
  let all = flatten(dictionary) as unknown as Texts;
  for (const part of wantedParts) all = { ...all, ...(await partTexts(part, wanted)) };
  batch(() => {
    setTexts(all);
    setLanguageSignal(wanted);
  });
}

async function partTexts(part: Part, wanted: Language): Promise<Texts> {
  const { default: content } = await PARTS[part][wanted]();
  return flatten({ [part]: content }) as unknown as Texts;
}

/** A page's code together with the texts that only such pages have. */
export async function withTexts<T>(part: Part, page: Promise<T>): Promise<T> {
  wantedParts.add(part);
  const wanted = language();
  const [code, added] = await Promise.all([page, partTexts(part, wanted)]);
  // Another language that was chosen meanwhile has brought its own.
  if (language() === wanted) setTexts((known) => ({ ...known, ...added }));
  return code;
}

export async function switchLanguage(wanted: Language): Promise<void> {
  await loadLanguage(wanted);
  remember(LANGUAGE_STORAGE_KEY, wanted);
}
