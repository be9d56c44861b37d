import { PLAN_SOURCE } from "../../domain/ledger/lot.ts";
import { earliest } from "../../durable/deadlines.ts";
import { dropAtMs } from "./usage-rows.ts";

type Row = Record<"hold" | "lot" | "look" | "used", number | null>;

/**
 * When time ends something in an account, or begins it, epoch ms; null when nothing will. One statement, since every write asks. The
 * end of a plan's lot wakes nobody: at a month's turn it would wake every customer at once, and nothing can be spent of it
 * meanwhile.
 */
export function nextDueMs(sql: SqlStorage): number | null {
  const row = sql
    .exec<Row>(
      `SELECT (SELECT deadline FROM hold WHERE state = 'open' ORDER BY deadline, id LIMIT 1) AS hold,
              (SELECT expires_at FROM lot
               WHERE remaining > 0 AND expires_at IS NOT NULL AND source <> '${PLAN_SOURCE}'
               ORDER BY expires_at LIMIT 1) AS lot,
              (SELECT look_at FROM subscription) AS look,
              (SELECT recorded_at FROM usage_event ORDER BY seq LIMIT 1) AS used`,
    )
    .one();
  const dropMs = row.used === null ? null : dropAtMs(row.used);
  return earliest([row.hold, row.lot, row.look, dropMs]);
}
