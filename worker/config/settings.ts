import { PERIOD_MODES, type PeriodMode } from "../domain/credits/period.ts";
import { CREDIT_SYSTEM_VERSIONS } from "../domain/credits/version.ts";
import type { CreditSystemVersion } from "../domain/plan/plan.ts";
import { isTimeZone } from "../domain/zone.ts";

/** Settings that an operator gives in KV beside the switches of flags.ts: words and numbers, each with its own reader. */
interface Setting<Value> {
  fallback: Value;
  /** What a value must be, as an operator is told. */
  shape: string;
  /** Undefined for what is no such value. White space around it is gone already. */
  read(text: string): Value | undefined;
}

/** Stripe gives a failed payment up after three weeks at the latest. */
export const GRACE_DAYS_MAX = 21;

/** Days after which orders may leave D1. At the least, what is invoiced, compared and mostly refunded is over by then. */
export const ARCHIVE_DAYS = { min: 90, max: 3_650 } as const;

const oneOf = <Word extends string>(words: readonly Word[], fallback: Word): Setting<Word> => ({
  fallback,
  shape: words.join(" or "),
  read: (text) => words.find((word) => word === text.toLowerCase()),
});

export const SETTINGS = {
  credit_system_version: oneOf<CreditSystemVersion>(CREDIT_SYSTEM_VERSIONS, "v2"),
  credit_period: oneOf<PeriodMode>(PERIOD_MODES, "calendar"),
  billing_time_zone: {
    fallback: "Asia/Shanghai",
    shape: "an IANA name of a time zone such as Asia/Shanghai",
    read: (text) => (isTimeZone(text) ? text : undefined),
  } satisfies Setting<string>,
  past_due_grace_days: {
    fallback: 7,
    shape: `a whole number of days from 0 to ${GRACE_DAYS_MAX}`,
    read: (text) =>
      /^\d{1,2}$/.test(text) && Number(text) <= GRACE_DAYS_MAX ? Number(text) : undefined,
  } satisfies Setting<number>,
  archive_after_days: {
    // Nothing leaves D1 unless somebody says so.
    fallback: 0,
    shape: `a whole number of days from ${ARCHIVE_DAYS.min} to ${ARCHIVE_DAYS.max}`,
    read: (text) =>
      /^\d{2,4}$/.test(text) && Number(text) >= ARCHIVE_DAYS.min && Number(text) <= ARCHIVE_DAYS.max
        ? Number(text)
        : undefined,
  } satisfies Setting<number>,
} as const;

export type SettingName = keyof typeof SETTINGS;
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

export interface SettingReading<Value extends string | number = string | number> {
  value: Value;
  source: "kv" | "default" | "malformed";
}

type ValueOf<Name extends SettingName> = (typeof SETTINGS)[Name]["fallback"];

export type Settings = { [Name in SettingName]: SettingReading<ValueOf<Name>> };

/** Anything else than such a value is the default, and said to be malformed. */
export function readSetting<Name extends SettingName>(
  name: Name,
  stored: string | null | undefined,
): SettingReading<ValueOf<Name>> {
  const { fallback, read } = SETTINGS[name] as Setting<ValueOf<Name>>;
  if (stored == null) return { value: fallback, source: "default" };
  const value = read(stored.trim());
  return value === undefined ? { value: fallback, source: "malformed" } : { value, source: "kv" };
}

/** What to do about settings that are no such value, naming each; null when there is none. */
export function settingFault(
  settings: Partial<Record<SettingName, SettingReading>>,
): string | null {
  const faults = SETTING_NAMES.filter((name) => settings[name]?.source === "malformed").map(
    (name) =>
      `${name} must be ${SETTINGS[name].shape}, so the default ${SETTINGS[name].fallback} counts`,
  );
  if (faults.length === 0) return null;
  return `${faults.join("; ")}. Set it with \`npx wrangler kv key put --binding CONFIG <key> <value>\`, or delete it.`;
}
