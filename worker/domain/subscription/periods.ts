import type { AllowanceChange } from "./outcome.ts";
import type { ProvenPeriod, Standing } from "./state.ts";

export interface News {
  periods: ProvenPeriod[];
  grants: ProvenPeriod[];
  allowanceChanges: AllowanceChange[];
}

/**
 * What was proven before with what is told now. A period keeps the terms that it was proven with, is granted the first time
 * that it stands good, and each later change of its standing is told once. What is not told again stays as it was.
 */
export function withNews(held: readonly ProvenPeriod[], told: readonly ProvenPeriod[]): News {
  const periods = new Map(held.map((period) => [period.key, period]));
  const grants: ProvenPeriod[] = [];
  const allowanceChanges: AllowanceChange[] = [];
  for (const now of told) {
    const before = periods.get(now.key);
    const { terms, granted, turns } = before ?? now;
    const period = { ...now, terms, granted, turns };
    if (before?.granted && before.standing !== period.standing) {
      period.turns += 1;
      allowanceChanges.push(changeOf(period));
    }
    if (!period.granted && period.standing === "good" && hasTime(period)) {
      period.granted = true;
      grants.push(period);
    }
    periods.set(now.key, period);
  }
  return { periods: [...periods.values()].sort(byStart), grants, allowanceChanges };
}

const KIND: Record<Standing, AllowanceChange["kind"]> = {
  good: "restore",
  frozen: "freeze",
  taken: "take",
};

const changeOf = ({ key, standing, turns }: ProvenPeriod): AllowanceChange => ({
  key: `${key}/${turns}`,
  periodKey: key,
  kind: KIND[standing],
});

const hasTime = ({ startMs, endMs }: ProvenPeriod): boolean => endMs === null || endMs > startMs;

const byStart = (a: ProvenPeriod, b: ProvenPeriod): number =>
  a.startMs - b.startMs || (a.key < b.key ? -1 : 1);
