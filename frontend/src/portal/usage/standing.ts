import type { ProductUsage } from "../api.ts";

/** What of a product's usage decides what its card says. */
type Standing = Pick<ProductUsage, "used" | "limit" | "mode" | "kind">;

/** Shares of a limit at which a customer is warned, in percent; the product's events tell hosts at the same ones. */
const NEAR_PERCENT = 80;

export type Level = "unlimited" | "over" | "excluded" | "fine" | "near" | "reached" | "exceeded";

/**
 * How a product stands against its limit. `over`: of a period that is over, where nothing can be done any more. `excluded`:
 * the plan has none of it. `exceeded`: past a limit that only tells.
 */
export function levelOf({ used, limit, mode }: Standing): Level {
  if (limit === null) return "unlimited";
  if (mode === null) return "over";
  if (limit === 0 && mode === "hard") return "excluded";
  if (used >= limit && used > 0) return mode === "hard" ? "reached" : "exceeded";
  return used * 100 >= limit * NEAR_PERCENT && used > 0 ? "near" : "fine";
}

/** How much of the limit is used, from 0 to 1. */
export const shareOf = ({ used, limit }: Pick<Standing, "used" | "limit">): number =>
  limit === null || limit === 0 ? 0 : Math.min(1, Math.max(0, used / limit));

/** In whole percent; below 100 as long as something is left. */
export const percentOf = ({ used, limit }: Pick<Standing, "used" | "limit">): number =>
  limit === null || limit === 0 ? 0 : Math.max(0, Math.floor((used * 100) / limit));

/** What a warning says: a gauge is lowered, a counter waits for its period. */
export type Advice = "nearHard" | "nearSoft" | "reached" | "full" | "exceeded" | "excluded";

export function adviceOf(standing: Standing): Advice | undefined {
  switch (levelOf(standing)) {
    case "near":
      return standing.mode === "hard" ? "nearHard" : "nearSoft";
    case "reached":
      return standing.kind === "gauge" ? "full" : "reached";
    case "exceeded":
      return "exceeded";
    case "excluded":
      return "excluded";
    default:
      return undefined;
  }
}
