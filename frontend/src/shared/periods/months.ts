/** A month's neighbour: `2026-01`, -1 -> `2025-12`. */
export function monthBeside(month: string, steps: -1 | 1): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + steps, 1)).toISOString().slice(0, 7);
}

/** `?month=2026-11`; undefined, the present month, where an address names none. */
export const readMonth = (text: string | undefined): string | undefined =>
  /^20\d\d-(0[1-9]|1[0-2])$/.test(text ?? "") ? text : undefined;
