import { beijingTime } from "../domain/time.ts";

const CLOCK = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d{1,3})?$/;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** `2026-11-20 15:04:05`, the only form Alipay reads. Fractions of a second are dropped. */
export const toBeijingClock = (epochMs: number): string => beijingTime(epochMs).replace("T", " ");

/** `2026-11-20T15:04:05+08:00`, the form WeChat Pay writes. Fractions of a second are dropped. */
export const toBeijingRfc3339 = (epochMs: number): string => `${beijingTime(epochMs)}+08:00`;

/** Epoch ms of Alipay's wall clock, with or without milliseconds; null when it is no such time. */
export function fromBeijingClock(text: string): number | null {
  const match = CLOCK.exec(text);
  if (!match) return null;
  return instant(`${match[1]}T${match[2]}${match[3] ?? ""}+08:00`);
}

/** Epoch ms of an RFC 3339 time with an explicit offset; null when it is no such time. */
export const fromRfc3339 = (text: string): number | null =>
  RFC_3339.test(text) ? instant(text) : null;

function instant(text: string): number | null {
  const epochMs = Date.parse(text);
  return Number.isNaN(epochMs) ? null : epochMs;
}
