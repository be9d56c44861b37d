import type { Role } from "../domain/operator/rights.ts";

/** Most units, added or taken, that one operator moves by hand in a day. Who may not at all has none. */
export const ADJUSTED_UNITS_A_DAY_MAX: Record<Role, number> = {
  owner: 1_000_000,
  finance: 100_000,
  support: 0,
  viewer: 0,
};

const DAY_MS = 86_400_000;

/** Most old rows dropped with each new one: more than are added, so they never pile up. */
const DROPPED_MAX = 4;

/** Counted in one statement, so that calls at the same time do not pass together. A repeat counts once. */
const COUNT = `
  INSERT INTO operator_adjustment (operator, customer_id, key, units, asked_at)
  SELECT ?1, ?2, ?3, ?4, ?5
  WHERE (SELECT coalesce(sum(units), 0) FROM operator_adjustment
         WHERE operator = ?1 AND asked_at > ?5 - ${DAY_MS}) + ?4 <= ?6
  ON CONFLICT DO NOTHING`;

const COUNTED = `SELECT units FROM operator_adjustment WHERE operator = ?1 AND customer_id = ?2 AND key = ?3`;

const DROP_OLD = `
  DELETE FROM operator_adjustment WHERE (operator, customer_id, key) IN (
    SELECT operator, customer_id, key FROM operator_adjustment
    WHERE operator = ?1 AND asked_at <= ?2 - ${DAY_MS} LIMIT ${DROPPED_MAX})`;

export interface Adjustment {
  operator: string;
  role: Role;
  customerId: string;
  key: string;
  /** Positive, whichever way they go. */
  units: number;
  nowMs: number;
}

/**
 * Whether the operator may move so many units now; if so they are counted. `otherwise`: the key was counted with other units,
 * whether or not the account ever heard of it.
 */
export async function mayAdjust(
  db: D1Database,
  asked: Adjustment,
): Promise<"counted" | "too-many" | "otherwise"> {
  const { operator, role, customerId, key, units, nowMs } = asked;
  const most = ADJUSTED_UNITS_A_DAY_MAX[role];
  const [, counted] = await db.batch<{ units: number }>([
    db.prepare(COUNT).bind(operator, customerId, key, units, nowMs, most),
    db.prepare(COUNTED).bind(operator, customerId, key),
    db.prepare(DROP_OLD).bind(operator, nowMs),
  ]);
  const [row] = counted?.results ?? [];
  if (!row) return "too-many";
  return row.units === units ? "counted" : "otherwise";
}
