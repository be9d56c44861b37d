import type { InvoiceContent } from "../domain/invoice/content.ts";
import { ORDINAL_DIGITS } from "../domain/invoice/number.ts";
import type { InvoiceSale } from "../domain/invoice/sale.ts";
import { afterEvent, type InvoiceState, statesBefore } from "../domain/invoice/state.ts";
import type { Currency } from "../domain/money.ts";
import { invariant } from "../domain/result.ts";
import type { InvoiceRow } from "./invoice-rows.ts";

/**
 * Each act on documents is one batch, which D1 applies as a whole or not at all. A number is taken from its series in the
 * batch that gives it to a document, so that dying anywhere leaves no hole; unique keys leave no double.
 */

/** Written to `amount_minor` where a condition does not hold, which its CHECK refuses: the whole batch is undone. */
const REFUSED = -1;

const isRefused = (error: unknown): boolean =>
  error instanceof Error &&
  /UNIQUE constraint failed|CHECK constraint failed|is in the archive/.test(error.message);

/** False when somebody else did it, or something else in between: read again what there is. */
async function appliedWhole(db: D1Database, statements: D1PreparedStatement[]): Promise<boolean> {
  try {
    await db.batch(statements);
    return true;
  } catch (error) {
    if (isRefused(error)) return false;
    throw error;
  }
}

export interface Draft {
  id: string;
  key: string;
  customerId: string;
  period: string;
  currency: Currency;
  sales: readonly InvoiceSale[];
  nowMs: number;
}

/** Makes a draft that claims its sales. False when one of them, or the key, is claimed already. */
export const makeDraft = (db: D1Database, draft: Draft): Promise<boolean> =>
  appliedWhole(db, [
    db
      .prepare(
        `INSERT INTO invoice (id, key, kind, customer_id, period, currency, state, first_id, revision, amount_minor, created_at)
         VALUES (?1, ?2, 'invoice', ?3, ?4, ?5, 'draft', ?1, 1, ?6, ?7)`,
      )
      .bind(
        ...[draft.id, draft.key, draft.customerId, draft.period, draft.currency],
        draft.sales.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
        draft.nowMs,
      ),
    insertItems(db, draft.id, draft.sales, 1),
  ]);

type ItemToWrite = Omit<InvoiceSale, "ref" | "kind" | "currency">;

/** One parameter, however many items there are. */
function insertItems(
  db: D1Database,
  invoiceId: string,
  items: readonly (ItemToWrite & { ref: string; kind: string })[],
  claims: 0 | 1,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO invoice_item (invoice_id, position, sale, claims, names, kind, quantity, unit_amount_minor, amount_minor, paid_at)
       SELECT ?1, key, value ->> '$.ref', ?3, value -> '$.names', value ->> '$.kind', value ->> '$.quantity',
              value ->> '$.unitAmountMinor', value ->> '$.amountMinor', value ->> '$.paidAtMs' FROM json_each(?2)`,
    )
    .bind(invoiceId, JSON.stringify(items), claims);
}

/** What freezing a document writes. */
export interface Frozen {
  content: string;
  hash: string;
  amountMinor: number;
  nowMs: number;
}

const isDraft = "SELECT 1 FROM invoice WHERE id = ?2 AND state = 'draft'";
const PLACE = "(SELECT last FROM invoice_series WHERE id = ?1)";
const NUMBER = `?1 || printf('%0${ORDINAL_DIGITS}d', ${PLACE})`;

const openSeries = (db: D1Database, series: string): D1PreparedStatement =>
  db
    .prepare("INSERT INTO invoice_series (id, last) VALUES (?, 0) ON CONFLICT (id) DO NOTHING")
    .bind(series);

/** Gives a draft the next number of its series. A draft that was issued meanwhile stays as it was, and so does the series. */
export async function issueDraft(
  db: D1Database,
  id: string,
  series: string,
  { content, hash, amountMinor, nowMs, isPaid }: Frozen & { isPaid: boolean },
): Promise<void> {
  const state = stateAfter("draft", isPaid ? "issue-paid" : "issue");
  await db.batch([
    openSeries(db, series),
    db
      .prepare(`UPDATE invoice_series SET last = last + 1 WHERE id = ?1 AND EXISTS (${isDraft})`)
      .bind(series, id),
    db
      .prepare(
        `UPDATE invoice SET state = ?3, series = ?1, ordinal = ${PLACE}, number = ${NUMBER}, content = ?4, hash = ?5,
           amount_minor = ?6, issued_at = ?7, paid_at = ?8 WHERE id = ?2 AND state = 'draft'`,
      )
      .bind(...[series, id, state, content, hash, amountMinor, nowMs], isPaid ? nowMs : null),
    eventOfIssue(db, id),
  ]);
}

/**
 * Documents are written in D1, where every event ends, so this one needs no outbox: it is in the batch that gives the number.
 * Its id makes it once. A draft that was dropped meanwhile has none.
 */
const eventOfIssue = (db: D1Database, id: string): D1PreparedStatement =>
  db
    .prepare(
      `INSERT INTO event (id, type, subject, seq, at, data)
       SELECT v.id || ':1', 'invoice.issued', v.customer_id,
         max(coalesce((SELECT max(seq) FROM event WHERE subject = v.customer_id), 0),
           coalesce((SELECT seq FROM event_archived WHERE subject = v.customer_id), 0)) + 1, v.issued_at,
         json_object('invoice', v.id, 'number', v.number, 'kind', v.kind, 'period', v.period, 'revision', v.revision, 'state',
           v.state, 'amountMinor', v.amount_minor, 'currency', v.currency, 'corrects', v.corrects_id)
       FROM invoice AS v WHERE v.id = ? AND v.number IS NOT NULL ON CONFLICT (id) DO NOTHING`,
    )
    .bind(id);

function stateAfter(state: InvoiceState, event: "issue" | "issue-paid"): InvoiceState {
  const next = afterEvent(state, event);
  invariant(next.ok, "a draft can be issued");
  return next.value;
}

/** Puts a revision in the place of a document, under its number. False when something else happened to it meanwhile. */
export function writeRevision(
  db: D1Database,
  latest: InvoiceRow,
  {
    id,
    number,
    content,
    hash,
    nowMs,
  }: Omit<Frozen, "amountMinor"> & { id: string; number: string },
): Promise<boolean> {
  const before = listOf(statesBefore("revise"));
  const revision = latest.revision + 1;
  return appliedWhole(db, [
    db
      .prepare(
        `INSERT INTO invoice (id, key, kind, customer_id, period, currency, state, first_id, revision, series, ordinal, number,
           amount_minor, content, hash, created_at, issued_at, paid_at)
         SELECT ?2, ?3, kind, customer_id, period, currency, state, first_id, ?4, series, ordinal, ?5,
           CASE WHEN state IN (${before}) THEN amount_minor ELSE ${REFUSED} END, ?6, ?7, ?8, ?8, paid_at
         FROM invoice WHERE id = ?1`,
      )
      .bind(
        ...[latest.id, id, `revision:${latest.firstId}:${revision}`, revision, number],
        ...[content, hash, nowMs],
      ),
    db
      .prepare(
        `INSERT INTO invoice_item SELECT ?2, position, sale, 0, names, kind, quantity, unit_amount_minor, amount_minor, paid_at
         FROM invoice_item WHERE invoice_id = ?1`,
      )
      .bind(latest.id, id),
    db
      .prepare(
        `UPDATE invoice SET state = 'void', voided_at = ?2 WHERE id = ?1 AND state IN (${before})`,
      )
      .bind(latest.id, nowMs),
    eventOfIssue(db, id),
  ]);
}

export interface Credit extends Frozen {
  id: string;
  /** The first revision of what it corrects. */
  firstId: string;
  /** How many credit notes that one had when the taxes were worked out. */
  creditedBefore: number;
  series: string;
  document: InvoiceContent;
}

export const creditKey = (sale: string): string => `credit:${sale}`;

/** Issues a credit note, and what follows for the fapiao. False when it is there, or another one came in between. */
export function writeCreditNote(db: D1Database, credit: Credit): Promise<boolean> {
  const { id, firstId, series, document, nowMs, amountMinor } = credit;
  const [item] = document.items;
  invariant(item && document.items.length === 1, "a credit note is about one sale");
  return appliedWhole(db, [
    openSeries(db, series),
    db.prepare("UPDATE invoice_series SET last = last + 1 WHERE id = ?").bind(series),
    db
      .prepare(
        `INSERT INTO invoice (id, key, kind, customer_id, period, currency, state, first_id, revision, corrects_id, series, ordinal,
           number, amount_minor, content, hash, created_at, issued_at, paid_at)
         SELECT ?2, ?3, 'credit-note', ?4, ?5, ?6, 'paid', ?2, 1, ?7, ?1, last, ${NUMBER},
           CASE WHEN (SELECT count(*) FROM invoice WHERE corrects_id = ?7) = ?8 THEN ?9 ELSE ${REFUSED} END,
           ?10, ?11, ?12, ?12, ?12
         FROM invoice_series WHERE id = ?1`,
      )
      .bind(
        ...[series, id, creditKey(item.sale), document.buyer.id, document.period],
        ...[document.currency, firstId, credit.creditedBefore, amountMinor],
        ...[credit.content, credit.hash, nowMs],
      ),
    insertItems(db, id, [{ ...item, ref: item.sale, kind: "credit" }], 0),
    ...reddenFapiao(db, firstId, amountMinor, nowMs),
    eventOfIssue(db, id),
  ]);
}

/** A fapiao that is only asked for is asked for less, or not at all; one that is out, or on its way, needs a red letter. */
const reddenFapiao = (db: D1Database, invoiceId: string, minor: number, nowMs: number) => [
  db
    .prepare(
      `UPDATE fapiao_request SET state = 'refused', reason = 'refunded', updated_at = ?3, updated_by = 'refund'
       WHERE invoice_id = ?1 AND state = 'requested' AND amount_minor <= ?2`,
    )
    .bind(invoiceId, minor, nowMs),
  db
    .prepare(
      `UPDATE fapiao_request SET amount_minor = amount_minor - ?2, updated_at = ?3, updated_by = 'refund'
       WHERE invoice_id = ?1 AND state = 'requested'`,
    )
    .bind(invoiceId, minor, nowMs),
  db
    .prepare(
      `UPDATE fapiao_request SET red_minor = min(amount_minor, red_minor + ?2), updated_at = ?3, updated_by = 'refund'
       WHERE invoice_id = ?1 AND state IN ('issuing', 'issued')`,
    )
    .bind(invoiceId, minor, nowMs),
];

/** The rest of an issued document was paid. False when it was in no state for that. */
export async function markPaid(db: D1Database, id: string, nowMs: number): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `UPDATE invoice SET state = 'paid', paid_at = ?2 WHERE id = ?1 AND state IN (${listOf(statesBefore("pay"))})`,
    )
    .bind(id, nowMs)
    .run();
  return meta.changes > 0;
}

/** Gives the sales of a document free, to be invoiced anew, also by the walk over a month that was closed. False when it was in no state for that, or was credited. */
export async function markVoid(
  db: D1Database,
  { id, firstId }: Pick<InvoiceRow, "id" | "firstId">,
  nowMs: number,
): Promise<boolean> {
  const may = `id = ?1 AND state IN (${listOf(statesBefore("void"))})
    AND NOT EXISTS (SELECT 1 FROM invoice AS c WHERE c.corrects_id = ?2)`;
  const [, voided] = await db.batch([
    db
      .prepare(
        `UPDATE invoice_item SET claims = 0 WHERE invoice_id = ?2 AND EXISTS (SELECT 1 FROM invoice WHERE ${may})`,
      )
      .bind(id, firstId),
    db
      .prepare(`UPDATE invoice SET state = 'void', voided_at = ?3 WHERE ${may}`)
      .bind(id, firstId, nowMs),
    reopenMonth(db, id, nowMs),
  ]);
  return (voided?.meta.changes ?? 0) > 0;
}

/** One more walk is counted, so that a walk that is under way, and has passed these sales, does not end the month. */
const reopenMonth = (db: D1Database, id: string, nowMs: number): D1PreparedStatement =>
  db
    .prepare(
      `UPDATE invoice_run SET closed = 0, due_at = ?2, cursor_at = 0, cursor_id = '', walks = walks + 1
       WHERE period = (SELECT period FROM invoice WHERE id = ?1 AND state = 'void' AND voided_at = ?2)`,
    )
    .bind(id, nowMs);

/** Fixed words of ours, never a caller's. */
const listOf = (states: readonly InvoiceState[]): string =>
  states.map((state) => `'${state}'`).join(", ");
