import type { Subscription } from "../../shared/api/types.ts";

/** What of a subscription decides what its page says and offers. */
type Standing = Pick<
  Subscription,
  "source" | "status" | "cancelAt" | "pendingChange" | "endDate" | "endReason" | "renews"
>;

export const hasPlan = ({ status }: Pick<Standing, "status">): boolean =>
  status !== "free" && status !== "ended";

/** What renews by card and is to go on: what does not renew ends by itself. */
export const canCancel = ({ source, status, cancelAt }: Standing): boolean =>
  source === "stripe" && hasPlan({ status }) && cancelAt === null;

export const canResume = ({ source, cancelAt }: Standing): boolean =>
  source === "stripe" && cancelAt !== null;

/** A planned change by card is undone by one click; one that was paid already stays. */
export const canUndo = ({ source, pendingChange, cancelAt }: Standing): boolean =>
  source === "stripe" && pendingChange !== null && cancelAt === null;

export const canChangeCard = ({ source, status }: Standing): boolean =>
  source === "stripe" && hasPlan({ status });

/** Nothing that is paid is left to be used: a cancellation ends it at once. */
export const endsAtOnce = ({ status, endDate }: Standing, nowMs: number): boolean =>
  status === "past_due" && (endDate === null || Date.parse(endDate) <= nowMs);

/** The sentence under the plan's name. */
export type Line =
  | "free"
  | "ended"
  | "endedBySupport"
  | "past_due"
  | "paused"
  | "trialing"
  | "ending"
  | "active"
  | "prepaid"
  | "lifetime"
  | "manual"
  | "manualUntil";

export function lineOf({ status, source, cancelAt, endDate, endReason, renews }: Standing): Line {
  if (endReason === "ended-by-operator") return "endedBySupport";
  if (status === "free" || status === "ended" || status === "past_due" || status === "paused")
    return status;
  if (source === "lifetime") return "lifetime";
  if (source === "manual") return endDate === null ? "manual" : "manualUntil";
  if (cancelAt !== null) return "ending";
  if (source === "prepaid") return "prepaid";
  if (status === "trialing") return "trialing";
  return renews ? "active" : "ending";
}
