import type { Money } from "../money.ts";
import { getPlan, type PlanCatalog, priceIn, type Terms } from "../plan/catalog.ts";
import { type CreditSystemVersion, FREE_PLAN_ID, type Plan } from "../plan/plan.ts";
import { DAY_MS } from "../time.ts";
import type { Decision } from "./changes.ts";
import { addMonths, MONTHS } from "./months.ts";
import type { Setting } from "./outcome.ts";
import type { QuoteLine } from "./quote.ts";
import { handleSubscriptionChange } from "./reduce.ts";
import type { PaidOrder, SubscriptionRecord } from "./state.ts";

/** What a change would do, before it is made. The lines have codes that the caller has words for. */
export interface Preview {
  /** Null when only Stripe can say: it works out its prorations by the second. */
  dueNow: Money | null;
  lines: QuoteLine[];
  /** Null when nothing is charged by itself afterwards, or only Stripe can say. */
  nextCharge: (Money & { atMs: number }) | null;
  /** Units of the plan's allowance, now and when the change is in effect. */
  creditsNow: number;
  creditsAfter: number;
  effectiveAtMs: number;
}

/** The preview of a decision. For what Stripe charges, the amounts are asked of Stripe and put in by the caller. */
export function previewOf(
  record: SubscriptionRecord,
  decision: Decision,
  currency: Money["currency"],
  setting: Setting & { creditSystem: CreditSystemVersion },
): Preview {
  const { catalog, creditSystem, nowMs } = setting;
  const creditsOf = (of: Pick<Terms | Plan, "allowance"> | null) =>
    (of ?? getPlan(catalog, FREE_PLAN_ID))?.allowance[creditSystem] ?? 0;
  const creditsNow = creditsOf(record.entitled ? record.terms : null);
  const none = { dueNow: null, lines: [], nextCharge: null, creditsNow };
  const after = (planId: string) => creditsOf(getPlan(catalog, planId));
  const nothing: Money = { currency, amountMinor: 0 };
  switch (decision.kind) {
    case "order":
      return {
        ...none,
        ...orderEffect(record, decision, setting),
        dueNow: decision.due,
        lines: decision.lines,
      };
    case "checkout":
      return {
        ...none,
        ...checkoutEffect(decision, currency, catalog, nowMs),
        creditsAfter: after(decision.planId),
      };
    case "upgrade-at-stripe":
      return { ...none, creditsAfter: after(decision.planId), effectiveAtMs: nowMs };
    case "downgrade-at-stripe": {
      const plan = getPlan(catalog, decision.planId);
      const price = plan && priceIn(plan, currency);
      const nextCharge = price && { ...price, atMs: decision.atMs };
      return {
        ...none,
        dueNow: nothing,
        nextCharge,
        creditsAfter: after(decision.planId),
        effectiveAtMs: decision.atMs,
      };
    }
    case "cancel-at-period-end":
    case "cancel-now": {
      const isAtEnd = decision.kind === "cancel-at-period-end";
      const effectiveAtMs = isAtEnd ? (record.periodEndMs ?? nowMs) : nowMs;
      return { ...none, dueNow: nothing, creditsAfter: creditsOf(null), effectiveAtMs };
    }
  }
}

/** What paying the order now would do, by the rule that applies when it is paid. */
function orderEffect(
  record: SubscriptionRecord,
  { terms, buys, due }: Extract<Decision, { kind: "order" }>,
  setting: Setting & { creditSystem: CreditSystemVersion },
): Pick<Preview, "creditsAfter" | "effectiveAtMs"> {
  const { nowMs, creditSystem } = setting;
  const order: PaidOrder = {
    ...{ orderNo: "preview", terms, buys, paid: due, paidAtMs: nowMs },
    ...{ standing: "good", standingSinceMs: nowMs },
  };
  const { record: paid } = handleSubscriptionChange(
    record,
    { stripe: null, orders: [order], manual: [] },
    setting,
  );
  const own = paid.periods.find(({ key }) => key === "order:preview");
  return { creditsAfter: terms.allowance[creditSystem], effectiveAtMs: own?.startMs ?? nowMs };
}

/** Stripe counts months in UTC. */
const STRIPE_ZONE = "UTC";

function checkoutEffect(
  { planId, trialDays }: Extract<Decision, { kind: "checkout" }>,
  currency: Money["currency"],
  catalog: PlanCatalog,
  nowMs: number,
): Pick<Preview, "dueNow" | "lines" | "nextCharge" | "effectiveAtMs"> {
  const plan = getPlan(catalog, planId);
  const price = plan && priceIn(plan, currency);
  const isTrial = trialDays > 0;
  const months = plan?.interval === "year" ? MONTHS.year : MONTHS.month;
  const endsMs = addMonths(nowMs, months, STRIPE_ZONE);
  const amountMinor = isTrial ? 0 : (price?.amountMinor ?? 0);
  return {
    dueNow: { currency, amountMinor },
    lines: [{ code: "interval", planId, days: isTrial ? trialDays : null, amountMinor }],
    nextCharge: price && { ...price, atMs: isTrial ? nowMs + trialDays * DAY_MS : endsMs },
    effectiveAtMs: nowMs,
  };
}
