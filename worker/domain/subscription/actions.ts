import type { Plan } from "../plan/plan.ts";
import { FREE_PLAN_ID } from "../plan/plan.ts";
import { goesOn } from "./current.ts";
import type { SubscriptionRecord } from "./state.ts";
import { isOver } from "./stripe-picture.ts";

/** What a customer can do with a plan now, and why; the reason is a code that the page has words for. */
export type PlanAction =
  | { action: "current"; reason: "is-current" | "can-extend" }
  | { action: "subscribe"; reason: "has-none" }
  | { action: "upgrade"; reason: "higher-rank" }
  | { action: "downgrade"; reason: "at-the-end" }
  | { action: "none"; reason: ActionRefusal };

export type ActionRefusal =
  | "not-offered"
  | "payment-pending"
  | "past-due"
  | "paused"
  | "disputed"
  | "change-pending"
  | "ends-already"
  | "resume-first"
  | "trialing"
  | "lifetime-held"
  | "higher-plan-given";

/** The record is as reduced at this instant. Total: every record and plan has an answer. */
export function actionOf(record: SubscriptionRecord, plan: Plan, nowMs: number): PlanAction {
  if (plan.id === record.planId) return current(record, plan);
  if (plan.interval === "none") return toFree(record);
  if (!plan.enabled || plan.prices.length === 0) return none("not-offered");
  const hindrance = hindranceOf(record, nowMs);
  if (hindrance) return none(hindrance);
  const rank = record.terms?.rank ?? null;
  if (rank === null) return { action: "subscribe", reason: "has-none" };
  return plan.rank > rank ? upgrade(record, plan) : downgrade(record, plan);
}

const none = (reason: ActionRefusal): PlanAction => ({ action: "none", reason });

/** What is paid in advance is extended by buying it again, while it is sold and nothing else is to follow. */
function current({ source, status, pendingChange }: SubscriptionRecord, plan: Plan): PlanAction {
  const canExtend =
    source === "prepaid" && status === "active" && plan.enabled && pendingChange === null;
  return { action: "current", reason: canExtend ? "can-extend" : "is-current" };
}

/** Going back to the free plan is to cancel at the end. */
function toFree(record: SubscriptionRecord): PlanAction {
  const { source, cancelAtMs, planId } = record;
  if (planId === FREE_PLAN_ID) return { action: "current", reason: "is-current" };
  if (source === "stripe" && cancelAtMs === null && !isOverAtStripe(record))
    return { action: "downgrade", reason: "at-the-end" };
  return none(source === "lifetime" ? "lifetime-held" : "ends-already");
}

/** Its time came back when a dispute was won, and its subscription did not: there is nothing to change any more. */
const isOverAtStripe = ({ source, link }: SubscriptionRecord): boolean =>
  source === "stripe" && link !== null && isOver(link);

/** What stands in the way of any change. */
function hindranceOf(
  { status, link, entitled, periods }: SubscriptionRecord,
  nowMs: number,
): ActionRefusal | null {
  if (status === "past_due") return "past-due";
  if (status === "paused")
    return periods.some(
      ({ standing, endMs }) => standing === "frozen" && (endMs ?? nowMs + 1) > nowMs,
    )
      ? "disputed"
      : "paused";
  if (link && goesOn(link, nowMs) && (link.pendingUpdate !== null || !entitled))
    return "payment-pending";
  return null;
}

function upgrade(record: SubscriptionRecord, plan: Plan): PlanAction {
  const { source, cancelAtMs } = record;
  if (isOverAtStripe(record) && plan.interval !== "once") return none("ends-already");
  // An upgrade of what ends would be charged for time after that end. A plan for ever is bought beside it.
  if (source === "stripe" && cancelAtMs !== null && plan.interval !== "once")
    return none("resume-first");
  return { action: "upgrade", reason: "higher-rank" };
}

function downgrade(record: SubscriptionRecord, { id, interval }: Plan): PlanAction {
  const { source, status, cancelAtMs, pendingChange } = record;
  if (source === "lifetime" || interval === "once") return none("lifetime-held");
  if (source === "manual") return none("higher-plan-given");
  if (status === "trialing") return none("trialing");
  if (isOverAtStripe(record)) return none("ends-already");
  if (cancelAtMs !== null) return none("resume-first");
  const isPlanned = pendingChange !== null && (source === "stripe" || pendingChange.planId !== id);
  return isPlanned ? none("change-pending") : { action: "downgrade", reason: "at-the-end" };
}
