import type { PlanPreview } from "../../../actions/changePlan.ts";
import type { StripeLine } from "../../../billing/port.ts";
import type { Language } from "../../../domain/language.ts";
import { type Money, toMajor } from "../../../domain/money.ts";
import type { CreditSystemVersion } from "../../../domain/plan/plan.ts";
import { actionOf } from "../../../domain/subscription/actions.ts";
import { renews } from "../../../domain/subscription/current.ts";
import type { QuoteLine } from "../../../domain/subscription/quote.ts";
import type { SubscriptionRecord } from "../../../domain/subscription/state.ts";
import type { PlanRow } from "../../../store/plans.ts";
import { textIn } from "../../core/credits/present.ts";
import { iso } from "../../core/time.ts";
import type { Plan, Preview, Subscription } from "./schemas.ts";

const FREE: Money = { currency: "CNY", amountMinor: 0 };

export function presentPlanRow(
  row: PlanRow,
  record: SubscriptionRecord,
  { version, nowMs, language }: { version: CreditSystemVersion; nowMs: number; language: Language },
): Omit<Plan, "payTypes"> {
  const first = row.prices.find(({ currency }) => currency === "CNY") ?? row.prices[0] ?? FREE;
  const { action, reason } = actionOf(record, row, nowMs);
  return {
    id: row.id,
    family: row.family,
    name: textIn(row, "name", language),
    description: textIn(row, "description", language),
    interval: row.interval,
    ...presentPrice(first),
    prices: row.prices.map(presentPrice),
    credits: row.allowance[version],
    creditRule: row.creditRule,
    quotas: [...(row.quotas ?? [])],
    features: featuresIn(row, language),
    rank: row.rank,
    trialDays: row.trialDays,
    action,
    actionReason: reason,
  };
}

const presentPrice = (money: Money) => ({ price: toMajor(money), currency: money.currency });

const featuresIn = ({ features, translations }: PlanRow, language: Language): string[] =>
  (language === "zh" ? null : translations[language]?.features) ?? features;

export function presentSubscription(
  record: SubscriptionRecord,
  plans: readonly PlanRow[],
  nowMs: number,
  language: Language,
): Subscription {
  const { planId, terms, status, source, periodStartMs, periodEndMs, link, pendingChange } = record;
  const isRenewing = source === "stripe" && link !== null && renews(link, periodEndMs, nowMs);
  const next = isRenewing && periodEndMs !== null && terms?.price ? terms.price : null;
  return {
    planId,
    planName: nameOf(planId, plans, language),
    status,
    source,
    startDate: isoOrNull(periodStartMs),
    endDate: isoOrNull(periodEndMs),
    renews: isRenewing,
    cancelAt: isoOrNull(record.cancelAtMs),
    pendingChange: pendingChange && { planId: pendingChange.planId, at: iso(pendingChange.atMs) },
    pastDueSince: isoOrNull(record.pastDueSinceMs),
    endReason: record.ended?.why ?? null,
    nextCharge: next && chargeOf(next, periodEndMs ?? nowMs),
  };
}

export function presentPreview(
  preview: PlanPreview,
  plans: readonly PlanRow[],
  language: Language,
): Preview {
  const { dueNow, currency, lines, stripeLines, nextCharge, effectiveAtMs } = preview;
  const amount = (amountMinor: number) => toMajor({ currency, amountMinor });
  return {
    dueNow: amount(dueNow?.amountMinor ?? 0),
    currency,
    lines: [
      ...lines.map((line) => ({
        text: textOf(line, plans, language),
        amount: amount(line.amountMinor),
      })),
      ...stripeLines.map((line) => ({
        ...stripeText(line, plans, language),
        amount: amount(line.amountMinor),
      })),
    ],
    nextCharge: nextCharge && chargeOf(nextCharge, nextCharge.atMs),
    creditsNow: preview.creditsNow,
    creditsAfter: preview.creditsAfter,
    effectiveAt: iso(effectiveAtMs),
  };
}

const chargeOf = (money: Money, atMs: number) => ({
  amount: toMajor(money),
  currency: money.currency,
  at: iso(atMs),
});

/** Named after its row, whether it is still sold or not; by its id where there is no row any more. */
function nameOf(planId: string, plans: readonly PlanRow[], language: Language): string {
  const row = plans.find(({ id }) => id === planId);
  return row ? textIn(row, "name", language) : planId;
}

type Words = Record<Language, (plan: string, days: number) => string>;

const LINES: Record<QuoteLine["code"], Words> = {
  interval: { zh: (plan) => plan, en: (plan) => plan, jp: (plan) => plan },
  rest: {
    zh: (plan, days) => `${plan}，剩余 ${days} 天`,
    en: (plan, days) => `${plan}, for the ${days} days left`,
    jp: (plan, days) => `${plan}（残り ${days} 日分）`,
  },
  "days-left": {
    zh: (plan, days) => `抵扣：${plan}剩余 ${days} 天`,
    en: (plan, days) => `Credit for ${days} days left of ${plan}`,
    jp: (plan, days) => `差し引き：${plan}の残り ${days} 日分`,
  },
};

const textOf = ({ code, planId, days }: QuoteLine, plans: readonly PlanRow[], to: Language) =>
  LINES[code][to](nameOf(planId, plans, to), days ?? 0);

const STRIPE_LINES: Record<
  NonNullable<StripeLine["about"]>["code"],
  Record<Language, (plan: string) => string>
> = {
  interval: { zh: (plan) => plan, en: (plan) => plan, jp: (plan) => plan },
  rest: {
    zh: (plan) => `${plan}，本周期剩余时间`,
    en: (plan) => `${plan}, for the time left`,
    jp: (plan) => `${plan}（残り期間分）`,
  },
  unused: {
    zh: (plan) => `抵扣：${plan}未使用的时间`,
    en: (plan) => `Credit for unused time on ${plan}`,
    jp: (plan) => `差し引き：${plan}の未使用分`,
  },
};

/** In our words where the line and its plan are known, else in Stripe's, which are English. */
function stripeText({ about, text }: StripeLine, plans: readonly PlanRow[], to: Language) {
  if (about && plans.some(({ id }) => id === about.planId))
    return { text: STRIPE_LINES[about.code][to](nameOf(about.planId, plans, to)) };
  return { text, ...(to !== "en" && { lang: "en" as const }) };
}

const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));
