import {
  type FapiaoEvent,
  type FapiaoState,
  type FapiaoType,
  fapiaoStatesBefore,
} from "../domain/invoice/fapiao.ts";
import type { FapiaoTitle } from "../domain/invoice/party.ts";

/** Wishes for a fapiao, from the customer's asking to the number that the tax office gave. */
export interface FapiaoRow {
  id: string;
  /** The first revision of the invoice. */
  invoiceId: string;
  invoiceNumber: string;
  customerId: string;
  title: FapiaoTitle;
  type: FapiaoType;
  email: string;
  amountMinor: number;
  currency: "CNY";
  state: FapiaoState;
  number: string | null;
  reason: string;
  redMinor: number;
  redNumber: string | null;
  createdAtMs: number;
  updatedAtMs: number;
}

type Stored = Omit<FapiaoRow, "title"> & { title: string };

const COLUMNS = `f.id, f.invoice_id AS invoiceId, v.number AS invoiceNumber, f.customer_id AS customerId, f.title, f.type, f.email,
  f.amount_minor AS amountMinor, f.currency, f.state, f.number, f.reason, f.red_minor AS redMinor, f.red_number AS redNumber,
  f.created_at AS createdAtMs, f.updated_at AS updatedAtMs`;
const FROM = "fapiao_request AS f JOIN invoice AS v ON v.id = f.invoice_id";

const rowOf = (stored: Stored): FapiaoRow => ({
  ...stored,
  title: JSON.parse(stored.title) as FapiaoTitle,
});

export interface NewFapiao {
  id: string;
  /** The revision that holds, and the first one. */
  latestId: string;
  firstId: string;
  customerId: string;
  title: FapiaoTitle;
  type: FapiaoType;
  email: string;
  nowMs: number;
}

/**
 * Asks for a fapiao over what is left of a paid invoice. Nothing is written where it is not paid, not in CNY, refunded, or
 * asked for already: the unique index alone says so.
 */
export async function requestFapiao(db: D1Database, wish: NewFapiao): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `INSERT INTO fapiao_request (id, invoice_id, customer_id, title, type, email, amount_minor, currency, state, created_at,
         updated_at, updated_by)
       SELECT ?1, ?2, ?4, ?5, ?6, ?7, left_minor, 'CNY', 'requested', ?8, ?8, ?4 FROM (
         SELECT v.amount_minor - (SELECT coalesce(sum(c.amount_minor), 0) FROM invoice AS c WHERE c.corrects_id = ?2) AS left_minor
         FROM invoice AS v WHERE v.id = ?3 AND v.customer_id = ?4 AND v.kind = 'invoice' AND v.state = 'paid'
           AND v.currency = 'CNY')
       WHERE left_minor > 0
       ON CONFLICT (invoice_id) WHERE state <> 'refused' DO NOTHING`,
    )
    .bind(
      ...[wish.id, wish.firstId, wish.latestId, wish.customerId, JSON.stringify(wish.title)],
      ...[wish.type, wish.email, wish.nowMs],
    )
    .run();
  return meta.changes > 0;
}

/** The one that was asked for last; null when there was none. */
export async function fapiaoOf(db: D1Database, invoiceId: string): Promise<FapiaoRow | null> {
  const stored = await db
    .prepare(
      `SELECT ${COLUMNS} FROM ${FROM} WHERE f.invoice_id = ? ORDER BY f.created_at DESC, f.id DESC LIMIT 1`,
    )
    .bind(invoiceId)
    .first<Stored>();
  return stored && rowOf(stored);
}

export async function fapiaoById(db: D1Database, id: string): Promise<FapiaoRow | null> {
  const stored = await db
    .prepare(`SELECT ${COLUMNS} FROM ${FROM} WHERE f.id = ?`)
    .bind(id)
    .first<Stored>();
  return stored && rowOf(stored);
}

export interface FapiaoQuery {
  /** `red`: a red letter is to be made out and is not yet. */
  state?: FapiaoState | "red" | undefined;
  page: number;
  pageSize: number;
}

/** The oldest first, as a queue is worked off. */
export async function listFapiao(
  db: D1Database,
  { state, page, pageSize }: FapiaoQuery,
): Promise<{ rows: FapiaoRow[]; total: number }> {
  const where =
    state === "red"
      ? "?1 = 'red' AND f.state = 'issued' AND f.red_minor > 0 AND f.red_number IS NULL"
      : "(?1 IS NULL OR f.state = ?1)";
  const [rows, totals] = await db.batch<Stored & { total: number }>([
    db
      .prepare(
        `SELECT ${COLUMNS} FROM ${FROM} WHERE ${where} ORDER BY f.created_at, f.id LIMIT ?2 OFFSET ?3`,
      )
      .bind(state ?? null, pageSize, (page - 1) * pageSize),
    db.prepare(`SELECT count(*) AS total FROM ${FROM} WHERE ${where}`).bind(state ?? null),
  ]);
  return { rows: (rows?.results ?? []).map(rowOf), total: totals?.results[0]?.total ?? 0 };
}

export type FapiaoChange =
  | { event: "take" }
  | { event: "issue"; number: string }
  | { event: "refuse"; reason: string };

/** False when its state does not allow that. */
export async function changeFapiao(
  db: D1Database,
  id: string,
  change: FapiaoChange,
  { by, nowMs }: { by: string; nowMs: number },
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE fapiao_request SET state = ?2, number = ?3, reason = ?4, updated_at = ?5, updated_by = ?6
       WHERE id = ?1 AND state IN (${statesOf(change.event)})`,
    )
    .bind(
      ...[id, AFTER[change.event], change.event === "issue" ? change.number : null],
      ...[change.event === "refuse" ? change.reason : "", nowMs, by],
    )
    .run();
  return meta.changes > 0;
}

/** The red letter of a fapiao whose money went back is made out. False when none is to be. */
export async function keepRedNumber(
  db: D1Database,
  id: string,
  number: string,
  { by, nowMs }: { by: string; nowMs: number },
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE fapiao_request SET red_number = ?2, updated_at = ?3, updated_by = ?4
       WHERE id = ?1 AND state = 'issued' AND red_minor > 0 AND red_number IS NULL`,
    )
    .bind(id, number, nowMs, by)
    .run();
  return meta.changes > 0;
}

const AFTER: Record<FapiaoEvent, FapiaoState> = {
  take: "issuing",
  issue: "issued",
  refuse: "refused",
};

/** Fixed words of ours, never a caller's. */
const statesOf = (event: FapiaoEvent): string =>
  fapiaoStatesBefore(event)
    .map((state) => `'${state}'`)
    .join(", ");
