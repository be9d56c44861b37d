import { flatten, resolveTemplate } from "@solid-primitives/i18n";
import { createEffect, createSignal, on } from "solid-js";
import type reference from "../i18n/zh/console.json";
import {
  type Leaves,
  language,
  maybeText as sharedText,
  type TextArguments,
  type TextKey,
} from "../shared/i18n/index.ts";
import type { Language } from "../shared/i18n/language.ts";

/** The console's own texts beside those of the shared parts. */
export type ConsoleKey = Leaves<{ console: typeof reference }>;

const TEXTS: Record<Language, () => Promise<{ default: object }>> = {
  zh: () => import("../i18n/zh/console.json"),
  en: () => import("../i18n/en/console.json"),
  jp: () => import("../i18n/jp/console.json"),
};

const [texts, setTexts] = createSignal<Readonly<Record<string, unknown>>>({});

export const t = (key: ConsoleKey | TextKey, values?: TextArguments): string =>
  textOf(key, values) ?? key;

/** For keys made from a code of the server; undefined when there is no text for it. */
export function textOf(key: string, values?: TextArguments): string | undefined {
  const text = texts()[key];
  if (typeof text !== "string") return sharedText(key, values);
  return values ? resolveTemplate(text, values as never) : text;
}

/** For a key that ends in a code of the server: its text, or the code as it is where it is newer than this page. */
export const named = (key: string): string => textOf(key) ?? key.slice(key.lastIndexOf(".") + 1);

export async function loadTexts(wanted: Language = language()): Promise<void> {
  const { default: content } = await TEXTS[wanted]();
  if (language() === wanted) setTexts(flatten({ console: content } as never));
}

/** Another language that is chosen brings the console's texts too. */
export function followLanguage(): void {
  createEffect(on(language, (wanted) => void loadTexts(wanted), { defer: true }));
}
