import type { Role } from "../domain/operator/rights.ts";

/** What operators changed of flags, out of the audit. */

export const FLAG_ACTS = ["flag.set", "flag.reset", "flag.switch-pay-way"] as const;

/** Changes that are shown of one flag; the audit has the others. */
export const FLAG_HISTORY_MAX = 10;

export interface FlagChange {
  id: number;
  atMs: number;
  operator: string;
  role: Role;
  act: (typeof FLAG_ACTS)[number];
  why: string;
  before: string | null;
  after: string | null;
}

type Row = Omit<FlagChange, "before" | "after"> & { before: string; after: string };

/** The newest first, by name. One act may change several: its object names each, in a line. */
const OF_ONE = `SELECT id, at AS "atMs", operator, role, act, why, before, after FROM audit
  WHERE object = ?1 AND act IN ('flag.set', 'flag.reset') AND outcome = 'done' AND after IS NOT NULL
  ORDER BY id DESC LIMIT ${FLAG_HISTORY_MAX}`;

const OF_PAY_WAYS = `SELECT id, at AS "atMs", operator, role, act, why, before, after FROM audit
  WHERE act = 'flag.switch-pay-way' AND outcome = 'done' AND after IS NOT NULL ORDER BY id DESC LIMIT ${FLAG_HISTORY_MAX * 3}`;

export async function flagHistories(
  db: D1Database,
  names: readonly string[],
): Promise<Map<string, FlagChange[]>> {
  const found = await db.batch<Row>([
    db.prepare(OF_PAY_WAYS),
    ...names.map((name) => db.prepare(OF_ONE).bind(name)),
  ]);
  const [payWays = [], ...own] = found.map(({ results }) => results);
  return new Map(
    names.map((name, at) => {
      const changes = [...payWays, ...(own[at] ?? [])]
        .flatMap((row) => changeOf(row, name) ?? [])
        .sort((one, other) => other.id - one.id);
      return [name, changes.slice(0, FLAG_HISTORY_MAX)];
    }),
  );
}

/** Null where the act was about others. Before and after are written by name. */
function changeOf(row: Row, name: string): FlagChange | null {
  const before = JSON.parse(row.before ?? "{}") as Record<string, string | null>;
  const after = JSON.parse(row.after) as Record<string, string | null>;
  if (!Object.hasOwn(after, name)) return null;
  return { ...row, before: before[name] ?? null, after: after[name] ?? null };
}
