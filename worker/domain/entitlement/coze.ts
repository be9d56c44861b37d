import type { Translations } from "../language.ts";

/** What a package is called, as it was sold. */
export interface CozeName {
  name: string;
  /** The name in the other languages. */
  names?: Translations;
}

/** The running Coze package of a customer. Days left are computed from the clock on read, never stored. */
export interface CozePackage extends CozeName {
  /** Epoch ms. */
  expiresAtMs: number;
}

export interface CozeSale extends CozeName {
  /** Days of access sold, a positive integer. */
  days: number;
}

const DAY_MS = 86_400_000;

/** Buying again extends from the later of now and the current end; the name is that of the last sale. */
export function extend(current: CozePackage | null, sale: CozeSale, nowMs: number): CozePackage {
  const from = Math.max(nowMs, current?.expiresAtMs ?? 0);
  const { name, names } = sale;
  return { name, ...(names ? { names } : {}), expiresAtMs: from + sale.days * DAY_MS };
}

/** What of the days sold until `soldUntilMs` still lies ahead, in ms: they were the last of the package when they were sold. */
export function aheadMs(
  current: CozePackage | null,
  { days }: Pick<CozeSale, "days">,
  soldUntilMs: number,
  nowMs: number,
): number {
  const untilMs = Math.min(soldUntilMs, current?.expiresAtMs ?? 0);
  return Math.max(0, Math.min(untilMs - nowMs, days * DAY_MS));
}

/** The same time in days; a begun one counts whole. */
export const daysOf = (ms: number): number => Math.ceil(ms / DAY_MS);

export const isRunning = (coze: CozePackage | null, nowMs: number): coze is CozePackage =>
  coze !== null && coze.expiresAtMs > nowMs;

/** A begun day counts whole: the last hour still reads "1 day". */
export const remainingDays = (coze: CozePackage, nowMs: number): number =>
  Math.max(0, daysOf(coze.expiresAtMs - nowMs));
