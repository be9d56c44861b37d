import type { CreditSystemVersion } from "../plan/plan.ts";

export const CREDIT_SYSTEM_VERSIONS = ["v1", "v2"] as const satisfies CreditSystemVersion[];

export const isCreditSystemVersion = (text: unknown): text is CreditSystemVersion =>
  CREDIT_SYSTEM_VERSIONS.some((version) => version === text);

/** One switch between the two credit systems. */
export interface VersionSwitch {
  /** Epoch ms. */
  atMs: number;
  from: CreditSystemVersion;
  to: CreditSystemVersion;
  /** The operator's id; left out where the flag was set by hand. */
  by?: string;
}

/** The version that is set now, and the switches that led there, the oldest first. */
export interface VersionHistory {
  current: CreditSystemVersion;
  switches: readonly VersionSwitch[];
}

/**
 * The version whose allowances hold for a period: the one in force when the period began. So a switch changes nobody's
 * balance, not even that of a customer who was not seen yet in this period.
 */
export function versionAt(
  { current, switches }: VersionHistory,
  atMs: number,
): CreditSystemVersion {
  const last = switches.findLast((each) => each.atMs <= atMs);
  return last?.to ?? switches[0]?.from ?? current;
}

/** Switches that are kept: twice a month for years. */
export const SWITCHES_MAX = 100;

/** The history after the version has been found to be `current` now. The same one when that is known already. */
export function withVersion(
  switches: readonly VersionSwitch[],
  current: CreditSystemVersion,
  atMs: number,
  by?: string,
): readonly VersionSwitch[] {
  const known = switches.at(-1)?.to;
  if (known === current) return switches;
  const from = known ?? current;
  // Machines disagree about the time: a later switch never stands before an earlier one.
  const laterMs = Math.max(atMs, switches.at(-1)?.atMs ?? atMs);
  const last = { atMs: laterMs, from, to: current, ...(by === undefined ? {} : { by }) };
  return [...switches, last].slice(-SWITCHES_MAX);
}
