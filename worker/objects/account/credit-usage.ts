import { ORDER_SOURCE } from "../../domain/catalog/grants.ts";
import { PLAN_SOURCE } from "../../domain/ledger/lot.ts";
import type { Detail } from "../../domain/ledger/operations.ts";
import type { TransactionKind } from "../../domain/ledger/types.ts";
import { offsetOf, type PageAsked, partOf } from "../../domain/page.ts";

export interface UsageQuery extends PageAsked<"credits"> {
  /** Epoch ms, inclusive. */
  fromMs: number;
  /** Epoch ms, exclusive. */
  toMs: number;
}

/** What a movement of credits was, in the seed's words. */
export type CreditMovement =
  | "earned"
  | "purchased"
  | "bonus"
  | "spent"
  | "reserved"
  | "expired"
  | "refunded";

export interface CreditUsageItem {
  seq: number;
  atMs: number;
  type: CreditMovement;
  /** Change of what can be spent. */
  amount: number;
  reference: string;
}

export interface CreditUsageView {
  earned: number;
  spent: number;
  expired: number;
  items: CreditUsageItem[];
  total: number;
  /** Cursor of the place where the list goes on; null at its end. */
  next: string | null;
}

export const NO_USAGE: CreditUsageView = {
  ...{ earned: 0, spent: 0, expired: 0, items: [], total: 0, next: null },
};

const OF_CREDITS = `ledger_transaction AS t WHERE t.at >= ?1 AND t.at < ?2
  AND EXISTS (SELECT 1 FROM ledger_entry WHERE seq = t.seq AND asset = 'credits')`;

/** What happened to credits in a stretch of time. Costs what happened in it, not the history. */
export function creditUsage(sql: SqlStorage, query: UsageQuery): CreditUsageView {
  const { fromMs, toMs, pageSize, before } = query;
  const sums = sql
    .exec<{ earned: number; spent: number; expired: number }>(
      `SELECT coalesce(-sum(amount) FILTER (WHERE account = 'issued'), 0) AS earned,
              coalesce(sum(amount) FILTER (WHERE account = 'spent'), 0) AS spent,
              coalesce(sum(amount) FILTER (WHERE account = 'expired'), 0) AS expired
       FROM ledger_transaction AS t JOIN ledger_entry USING (seq)
       WHERE t.at >= ? AND t.at < ? AND asset = 'credits'`,
      fromMs,
      toMs,
    )
    .one();
  const { total } = sql
    .exec<{ total: number }>(`SELECT count(*) AS total FROM ${OF_CREDITS}`, fromMs, toMs)
    .one();
  const read = sql
    .exec<Row>(
      `SELECT t.seq, t.kind, t.reference, t.at, t.detail, coalesce((SELECT amount FROM ledger_entry
         WHERE seq = t.seq AND asset = 'credits' AND account = 'available'), 0) AS change
       FROM ${OF_CREDITS} ${before ? "AND (t.at, t.seq) < (?5, ?6)" : ""}
       ORDER BY t.at DESC, t.seq DESC LIMIT ?3 OFFSET ?4`,
      fromMs,
      toMs,
      pageSize + 1,
      offsetOf(query),
      ...(before ?? []),
    )
    .toArray();
  const { rows, next } = partOf("credits", read, pageSize, ({ at, seq }) => [at, seq]);
  return { ...sums, items: rows.map(itemOf), total, next };
}

type Row = {
  seq: number;
  kind: string;
  reference: string;
  at: number;
  detail: string;
  change: number;
};

const itemOf = (row: Row): CreditUsageItem => ({
  seq: row.seq,
  atMs: row.at,
  type: movementOf(row.kind as TransactionKind, JSON.parse(row.detail) as Detail),
  amount: row.change,
  reference: row.reference,
});

function movementOf(kind: TransactionKind, { source }: Detail): CreditMovement {
  switch (kind) {
    case "grant":
      if (source === PLAN_SOURCE) return "earned";
      return source === ORDER_SOURCE ? "purchased" : "bonus";
    case "hold":
    case "release":
      return "reserved";
    case "expire":
      return "expired";
    case "reverse":
      return "refunded";
    default:
      return "spent";
  }
}
