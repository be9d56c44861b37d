import type { Quota } from "../plan/plan.ts";

/** What a customer has used of a product, and what is left, as hosts and customers are told. */
export interface UsageStanding {
  /** Units in the running period, or the gauge's value. Below zero when more of a closed period was corrected than was used since. */
  used: number;
  /** Null when the plan does not limit the product. */
  limit: number | null;
  mode: Quota["mode"] | null;
  remaining: number | null;
  /** When the counter begins anew, epoch ms; null for a gauge. */
  resetsAtMs: number | null;
}

/** Why an enforced event would be let through, or not. */
export type QuotaReason =
  | "unlimited"
  | "within-quota"
  | "over-soft-limit"
  | "quota-exceeded"
  | "insufficient-balance";

export interface QuotaCheck {
  allowed: boolean;
  reason: QuotaReason;
}

/**
 * Whether the usage may come to `after` units when it is enforced. What does not raise it is always let through: after a
 * downgrade a gauge above its limit can be lowered, and not raised.
 */
export function checkQuota(quota: Quota | null, used: number, after: number): QuotaCheck {
  if (quota === null) return { allowed: true, reason: "unlimited" };
  if (after <= quota.limit || after <= used) return { allowed: true, reason: "within-quota" };
  return quota.mode === "soft"
    ? { allowed: true, reason: "over-soft-limit" }
    : { allowed: false, reason: "quota-exceeded" };
}

/** Units left, zero or more; null without a limit. */
export const getRemainingQuota = (quota: Quota | null, used: number): number | null =>
  quota === null ? null : Math.max(0, quota.limit - used);

/** Shares of a quota that are told when they are reached, in percent. */
export const TOLD_PERCENTS = [80, 100] as const;

/** What was told of a quota last: nothing of a limit that has changed since. */
export interface Told {
  percent: number;
  limit: number | null;
}

export const NOTHING_TOLD: Told = { percent: 0, limit: null };

/** What is to be told now, and remembered. A counter is told once in its period, a gauge each time that it rises again. */
export function reachedBy(
  quota: Quota | null,
  used: number,
  told: Told,
  kind: "counter" | "gauge",
): { told: Told; percents: number[] } {
  if (quota === null) return { told: NOTHING_TOLD, percents: [] };
  const { limit } = quota;
  const before = told.limit === limit ? told.percent : 0;
  const isReached = (percent: number) => used > 0 && used * 100 >= limit * percent;
  const reached = Math.max(0, ...TOLD_PERCENTS.filter(isReached));
  const percent = kind === "counter" ? Math.max(before, reached) : reached;
  return {
    told: { percent, limit },
    percents: TOLD_PERCENTS.filter((each) => each > before && each <= reached),
  };
}
