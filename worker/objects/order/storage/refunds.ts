import type { GatewayName } from "../../../domain/order/payway.ts";
import type { RefundRecord } from "../../../domain/order/refund-state.ts";
import type { Row } from "./row.ts";

/** Refunds at the gateways, by their number. */
export class RefundRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  all(): RefundRecord[] {
    return this.#sql
      .exec<Row>("SELECT * FROM refund ORDER BY number")
      .toArray()
      .map((row) => ({
        refundNo: row.number as string,
        tradeNo: row.trade_number as string,
        gateway: row.gateway as GatewayName,
        amountMinor: row.amount_minor as number,
        why: row.why as RefundRecord["why"],
        reason: row.reason as string,
        state: row.state as RefundRecord["state"],
        detail: row.detail as string,
        startedAtMs: row.started_at as number,
        tries: row.tries as number,
        refusals: row.refusals as number,
        dueAtMs: row.due_at as number | null,
        retrying: row.retrying === 1,
        replacedBy: row.replaced_by as string | null,
      }));
  }

  get(refundNo: string): RefundRecord | undefined {
    return this.all().find((refund) => refund.refundNo === refundNo);
  }

  /** Other refunds of the same payment: each is of the whole of it. */
  beside({ refundNo, tradeNo }: RefundRecord): RefundRecord[] {
    return this.all().filter((other) => other.refundNo !== refundNo && other.tradeNo === tradeNo);
  }

  save(refund: RefundRecord): void {
    this.#sql.exec(
      `INSERT INTO refund (number, trade_number, gateway, amount_minor, why, state, tries, due_at, reason, detail,
                           started_at, retrying, replaced_by, refusals)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
       ON CONFLICT (number) DO UPDATE
       SET state = ?6, tries = ?7, due_at = ?8, detail = ?10, retrying = ?12, replaced_by = ?13, refusals = ?14`,
      refund.refundNo,
      refund.tradeNo,
      refund.gateway,
      refund.amountMinor,
      refund.why,
      refund.state,
      refund.tries,
      refund.dueAtMs,
      refund.reason,
      refund.detail,
      refund.startedAtMs,
      refund.retrying ? 1 : 0,
      refund.replacedBy,
      refund.refusals,
    );
  }
}
