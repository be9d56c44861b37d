import type { Entitlement, EntitlementKind } from "../../domain/entitlement/handlers.ts";
import type { Stretch } from "../../domain/entitlement/stretch.ts";
import type { Translations } from "../../domain/language.ts";

/** The table of entitlements: a row for each stretch that was ever granted. */

type EntitlementRow = {
  kind: string;
  source: string;
  name: string;
  names: string | null;
  tier: number;
  days: number;
  starts_at: number;
  expires_at: number;
};

/** Those of one kind that end after `nowMs`, by when they run. */
export const readStretches = (sql: SqlStorage, kind: EntitlementKind, nowMs: number): Stretch[] =>
  sql
    .exec<EntitlementRow>(
      "SELECT * FROM entitlement WHERE kind = ? AND expires_at > ? ORDER BY starts_at",
      kind,
      nowMs,
    )
    .toArray()
    .map(stretchOf);

/** Those of every kind. */
export const readEntitlements = (sql: SqlStorage, nowMs: number): Entitlement[] =>
  sql
    .exec<EntitlementRow>(
      "SELECT * FROM entitlement WHERE expires_at > ? ORDER BY kind, starts_at",
      nowMs,
    )
    .toArray()
    .map((row) => ({ kind: row.kind as EntitlementKind, ...stretchOf(row) }));

/** What one grant gave, ended or not. */
export function readGranted(
  sql: SqlStorage,
  kind: EntitlementKind,
  source: string,
): Stretch | null {
  const [row] = sql
    .exec<EntitlementRow>("SELECT * FROM entitlement WHERE kind = ? AND source = ?", kind, source)
    .toArray();
  return row ? stretchOf(row) : null;
}

export function writeStretch(sql: SqlStorage, kind: EntitlementKind, stretch: Stretch): void {
  const { source, name, names, tier, days, startsAtMs, expiresAtMs } = stretch;
  sql.exec(
    `INSERT INTO entitlement (kind, source, name, names, tier, days, starts_at, expires_at)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
     ON CONFLICT (kind, source) DO UPDATE SET starts_at = ?7, expires_at = ?8`,
    kind,
    source,
    name,
    names ? JSON.stringify(names) : null,
    tier,
    days,
    startsAtMs,
    expiresAtMs,
  );
}

const stretchOf = (row: EntitlementRow): Stretch => ({
  source: row.source,
  name: row.name,
  ...(row.names === null ? {} : { names: JSON.parse(row.names) as Translations }),
  tier: row.tier,
  days: row.days,
  startsAtMs: row.starts_at,
  expiresAtMs: row.expires_at,
});
