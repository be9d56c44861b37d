import type { Language } from "../../../domain/language.ts";
import { FREE_PLAN_ID } from "../../../domain/plan/plan.ts";
import type { CreditsView } from "../../../objects/account/credits.ts";
import type { PlanRow } from "../../../store/plans.ts";
import { iso } from "../time.ts";
import type { Credits, HeldPlan } from "./schemas.ts";

export const presentCredits = ({
  available,
  held,
  period,
  purchased,
  other,
}: CreditsView): Credits => ({
  available,
  held,
  plan: period && {
    granted: period.granted,
    left: period.left,
    resetsAt: isoOrNull(period.resetsAtMs),
  },
  purchased,
  other,
});

/** The plan in force: one whose end has passed is the free plan again. */
export function presentPlan(
  { plan }: CreditsView,
  plans: readonly PlanRow[],
  nowMs: number,
  language: Language,
): HeldPlan {
  const held = plan && (plan.endsAtMs === null || nowMs < plan.endsAtMs) ? plan : null;
  const id = held?.terms.planId ?? FREE_PLAN_ID;
  const row = plans.find((each) => each.id === id);
  return {
    id,
    name: row ? textIn(row, "name", language) : id,
    source: held?.source ?? "none",
    startDate: isoOrNull(held?.startedMs ?? null),
    endDate: isoOrNull(held?.endsAtMs ?? null),
  };
}

/** A text of a row, in the language where it has one. */
export function textIn<Field extends string>(
  row: { [F in Field]: string } & {
    translations: Partial<Record<string, Partial<Record<Field, unknown>> | null>>;
  },
  field: Field,
  language: Language,
): string {
  const own = language === "zh" ? undefined : row.translations[language]?.[field];
  return typeof own === "string" ? own : row[field];
}

const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));
