import { err, ok, type Result } from "../domain/result.ts";
import type { StoreBindings } from "./bindings.ts";
import { forgetKeys, readKeys } from "./settings.ts";

/**
 * Writing operators' values into KV. KV cannot compare before it writes and shows a location its copy for a while, so each
 * write is claimed in D1 first: of two that saw the same value one is refused (docs/decisions/0026-flags-in-the-console.md).
 */

/**
 * So long after a write of the console its row in D1 says what stands, since a copy of KV may be older. Later KV does: what
 * `wrangler` wrote since is seen then.
 */
export const SETTLING_MS = 60_000;

/** What stands under a name. */
export interface FlagState {
  name: string;
  /** Null where nothing is set. */
  stored: string | null;
  /** Of the row in D1; 0 where the console never wrote it. */
  version: number;
  /** When the console wrote last, and who. */
  changedAtMs: number | null;
  changedBy: string | null;
  /** What stands is not what the console wrote last. */
  isElsewhere: boolean;
}

interface WrittenRow {
  name: string;
  value: string | null;
  version: number;
  changedAtMs: number;
  changedBy: string;
}

async function writtenRows(db: D1Database, names: readonly string[]): Promise<WrittenRow[]> {
  const { results } = await db
    .prepare(
      `SELECT name, value, version, changed_at AS "changedAtMs", changed_by AS "changedBy"
       FROM flag_written WHERE name IN (SELECT value FROM json_each(?))`,
    )
    .bind(JSON.stringify(names))
    .all<WrittenRow>();
  return results;
}

export async function flagStates(
  env: Pick<StoreBindings, "DB" | "CONFIG">,
  names: readonly string[],
  nowMs: number,
): Promise<FlagState[]> {
  const [stored, rows] = await Promise.all([
    readKeys(env.CONFIG, [...names]),
    writtenRows(env.DB, names),
  ]);
  const written = new Map(rows.map((row) => [row.name, row]));
  return names.map((name) => {
    const row = written.get(name);
    const isSettling = row !== undefined && nowMs - row.changedAtMs < SETTLING_MS;
    const standing = isSettling ? row.value : (stored.get(name) ?? null);
    return {
      name,
      stored: standing,
      isElsewhere: row !== undefined && row.value !== standing,
      version: row?.version ?? 0,
      changedAtMs: row?.changedAtMs ?? null,
      changedBy: row?.changedBy ?? null,
    };
  });
}

export interface FlagWrite {
  name: string;
  /** Null deletes it. */
  value: string | null;
}

/** All of the writes are claimed, or none: not when any row of `seen` has moved on. */
const CLAIM = `INSERT INTO flag_written (name, value, version, changed_at, changed_by)
  SELECT w.value ->> 'name', w.value ->> 'value', (w.value ->> 'version') + 1, ?3, ?4 FROM json_each(?1) AS w
  WHERE NOT EXISTS (
    SELECT 1 FROM json_each(?2) AS s LEFT JOIN flag_written AS f ON f.name = s.value ->> 'name'
    WHERE coalesce(f.version, 0) <> s.value ->> 'version')
  ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = excluded.version,
    changed_at = excluded.changed_at, changed_by = excluded.changed_by`;

/**
 * Writes values as one act, provided that everything in `seen` stands as it was seen; `seen` holds what is written and what
 * the decision rests on. Repeatable. When it dies between D1 and KV, the value in KV counts again after `SETTLING_MS`.
 */
export async function writeFlags(
  env: Pick<StoreBindings, "DB" | "CONFIG">,
  writes: readonly FlagWrite[],
  seen: readonly FlagState[],
  by: { operator: string; nowMs: number },
): Promise<Result<void, "changed">> {
  const versions = new Map(seen.map(({ name, version }) => [name, version]));
  const claimed = writes.map((write) => ({ ...write, version: versions.get(write.name) ?? 0 }));
  const { meta } = await env.DB.prepare(CLAIM)
    .bind(JSON.stringify(claimed), JSON.stringify(seen), by.nowMs, by.operator)
    .run();
  if (meta.changes < writes.length) return err("changed");
  await bringToKv(
    env,
    claimed.map((claim) => ({ ...claim, version: claim.version + 1 })),
  );
  forgetKeys();
  return ok(undefined);
}

/** Two that follow each other closely may reach KV the other way round: whoever comes late writes the newer value again. */
const ROUNDS_MAX = 3;

async function bringToKv(
  env: Pick<StoreBindings, "DB" | "CONFIG">,
  claimed: (FlagWrite & { version: number })[],
): Promise<void> {
  let due = claimed;
  const brought = new Map<string, number>();
  for (let round = 0; round < ROUNDS_MAX && due.length > 0; round++) {
    for (const { name, value, version } of due) {
      if (value === null) await env.CONFIG.delete(name);
      else await env.CONFIG.put(name, value);
      brought.set(name, version);
    }
    const rows = await writtenRows(env.DB, [...brought.keys()]);
    due = rows.filter(({ name, version }) => brought.get(name) !== version);
  }
}
