import { LANGUAGES, type Language } from "../domain/language.ts";
import { EXPLAIN_KEYS } from "./centres.ts";
import { FLAG_DEFAULTS, FLAGS, type Flag, switchWord } from "./flags.ts";
import {
  ARCHIVE_DAYS,
  GRACE_DAYS_MAX,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
} from "./settings.ts";

/** Everything that an operator sets in KV, as one table: what the console shows, and what it lets be written. */

/** How a value is read. */
export type FlagKind = "switch" | "choice" | "number" | "text" | "html";

export const FLAG_GROUPS = ["centres", "pay-ways", "rules", "texts"] as const;
export type FlagGroup = (typeof FLAG_GROUPS)[number];

export interface FlagSpec {
  name: string;
  group: FlagGroup;
  kind: FlagKind;
  /** As it would be stored; empty for a text that the page has words of its own for. */
  fallback: string;
  /** What can be chosen; empty where anything of the kind can be. */
  choices: readonly string[];
  /** Of a number. */
  range: { min: number; max: number } | null;
  /** Of a text: whose it is; null for the one that is read where a language has none of its own. */
  language: Language | null;
  /** False for what has a switch of its own. */
  isWritable: boolean;
}

const BASE = { choices: [], range: null, language: null, isWritable: true } as const;

const isPayWay = (flag: Flag): boolean => flag.startsWith("payway_");

const switches: FlagSpec[] = FLAGS.map((name) => ({
  ...BASE,
  ...{ name, kind: "switch", fallback: String(FLAG_DEFAULTS[name]) },
  group: isPayWay(name) ? "pay-ways" : "centres",
}));

/** What is not told of a setting by its reader. */
const SHAPES: Record<SettingName, Partial<FlagSpec> & { kind: FlagKind }> = {
  // Its switch keeps a history beside it, by which allowances go (`POST /api/console/credits/switch`).
  credit_system_version: { kind: "choice", choices: ["v1", "v2"], isWritable: false },
  credit_period: { kind: "choice", choices: ["calendar", "calendar-prorated", "anniversary"] },
  billing_time_zone: { kind: "text" },
  past_due_grace_days: { kind: "number", range: { min: 0, max: GRACE_DAYS_MAX } },
  archive_after_days: { kind: "number", range: ARCHIVE_DAYS },
};

const rules: FlagSpec[] = SETTING_NAMES.map((name) => ({
  ...BASE,
  ...{ name, group: "rules", fallback: String(SETTINGS[name].fallback) },
  ...SHAPES[name],
}));

const texts: FlagSpec[] = EXPLAIN_KEYS.flatMap((key) =>
  [null, ...LANGUAGES.filter((language) => language !== "zh")].map(
    (language): FlagSpec => ({
      ...BASE,
      ...{ name: language === null ? key : `${key}:${language}`, group: "texts", kind: "html" },
      ...{ fallback: "", language },
    }),
  ),
);

export const FLAG_SPECS: readonly FlagSpec[] = [...switches, ...rules, ...texts];

const BY_NAME = new Map(FLAG_SPECS.map((spec) => [spec.name, spec]));

export const flagSpec = (name: string): FlagSpec | undefined => BY_NAME.get(name);

/** A name without its language: what the value means. */
export const meaningOf = (name: string): string => name.replace(/:\w+$/, "");

export const PAY_WAY_FLAGS: readonly Flag[] = FLAGS.filter(isPayWay);

/** What a value is to be stored as; null for what its reader would not understand. Texts are cleaned elsewhere. */
export function storedAs({ name, kind }: FlagSpec, typed: string): string | null {
  if (kind === "html") return typed;
  const text = typed.trim();
  if (kind === "switch") return switchWord(text)?.toString() ?? null;
  return SETTINGS[name as SettingName].read(text)?.toString() ?? null;
}

/** What a value must be, as an operator is told. */
export const shapeOf = ({ name, kind }: FlagSpec): string => {
  if (kind === "switch") return "true or false";
  return kind === "html"
    ? "a text with something to read in it"
    : SETTINGS[name as SettingName].shape;
};
