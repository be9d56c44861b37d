import {
  type FapiaoEvent,
  type FapiaoState,
  type FapiaoType,
  fapiaoStatesBefore,
} from "../domain/invoice/fapiao.ts";
import type { FapiaoTitle } from "../domain/invoice/party.ts";
import { type Counted, offsetOf, type PageAsked, type Part, partOf } from "../domain/page.ts";
import { listing, type Wanted } from "./listing.ts";

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
  /** Refunded since it was taken up: so much is to be red in all. */
  redMinor: number;
  redLetters: RedLetter[];
  createdAtMs: number;
  updatedAtMs: number;
  /** `refund` where a refund changed it last. */
  updatedBy: string;
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

/** A fapiao of the opposite sign, over what was refunded. */
export interface RedLetter {
  number: string;
  amountMinor: number;
  atMs: number;
}

type Stored = Omit<FapiaoRow, "title" | "redLetters"> & { title: string; redLetters: string };

/** What is still to be made out in red letters. */
export const redDueOf = ({ redMinor, redLetters }: FapiaoRow): number =>
  redLetters.reduce((due, { amountMinor }) => due - amountMinor, redMinor);

const COLUMNS = `f.id, f.invoice_id AS invoiceId, v.number AS invoiceNumber, f.customer_id AS customerId, f.title, f.type, f.email,
  f.amount_minor AS amountMinor, f.currency, f.state, f.number, f.reason, f.red_minor AS redMinor,
  f.created_at AS createdAtMs, f.updated_at AS updatedAtMs, f.updated_by AS updatedBy,
  (SELECT json_group_array(json_object('number', r.number, 'amountMinor', r.amount_minor, 'atMs', r.written_at))
   FROM (SELECT * FROM fapiao_red WHERE request_id = f.id ORDER BY written_at, number) AS r) AS redLetters`;
const FROM = "fapiao_request AS f JOIN invoice AS v ON v.id = f.invoice_id";
const FROM_FIRST = FROM.replace("JOIN", "CROSS JOIN");

/** What no red letter says yet of a request's refunds, of the table under that alias. */
export const redDue = (of: string): string =>
  `${of}.red_minor - (SELECT coalesce(sum(r.amount_minor), 0) FROM fapiao_red AS r WHERE r.request_id = ${of}.id)`;

const RED_DUE = redDue("f");

const rowOf = (stored: Stored): FapiaoRow => ({
  ...stored,
  title: JSON.parse(stored.title) as FapiaoTitle,
  redLetters: JSON.parse(stored.redLetters) as RedLetter[],
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
      `INSERT INTO fapiao_request (id, invoice_id, customer_id, title, type, email, amount_minor, asked_minor, currency, state,
         created_at, updated_at, updated_by)
       SELECT ?1, ?2, ?4, ?5, ?6, ?7, left_minor, left_minor, 'CNY', 'requested', ?8, ?8, ?4 FROM (
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

export interface FapiaoQuery extends PageAsked<"fapiao"> {
  /** `red`: a red letter is to be made out and is not yet. */
  state?: FapiaoState | "red" | undefined;
}

const RED = `f.state = 'issued' AND ${RED_DUE} > 0`;

/** The oldest first, as a queue is worked off. */
export async function listFapiao(
  db: D1Database,
  query: FapiaoQuery,
): Promise<Part<FapiaoRow> & Counted> {
  const { state, before, pageSize } = query;
  const wanted: Wanted[] = [];
  if (state === "red") wanted.push([RED]);
  else if (state !== undefined) wanted.push(["f.state = ?", state]);
  const beyond: Wanted[] = before ? [["(f.created_at, f.id) > (?, ?)", ...before]] : [];
  const { rows, ...found } = await listing<Stored>(db, {
    // Requests are read in the list's order, each leads to its invoice.
    ...{ columns: COLUMNS, from: FROM_FIRST, wanted, beyond, order: "f.created_at, f.id" },
    ...{ offset: offsetOf(query), limit: pageSize + 1 },
  });
  const place = ({ createdAtMs, id }: FapiaoRow) => [createdAtMs, id] as const;
  return { ...partOf("fapiao", rows.map(rowOf), pageSize, place), ...found };
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
  { by, nowMs }: Acting,
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

/** What came back from the tax office about one request. Of a number, a reason and a red letter none needs to be there. */
export interface FapiaoAnswer {
  id: string;
  number: string | null;
  /** What the fapiao of that number is over. Null where that is not told: then over what was asked for, if nothing was refunded since. */
  amountMinor: number | null;
  /** Why it was refused; empty where it was not. */
  reason: string;
  /** Over all that is due where no amount is told. */
  red: { number: string; amountMinor: number | null } | null;
}

interface Acting {
  by: string;
  nowMs: number;
}

/**
 * Writes answers down, as far as the state of each request allows, whether or not it was noted as taken up before. A few
 * statements however many there are. Repeatable; what became of each is to be read afterwards.
 */
export async function writeAnswers(
  db: D1Database,
  answers: readonly FapiaoAnswer[],
  { by, nowMs }: Acting,
): Promise<void> {
  const values = [JSON.stringify(answers), nowMs, by] as const;
  const set =
    "updated_at = ?2, updated_by = ?3 FROM json_each(?1) AS j WHERE f.id = j.value ->> '$.id'";
  const statements = [
    `UPDATE fapiao_request AS f SET state = 'issued', number = j.value ->> '$.number', reason = '', amount_minor = ${TOLD},
       red_minor = ${TOLD} - (${LEFT}), ${set} AND ${MAY_BE_ISSUED} AND j.value ->> '$.number' IS NOT NULL AND ${IS_ASKED_AMOUNT}`,
    `UPDATE fapiao_request AS f SET state = 'refused', reason = j.value ->> '$.reason', ${set}
       AND f.state IN (${statesOf("refuse")}) AND j.value ->> '$.reason' <> ''`,
    `INSERT INTO fapiao_red (request_id, number, amount_minor, written_at, written_by)
     SELECT d.id, d.number, coalesce(d.amount, d.due), ?2, ?3 FROM (
       SELECT f.id, j.value ->> '$.red.number' AS number, j.value ->> '$.red.amountMinor' AS amount, ${RED_DUE} AS due
       FROM json_each(?1) AS j JOIN fapiao_request AS f ON f.id = j.value ->> '$.id' WHERE f.state = 'issued') AS d
     WHERE d.number IS NOT NULL AND coalesce(d.amount, d.due) BETWEEN 1 AND d.due
     ON CONFLICT (request_id, number) DO NOTHING`,
    `UPDATE fapiao_request AS f SET ${set}
       AND EXISTS (SELECT 1 FROM fapiao_red AS r WHERE r.request_id = f.id AND r.written_at = ?2)`,
  ];
  await db.batch(statements.map((text) => db.prepare(text).bind(...values)));
}

/** What the number is over. */
const TOLD = "coalesce(j.value ->> '$.amountMinor', f.amount_minor)";

/** What is left of it after all refunds. */
const LEFT = "CASE f.state WHEN 'refused' THEN 0 ELSE f.amount_minor - f.red_minor END";

const BY_REFUND = "f.state = 'refused' AND f.updated_by = 'refund' AND f.reason = 'refunded'";

/** One that a refund refused may be issued already: the file was at the tax office when the refund came. */
const MAY_BE_ISSUED = `(f.state IN (${statesOf("take")}, ${statesOf("issue")}) OR (${BY_REFUND}
  AND NOT EXISTS (SELECT 1 FROM fapiao_request AS o WHERE o.invoice_id = f.invoice_id AND o.state <> 'refused')))`;

/**
 * It was asked over that amount before one of the refunds, or is now. What is over what is left is for a red letter. Without an amount
 * nobody can say whether the file was made before a refund or after it.
 */
const IS_ASKED_AMOUNT = `CASE WHEN j.value ->> '$.amountMinor' IS NULL
  THEN (${LEFT}) = coalesce(f.asked_minor, f.amount_minor)
  ELSE ${TOLD} BETWEEN 1 AND coalesce(f.asked_minor, f.amount_minor) AND ${TOLD} - (${LEFT}) IN (
    SELECT 0 UNION ALL SELECT sum(c.amount_minor) OVER (ORDER BY c.issued_at DESC, c.rowid DESC)
    FROM invoice AS c WHERE c.corrects_id = f.invoice_id) END`;

/** Whether a number that is told of it can be written down, if the amount is right. */
export const awaitsNumber = ({ state, reason, updatedBy }: FapiaoRow): boolean =>
  fapiaoStatesBefore("take").includes(state) ||
  fapiaoStatesBefore("issue").includes(state) ||
  (state === "refused" && updatedBy === "refund" && reason === "refunded");

/** Those of them that there are. */
export async function fapiaoByIds(db: D1Database, ids: readonly string[]): Promise<FapiaoRow[]> {
  const { results } = await db
    .prepare(`SELECT ${COLUMNS} FROM ${FROM} WHERE f.id IN (SELECT value FROM json_each(?))`)
    .bind(JSON.stringify(ids))
    .all<Stored>();
  return results.map(rowOf);
}
