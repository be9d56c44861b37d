import type { PayType } from "../domain/order/payway.ts";

/** Switches that an operator sets in KV. Absent or malformed means the default (docs/storage-schema.md). */
export const FLAG_DEFAULTS = {
  coze_package_status: true,
  recharge_status: true,
  customer_portal_status: true,
  credit_purchases_status: true,
  payway_1_status: true,
  payway_2_status: true,
  payway_3_status: false,
} as const satisfies Record<string, boolean>;

export type Flag = keyof typeof FLAG_DEFAULTS;
export const FLAGS = Object.keys(FLAG_DEFAULTS) as Flag[];

export interface FlagReading {
  value: boolean;
  source: "kv" | "default" | "malformed";
}

/** The words that people switch things with, in any case. */
const WORDS: Record<string, boolean> = {
  ...{ true: true, on: true, yes: true, "1": true },
  ...{ false: false, off: false, no: false, "0": false },
};

/** White space around the word aside; undefined for any other. */
export function switchWord(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  return Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
}

/** Anything else than such a word is the default and said to be malformed. */
export function readFlag(flag: Flag, stored: string | null | undefined): FlagReading {
  const value = switchWord(stored ?? "");
  if (value !== undefined) return { value, source: "kv" };
  return { value: FLAG_DEFAULTS[flag], source: stored == null ? "default" : "malformed" };
}

/** What to do about flags whose value is no such word, naming each; null when there is none. */
export function flagFault(flags: Record<string, FlagReading>): string | null {
  const names = Object.keys(flags).filter((name) => flags[name]?.source === "malformed");
  if (names.length === 0) return null;
  return `${names.join(", ")} must be true or false, so the default counts. Set it with \`npx wrangler kv key put --binding CONFIG ${names[0]} false\`, or delete it.`;
}

/** The switch of one way to pay. */
export const payWayFlag = (payType: PayType): Flag => `payway_${payType}_status`;
