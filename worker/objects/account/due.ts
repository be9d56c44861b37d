import { PLAN_SOURCE } from "../../domain/ledger/lot.ts";
import { earliest } from "../../durable/deadlines.ts";
import { dropAtMs } from "./usage-rows.ts";

/** What an account owes to time, epoch ms; null where nothing is owed. */
interface Due {
  /** When time ends something in it, or begins it. */
  changeMs: number | null;
  /** When D1 is told of it. */
  tellMs: number | null;
  /** When something is done or asked at Stripe, where that is set up. */
  stripeMs: number | null;
}

type Row = Record<"hold" | "lot" | "look" | "used" | "tell" | "act" | "ask", number | null>;

/**
 * One statement, since every write and every look asks. The end of a plan's lot wakes nobody: at a month's turn it would wake every
 * customer at once, and nothing can be spent of it meanwhile.
 */
export function dueIn(sql: SqlStorage): Due {
  const row = sql
    .exec<Row>(
      `SELECT (SELECT deadline FROM hold WHERE state = 'open' ORDER BY deadline, id LIMIT 1) AS hold,
              (SELECT expires_at FROM lot
               WHERE remaining > 0 AND expires_at IS NOT NULL AND source <> '${PLAN_SOURCE}'
               ORDER BY expires_at LIMIT 1) AS lot,
              (SELECT look_at FROM subscription) AS look,
              (SELECT recorded_at FROM usage_event ORDER BY seq LIMIT 1) AS used,
              (SELECT due_at FROM outbox) AS tell,
              (SELECT min(due_at) FROM subscription_act) AS act,
              (SELECT due_at FROM stripe_look) AS ask`,
    )
    .one();
  const dropMs = row.used === null ? null : dropAtMs(row.used);
  return {
    changeMs: earliest([row.hold, row.lot, row.look, dropMs]),
    tellMs: row.tell,
    stripeMs: earliest([row.act, row.ask]),
  };
}
