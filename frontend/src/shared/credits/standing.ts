import type { Credits } from "../api/types.ts";

/** Low is a fifth of what the plan gives for a period, or less: some days of usual work, time enough to act. */
const LOW_SHARE = 5;

export type Standing = "ok" | "low" | "none";

/** How a balance stands, all origins together. Without an allowance only nothing at all is little. */
export function standingOf({ available, plan }: Pick<Credits, "available" | "plan">): Standing {
  if (available <= 0) return "none";
  return plan !== null && available * LOW_SHARE <= plan.granted ? "low" : "ok";
}
