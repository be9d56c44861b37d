import type { Attempt, AttemptState } from "../../../domain/order/attempt.ts";
import type { GatewayName } from "../../../domain/order/payway.ts";
import type { Row } from "./row.ts";

export interface AttemptRecord extends Attempt {
  payableUntilMs: number;
  /** When the gateway was first asked to open it. */
  openedAtMs: number;
  shownAtMs: number;
  /** When to ask the gateway next; null when nothing more can come. */
  queryAtMs: number | null;
  /** The gateway's own id of the trade, where it has one; null until it was heard. */
  gatewayId: string | null;
  /** Paid as far as the payer can, and a bank has yet to confirm it. */
  confirming: boolean;
}

/** Payment attempts, one for each number that was opened at a gateway. */
export class Attempts {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** In the order in which they were opened. */
  all(): AttemptRecord[] {
    return this.#sql
      .exec<Row>("SELECT * FROM attempt ORDER BY ordinal")
      .toArray()
      .map((row) => ({
        tradeNo: row.number as string,
        ordinal: row.ordinal as number,
        gateway: row.gateway as GatewayName,
        state: row.state as AttemptState,
        payableUntilMs: row.payable_until as number,
        openedAtMs: row.opened_at as number,
        shownAtMs: row.shown_at as number,
        queryAtMs: row.query_at as number | null,
        codeUrl: row.code_url as string | null,
        openings: row.openings as number,
        gatewayId: row.gateway_id as string | null,
        confirming: row.confirming === 1,
      }));
  }

  get(tradeNo: string): AttemptRecord | undefined {
    return this.all().find((attempt) => attempt.tradeNo === tradeNo);
  }

  save(attempt: AttemptRecord): void {
    this.#sql.exec(
      `INSERT INTO attempt (number, ordinal, gateway, state, payable_until, shown_at, query_at, code_url, openings, opened_at,
                            gateway_id, confirming)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
       ON CONFLICT (number) DO UPDATE
       SET state = ?4, shown_at = ?6, query_at = ?7, code_url = ?8, openings = ?9, gateway_id = ?11, confirming = ?12`,
      attempt.tradeNo,
      attempt.ordinal,
      attempt.gateway,
      attempt.state,
      attempt.payableUntilMs,
      attempt.shownAtMs,
      attempt.queryAtMs,
      attempt.codeUrl,
      attempt.openings,
      attempt.openedAtMs,
      attempt.gatewayId,
      attempt.confirming ? 1 : 0,
    );
  }
}
