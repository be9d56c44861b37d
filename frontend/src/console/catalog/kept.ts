import type { Edit } from "./edit.ts";
import type { Noun } from "./nouns.ts";

/** What was typed and is not saved yet, until this tab is closed. */
interface Typed {
  id: string;
  /** What it was typed over. */
  base: Edit;
  typed: Edit;
}

const keyOf = (noun: Noun, id: string): string => `ec:typed:${noun.name}/${id}`;

export function typedBefore(noun: Noun, id: string): Typed | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(noun, id)) ?? "null") as Typed | null;
  } catch {
    return null;
  }
}

export function keepTyped(noun: Noun, id: string, typed: Typed): void {
  try {
    sessionStorage.setItem(keyOf(noun, id), JSON.stringify(typed));
  } catch {
    // Where storage is blocked it lasts as long as the page.
  }
}

export function forgetTyped(noun: Noun, id: string): void {
  try {
    sessionStorage.removeItem(keyOf(noun, id));
  } catch {
    // Nothing was kept.
  }
}
