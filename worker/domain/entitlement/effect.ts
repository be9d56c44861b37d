import type { DaySale, Stretch } from "./stretch.ts";
import { isSamePackage, type Named, nameOf, type Run, runsOf, withSale } from "./stretch.ts";

/** What buying something now would do to what the customer has. */
export interface Effect {
  /**
   * `extends`: its days follow those of the same package. `starts-now-displaces`: it runs at once, and what runs now goes on
   * afterwards. `follows-after`: it waits until something else has ended.
   */
  effect: "extends" | "starts-now-displaces" | "follows-after";
  /** When the days that are bought would run, epoch ms. */
  startsAtMs: number;
  expiresAtMs: number;
  /** What runs before them; null when they start now. */
  after: Named | null;
  /** What would follow them, later than without them. */
  delayed: Run[];
  /** When all together would end, epoch ms. */
  allExpireAtMs: number;
}

/** Never a grant's key. */
const BOUGHT = "";

/** Null when nothing runs: what is bought starts now and moves nothing. */
export function effectOf(
  stretches: readonly Stretch[],
  sale: DaySale,
  nowMs: number,
): Effect | null {
  const after = withSale(stretches, BOUGHT, sale, nowMs);
  if (after.length === 1) return null;
  const at = after.findIndex(({ source }) => source === BOUGHT);
  const bought = after[at] as Stretch;
  const before = after[at - 1];
  return {
    effect: !before
      ? "starts-now-displaces"
      : isSamePackage(before, bought)
        ? "extends"
        : "follows-after",
    startsAtMs: bought.startsAtMs,
    expiresAtMs: bought.expiresAtMs,
    after: before ? nameOf(before) : null,
    delayed: runsOf(after.slice(at + 1), nowMs),
    allExpireAtMs: (after.at(-1) as Stretch).expiresAtMs,
  };
}
