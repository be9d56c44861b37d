/** `1990` -> `19.90`. */
export const formatYuan = (amountMinor: number): string =>
  `${Math.floor(amountMinor / 100)}.${String(amountMinor % 100).padStart(2, "0")}`;

/** `19.9` or `19.90` -> `1990`; read digit by digit, because floats cannot count money. */
export function parseYuan(text: unknown): number | undefined {
  const match = typeof text === "string" ? /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text) : null;
  if (!match) return undefined;
  return Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}
