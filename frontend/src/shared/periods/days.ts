/** Days as addresses and inputs have them, `2026-11-20`, by the reader's calendar. */

export const startOf = (day: string): Date => new Date(`${day}T00:00:00`);

export function dayText(day: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** undefined for a day that there is not. */
export function calendarDay(text: string | undefined): string | undefined {
  if (!text || !/^20\d\d-\d\d-\d\d$/.test(text)) return undefined;
  const day = startOf(text);
  return !Number.isNaN(day.getTime()) && dayText(day) === text ? text : undefined;
}

/** `?page=2`; the first where an address names none. */
export function pageNumber(text: string | undefined): number {
  return /^[1-9]\d{0,5}$/.test(text ?? "") ? Number(text) : 1;
}
