/** Repeatable chance: the same seed draws the same for ever (mulberry32, public domain). */
export interface Random {
  /** Whole, from 0 up to and without `below`. */
  int(below: number): number;
  chance(percent: number): boolean;
  pick<T>(from: readonly T[]): T;
}

export function randomFrom(seed: string): Random {
  let state = [...seed].reduce(
    (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619),
    2166136261,
  );
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below: number) => Math.floor(next() * below);
  return {
    int,
    chance: (percent) => next() * 100 < percent,
    pick: (from) => from[int(from.length)] as (typeof from)[number],
  };
}
