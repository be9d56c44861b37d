import type { StripeDocument } from "../../domain/invoice/stripe-document.ts";
import { retryAt } from "../../domain/retry.ts";
import { DAY_MS } from "../../domain/time.ts";
import { earliest } from "../../durable/deadlines.ts";

const MINUTE_MS = 60_000;

/** How long after a page of Stripe's was opened its outcome is asked for, should no event tell: a session lives a day. */
const WATCH_MS = 25 * 60 * MINUTE_MS;

/** Between two looks while a page is open; later ones widen with the time that has passed. */
const WATCH_GAP_MS_MIN = 30_000;

/** While the customer looks at the page that waits for it. */
const WATCHED_GAP_MS_MIN = 3_000;

/** A live subscription, and what needs an operator's eye, is compared once a day, whatever events did or did not say. */
const COMPARE_MS = DAY_MS;

/** After a definite no, which time alone does not change. */
const REFUSED_GAP_MS = 15 * MINUTE_MS;

/** Events are remembered for longer than Stripe repeats them. */
const EVENT_KEPT_MS = 40 * DAY_MS;

/** Ids alone: what is so is asked of Stripe. */
export interface HeardEvent {
  id: string;
  type: string;
  /** Whom it is about, as Stripe names them. */
  stripeId: string;
}

export interface StripeDocuments {
  documents: StripeDocument[];
  /** When Stripe said so, epoch ms. */
  seenAtMs: number;
}

/** Of a look that was taken. */
interface Taken {
  askedAtMs: number;
  isLive: boolean;
  /** The next look may find something though no event tells: a case of an operator's that ended, money that came again. */
  isOpen: boolean;
}

interface Look {
  dueAtMs: number | null;
  tries: number;
  watchFromMs: number | null;
  askedAtMs: number;
}

type LookRow = {
  due_at: number | null;
  tries: number;
  watch_from: number | null;
  asked_at: number;
};

const NO_LOOK: Look = { dueAtMs: null, tries: 0, watchFromMs: null, askedAtMs: 0 };

/**
 * What an account keeps of its customer at Stripe: the id, the events that were heard, and when Stripe is to be asked next.
 * An event asks for a look and is marked as applied by the first look that began after it.
 */
export class StripeRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Stripe's id. */
  customer(): string | null {
    const [row] = this.#sql
      .exec<{ stripe_id: string }>("SELECT stripe_id FROM stripe_customer")
      .toArray();
    return row?.stripe_id ?? null;
  }

  /** One that was deleted at Stripe is replaced by the next. */
  link(stripeId: string, nowMs: number): void {
    this.#sql.exec(
      `INSERT INTO stripe_customer (id, stripe_id, linked_at) VALUES (1, ?1, ?2)
       ON CONFLICT (id) DO UPDATE SET stripe_id = ?1, linked_at = ?2 WHERE stripe_id <> ?1`,
      stripeId,
      nowMs,
    );
  }

  /** Writes an event of the customer's down. One that was heard before asks for nothing. */
  hear({ id, type, stripeId }: HeardEvent, nowMs: number): void {
    if (this.customer() === null) this.link(stripeId, nowMs);
    const { rowsWritten } = this.#sql.exec(
      "INSERT INTO stripe_event (id, type, received_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      id,
      type,
      nowMs,
    );
    if (rowsWritten > 0) this.#save({ ...this.#look(), dueAtMs: nowMs, tries: 0 });
  }

  /** Something is about to be done at Stripe, or to be paid on a page of its: the outcome is asked for. */
  watch(nowMs: number): void {
    const look = this.#look();
    // An event that was heard is not put off.
    const dueAtMs = earliest([look.dueAtMs, nowMs + WATCH_GAP_MS_MIN]);
    this.#save({ ...look, dueAtMs, watchFromMs: nowMs });
  }

  /** Somebody looks at what an open page is to change. True when Stripe is to be asked now. */
  isWorthALook(nowMs: number): boolean {
    const { watchFromMs, askedAtMs, dueAtMs } = this.#look();
    return (
      watchFromMs !== null &&
      askedAtMs + WATCHED_GAP_MS_MIN <= nowMs &&
      (dueAtMs === null || dueAtMs > nowMs)
    );
  }

  lookNow(nowMs: number): void {
    this.#save({ ...this.#look(), dueAtMs: nowMs });
  }

  /** There is nobody at Stripe to ask about. */
  rest(): void {
    const look = this.#look();
    if (look.dueAtMs !== null) this.#save({ ...look, dueAtMs: null, watchFromMs: null });
  }

  dueAtMs(): number | null {
    return this.#look().dueAtMs;
  }

  /** Whether something that Stripe said later was taken. A clock that was put back makes nothing outdated. */
  isOutdated(askedAtMs: number, nowMs: number): boolean {
    const lastMs = this.#look().askedAtMs;
    return askedAtMs < lastMs && lastMs <= nowMs;
  }

  /** What Stripe said is taken: every event that came before it was asked is applied. */
  taken({ askedAtMs, isLive, isOpen }: Taken, nowMs: number): void {
    this.#sql.exec(
      "UPDATE stripe_event SET applied_at = ? WHERE applied_at IS NULL AND received_at <= ?",
      nowMs,
      askedAtMs,
    );
    this.#sql.exec(
      "DELETE FROM stripe_event WHERE applied_at IS NOT NULL AND received_at < ?",
      nowMs - EVENT_KEPT_MS,
    );
    const { watchFromMs } = this.#look();
    const isWatching = watchFromMs !== null && !isLive && nowMs < watchFromMs + WATCH_MS;
    const watch = isWatching ? watchFromMs : null;
    this.#save({
      dueAtMs: this.#waiting() ? nowMs : nextLook(watch, isLive || isOpen, nowMs),
      tries: 0,
      watchFromMs: watch,
      askedAtMs,
    });
  }

  /** What Stripe issued, as it says now. One that it does not tell of any more was issued all the same. */
  keepDocuments(documents: readonly StripeDocument[]): void {
    for (const document of documents)
      this.#sql.exec(
        `INSERT INTO stripe_document (id, document) VALUES (?1, ?2)
         ON CONFLICT (id) DO UPDATE SET document = ?2 WHERE document <> ?2`,
        document.id,
        JSON.stringify(document),
      );
  }

  documents(): StripeDocuments {
    const documents = this.#sql
      .exec<{ document: string }>("SELECT document FROM stripe_document")
      .toArray()
      .map(({ document }) => JSON.parse(document) as StripeDocument);
    return { documents, seenAtMs: this.#look().askedAtMs };
  }

  failed(reason: "refused" | "silent", nowMs: number): void {
    const look = this.#look();
    const dueAtMs = reason === "silent" ? retryAt(look.tries, nowMs) : nowMs + REFUSED_GAP_MS;
    this.#save({ ...look, dueAtMs, tries: look.tries + 1 });
  }

  #waiting(): boolean {
    return (
      this.#sql.exec("SELECT 1 FROM stripe_event WHERE applied_at IS NULL LIMIT 1").toArray()
        .length > 0
    );
  }

  #look(): Look {
    const [row] = this.#sql.exec<LookRow>("SELECT * FROM stripe_look").toArray();
    if (!row) return NO_LOOK;
    const { due_at: dueAtMs, tries, watch_from: watchFromMs, asked_at: askedAtMs } = row;
    return { dueAtMs, tries, watchFromMs, askedAtMs };
  }

  #save({ dueAtMs, tries, watchFromMs, askedAtMs }: Look): void {
    this.#sql.exec(
      `INSERT INTO stripe_look (id, due_at, tries, watch_from, asked_at) VALUES (1, ?1, ?2, ?3, ?4)
       ON CONFLICT (id) DO UPDATE SET due_at = ?1, tries = ?2, watch_from = ?3, asked_at = ?4`,
      dueAtMs,
      tries,
      watchFromMs,
      askedAtMs,
    );
  }
}

function nextLook(watchFromMs: number | null, isCompared: boolean, nowMs: number): number | null {
  if (watchFromMs !== null)
    return nowMs + Math.max(WATCH_GAP_MS_MIN, Math.floor((nowMs - watchFromMs) / 2));
  return isCompared ? nowMs + COMPARE_MS : null;
}
