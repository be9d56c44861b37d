import type { Money } from "../money.ts";
import { getPlan, type PlanCatalog, priceIn, type Terms } from "../plan/catalog.ts";
import { goesOn } from "./current.ts";
import type { SubscriptionRecord } from "./state.ts";

/** What a customer sees of the subscription. */
export interface SubscriptionView
  extends Pick<
    SubscriptionRecord,
    | "planId"
    | "status"
    | "source"
    | "periodStartMs"
    | "periodEndMs"
    | "cancelAtMs"
    | "pendingChange"
    | "pastDueSinceMs"
    | "trialEndMs"
    | "ended"
  > {
  /** The card is charged again at the end. */
  renews: boolean;
  nextCharge: (Money & { atMs: number }) | null;
}

export function getSubscription(
  record: SubscriptionRecord,
  catalog: PlanCatalog,
  nowMs: number,
): SubscriptionView {
  const { planId, status, source, periodStartMs, periodEndMs, cancelAtMs, link } = record;
  const { pendingChange, pastDueSinceMs, trialEndMs, ended } = record;
  const renews =
    source === "stripe" && link !== null && goesOn(link, nowMs) && link.cancelAtMs === null;
  return {
    ...{ planId, status, source, periodStartMs, periodEndMs, cancelAtMs },
    ...{ pendingChange, pastDueSinceMs, trialEndMs, ended, renews },
    nextCharge: renews ? nextChargeOf(record, catalog, nowMs) : null,
  };
}

/** The price of what follows. The same plan goes on at the price it was bought for, whatever the catalog says now. */
function nextChargeOf(
  { terms, pendingChange, periodEndMs }: SubscriptionRecord,
  catalog: PlanCatalog,
  nowMs: number,
): SubscriptionView["nextCharge"] {
  const known = terms?.price ?? null;
  const next = pendingChange && getPlan(catalog, pendingChange.planId);
  const price = next && known ? priceIn(next, known.currency) : known;
  if (!price || periodEndMs === null || periodEndMs <= nowMs) return null;
  return { ...price, atMs: periodEndMs };
}

/** Whether the customer has what a plan gives, on the clock alone: the record may be older than its end. */
export const checkSubscriptionStatus = (
  { entitled, entitledUntilMs }: SubscriptionRecord,
  nowMs: number,
): boolean => entitled && (entitledUntilMs === null || nowMs < entitledUntilMs);

/** The paid or tried time that an allowance may be granted for now, or null: days of grace give no new credits. */
export function allowedPeriod(
  { planId, terms, source, status, periods }: SubscriptionRecord,
  nowMs: number,
): { terms: Terms; startMs: number; endMs: number | null } | null {
  if (terms === null || status === "paused") return null;
  const own = periods.find(
    ({ standing, startMs, endMs, ...period }) =>
      period.source === source &&
      period.terms.planId === planId &&
      standing === "good" &&
      startMs <= nowMs &&
      (endMs === null || endMs > nowMs),
  );
  return own ? { terms: own.terms, startMs: own.startMs, endMs: own.endMs } : null;
}
