import { remember, remembered } from "../primitives/storage.ts";

const STORAGE_KEY = "ec.events";
/** An order is watched for hours, and a customer places a few a day. */
const FACTS_MAX = 100;

/** Where storage is blocked, facts are known until the page is closed. */
const thisVisit = new Set<string>();

export const isKnown = (fact: string): boolean => thisVisit.has(fact) || stored().includes(fact);

/** True only the first time in this browser, across reloads and tabs. */
export function firstTime(fact: string): boolean {
  if (isKnown(fact)) return false;
  thisVisit.add(fact);
  remember(STORAGE_KEY, JSON.stringify(appended(stored(), fact)));
  return true;
}

/** The newest facts with this one; the oldest are forgotten. */
export const appended = (facts: string[], fact: string): string[] =>
  [...facts, fact].slice(-FACTS_MAX);

const stored = (): string[] => readFacts(remembered(STORAGE_KEY));

export function readFacts(text: string | null): string[] {
  try {
    const facts: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(facts) ? facts.filter((fact) => typeof fact === "string") : [];
  } catch {
    return [];
  }
}
