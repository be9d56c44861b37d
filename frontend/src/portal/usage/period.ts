/** Periods of usage as the API names them: `2026-12` by the calendar, `2026-12-20` from the plan's own start. */

export interface Days {
  first: string;
  /** Included. */
  last: string;
}

const DAY_MS = 86_400_000;

const dayAt = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** A month from its first day, or a month from the day on which the period began. */
export function daysOf(period: string): Days {
  const [year = 0, month = 1, day = 1] = period.split("-").map(Number);
  const lastOfNext = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const end = Date.UTC(year, month, Math.min(day, lastOfNext));
  return { first: dayAt(Date.UTC(year, month - 1, day)), last: dayAt(end - DAY_MS) };
}

export function listDays({ first, last }: Days): string[] {
  const days: string[] = [];
  for (let atMs = Date.parse(first); atMs <= Date.parse(last); atMs += DAY_MS)
    days.push(dayAt(atMs));
  return days;
}

export const monthOf = (period: string): string => period.slice(0, 7);

/** Whether it is a month of the calendar, by its name. */
export const isMonth = (period: string): boolean => period.length === 7;
