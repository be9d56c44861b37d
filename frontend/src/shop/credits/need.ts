import type { Credits } from "../../shared/api/types.ts";

/** How many are missing for what costs `needed`; 0 where there are enough. */
export const missingOf = ({ available }: Pick<Credits, "available">, needed: number): number =>
  Math.max(0, needed - Math.max(0, available));

/** `?needed=120`; undefined where an address asks for nothing that can be. */
export function readNeeded(text: string | undefined): number | undefined {
  return /^[1-9]\d{0,11}$/.test(text ?? "") ? Number(text) : undefined;
}

/** The smallest pack that covers what is missing, or the largest where none does. */
export function packFor<Pack extends { credits: number }>(
  packs: readonly Pack[],
  missing: number,
): Pack | undefined {
  const bySize = [...packs].sort((a, b) => a.credits - b.credits);
  return bySize.find(({ credits }) => credits >= missing) ?? bySize.at(-1);
}
