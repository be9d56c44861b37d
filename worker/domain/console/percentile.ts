/** The smallest value that at least `part` of all are not above (nearest rank); null without any. `sorted` rises. */
export function percentile(sorted: readonly number[], part: number): number | null {
  if (sorted.length === 0) return null;
  const rank = Math.max(1, Math.ceil(part * sorted.length));
  return sorted[rank - 1] ?? null;
}
