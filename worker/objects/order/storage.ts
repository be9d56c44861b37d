import type { Currency, Money } from "../../domain/money.ts";
import type { Attempt, AttemptState } from "../../domain/order/attempt.ts";
import { transactionKey } from "../../domain/order/judge.ts";
import type { GatewayName, PayType } from "../../domain/order/payway.ts";
import type { PaymentProof } from "../../domain/order/proof.ts";
import type { ReversalScope } from "../../domain/order/refund.ts";
import type { OrderState } from "../../domain/order/state.ts";
import { invariant } from "../../domain/result.ts";
import { Schema } from "../../durable/schema.ts";
import type { PlacedOrder } from "../../store/claim.ts";
import type { Granted, NotEnoughLeft, Reversed } from "../account/object.ts";
import { ORDER_SCHEMA } from "./tables.ts";

/** The order itself. */
export interface OrderRecord {
  placed: PlacedOrder;
  state: OrderState;
  /** The way that the order was paid with, or whose code was shown last. */
  payingWith: PayType;
  /** Counts changes of what D1 and the customer see. */
  version: number;
  /** The version that D1 has. */
  projected: number;
  /** Whether the order gave its unit of stock back when it ended unpaid. */
  stockReleased: boolean;
  paidAtMs: number | null;
  completedAtMs: number | null;
  granted: Granted | null;
  /** When fulfilment or projection is due again; null when both are done. */
  workAtMs: number | null;
  workTries: number;
  codesShown: number;
  /** When to end the order if it is still unpaid: the end of its time, then again while the gateway cannot be asked. */
  expireAtMs: number;
}

export interface AttemptRecord extends Attempt {
  payableUntilMs: number;
  shownAtMs: number;
  /** When to ask the gateway next; null when nothing more can come. */
  queryAtMs: number | null;
}

export interface RefundRecord {
  refundNo: string;
  tradeNo: string;
  gateway: GatewayName;
  amountMinor: number;
  why: "surplus" | "sold-out" | "operator";
  /** The operator's words, which the gateway shows to the customer; may be empty. */
  reason: string;
  state: "due" | "accepted" | "done" | "failed";
  /** Why it failed, in the gateway's words. */
  detail: string;
  startedAtMs: number;
  /** How often the gateway was asked, whatever it answered: sets the pace. */
  tries: number;
  /** Refusals since it last answered anything else: silence and waiting for a bank are none. */
  refusals: number;
  dueAtMs: number | null;
  /** A person wants it tried again: what the gateway says of this number decides whether it takes a new one. */
  retrying: boolean;
  /** The number that goes on in its place: the gateway closed this one and moved nothing. */
  replacedBy: string | null;
}

export interface PaymentRecord {
  /** `<gateway>:<transaction id>`. */
  key: string;
  tradeNo: string;
  gateway: GatewayName;
  transactionId: string;
  amountMinor: number;
  role: "settling" | "surplus";
}

/** An operator's wish to refund the order. Written before anything is done about it. */
export interface RefundRequest {
  /** Counts the order's wishes, from 1. */
  ordinal: number;
  clawBack: ReversalScope;
  reason: string;
  /** The operator's `sub`. */
  askedBy: string;
  askedAtMs: number;
  /** `taken`: the account gave back what it had to, and the money follows. */
  state: "open" | "taken" | "refused";
  taken: Reversed | null;
  refused: NotEnoughLeft | null;
}

/** Plain values only: what is kept of an event is shown to the operator as it is. */
export type Facts = Record<string, string | number | boolean | null>;

export interface TimelineEntry {
  atMs: number;
  event: string;
  data: Facts;
}

type Row<T extends string> = Record<T, SqlStorageValue>;

/** The order's tables as records. All synchronous: callers wrap what belongs together in one transaction. */
export class OrderBook {
  readonly #sql: SqlStorage;
  readonly #schema: Schema;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    this.#schema = new Schema(storage, ORDER_SCHEMA);
  }

  /** Null for an object that no order was opened in. */
  order(): OrderRecord | null {
    if (!this.#schema.exists()) return null;
    const [row] = this.#sql.exec<Row<string>>("SELECT * FROM purchase").toArray();
    if (!row) return null;
    return {
      placed: JSON.parse(row.placed as string) as PlacedOrder,
      state: row.state as OrderState,
      payingWith: row.paying_with as PayType,
      version: row.version as number,
      projected: row.projected as number,
      stockReleased: row.stock_released === 1,
      paidAtMs: row.paid_at as number | null,
      completedAtMs: row.completed_at as number | null,
      granted: row.granted ? (JSON.parse(row.granted as string) as Granted) : null,
      workAtMs: row.work_at as number | null,
      workTries: row.work_tries as number,
      codesShown: row.codes_shown as number,
      expireAtMs: row.expire_at as number,
    };
  }

  /** Makes the tables. Not inside a transaction: one that fails would take them back unnoticed. */
  prepare(): void {
    this.#schema.ensure();
  }

  create(placed: PlacedOrder): void {
    this.#sql.exec(
      "INSERT INTO purchase (id, placed, state, paying_with, expire_at) VALUES (1, ?, 'pending', ?, ?)",
      JSON.stringify(placed),
      placed.payType,
      placed.expiresAtMs,
    );
  }

  save(order: OrderRecord): void {
    invariant(order.projected <= order.version, "D1 is never ahead of the object");
    this.#sql.exec(
      `UPDATE purchase SET state = ?, paying_with = ?, version = ?, projected = ?, stock_released = ?, paid_at = ?, completed_at = ?,
              granted = ?, work_at = ?, work_tries = ?, codes_shown = ?, expire_at = ?`,
      order.state,
      order.payingWith,
      order.version,
      order.projected,
      order.stockReleased ? 1 : 0,
      order.paidAtMs,
      order.completedAtMs,
      order.granted ? JSON.stringify(order.granted) : null,
      order.workAtMs,
      order.workTries,
      order.codesShown,
      order.expireAtMs,
    );
  }

  attempts(): AttemptRecord[] {
    return this.#sql
      .exec<Row<string>>("SELECT * FROM attempt ORDER BY ordinal")
      .toArray()
      .map((row) => ({
        tradeNo: row.number as string,
        ordinal: row.ordinal as number,
        gateway: row.gateway as GatewayName,
        state: row.state as AttemptState,
        payableUntilMs: row.payable_until as number,
        shownAtMs: row.shown_at as number,
        queryAtMs: row.query_at as number | null,
      }));
  }

  attempt(tradeNo: string): AttemptRecord | undefined {
    return this.attempts().find((attempt) => attempt.tradeNo === tradeNo);
  }

  saveAttempt(attempt: AttemptRecord): void {
    this.#sql.exec(
      `INSERT INTO attempt (number, ordinal, gateway, state, payable_until, shown_at, query_at)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (number) DO UPDATE SET state = ?4, shown_at = ?6, query_at = ?7`,
      attempt.tradeNo,
      attempt.ordinal,
      attempt.gateway,
      attempt.state,
      attempt.payableUntilMs,
      attempt.shownAtMs,
      attempt.queryAtMs,
    );
  }

  payments(): PaymentRecord[] {
    return this.#sql
      .exec<Row<string>>("SELECT * FROM payment ORDER BY recorded_at, key")
      .toArray()
      .map((row) => ({
        key: row.key as string,
        tradeNo: row.number as string,
        gateway: row.gateway as GatewayName,
        transactionId: row.transaction_id as string,
        amountMinor: row.amount_minor as number,
        role: row.role as PaymentRecord["role"],
      }));
  }

  /** The primary key on the gateway's transaction id is what makes a payment count once. */
  recordPayment(proof: PaymentProof, role: "settling" | "surplus", nowMs: number): void {
    this.#sql.exec(
      `INSERT INTO payment (key, number, gateway, transaction_id, amount_minor, currency, role, paid_at, recorded_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      transactionKey(proof),
      proof.tradeNo,
      proof.gateway,
      proof.transactionId,
      proof.amount.amountMinor,
      proof.amount.currency,
      role,
      proof.paidAtMs,
      nowMs,
    );
  }

  /** The payment recorded under a number: a gateway takes at most one for each. */
  paymentOf(tradeNo: string): { transactionId: string; amount: Money } | undefined {
    const [row] = this.#sql
      .exec<Row<"transaction_id" | "currency" | "amount_minor">>(
        "SELECT transaction_id, currency, amount_minor FROM payment WHERE number = ?",
        tradeNo,
      )
      .toArray();
    return (
      row && {
        transactionId: row.transaction_id as string,
        amount: { currency: row.currency as Currency, amountMinor: row.amount_minor as number },
      }
    );
  }

  /** The number under which the order was paid. */
  settlingTrade(): { number: string; gateway: GatewayName } | undefined {
    return this.#sql
      .exec<{ number: string; gateway: GatewayName }>(
        "SELECT number, gateway FROM payment WHERE role = 'settling'",
      )
      .toArray()[0];
  }

  refunds(): RefundRecord[] {
    return this.#sql
      .exec<Row<string>>("SELECT * FROM refund ORDER BY number")
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

  refund(tradeNo: string): RefundRecord | undefined {
    return this.refunds().find((refund) => refund.refundNo === tradeNo);
  }

  saveRefund(refund: RefundRecord): void {
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

  /** The operators' wishes to refund the order, the oldest first. All but the last were refused. */
  refundRequests(): RefundRequest[] {
    return this.#sql
      .exec<Row<string>>("SELECT * FROM refund_wish ORDER BY ordinal")
      .toArray()
      .map((row) => {
        const state = row.state as RefundRequest["state"];
        const answer = row.answer === null ? null : JSON.parse(row.answer as string);
        return {
          ordinal: row.ordinal as number,
          clawBack: row.claw_back as ReversalScope,
          reason: row.reason as string,
          askedBy: row.asked_by as string,
          askedAtMs: row.asked_at as number,
          state,
          taken: state === "taken" ? answer : null,
          refused: state === "refused" ? answer : null,
        };
      });
  }

  /** The wish that waits for the account. */
  openRequest(): RefundRequest | undefined {
    return this.refundRequests().find((wish) => wish.state === "open");
  }

  /** The index over what stands is what makes two operators' wishes one. */
  saveRequest(wish: RefundRequest): void {
    const answer = wish.taken ?? wish.refused;
    this.#sql.exec(
      `INSERT INTO refund_wish (ordinal, claw_back, reason, asked_by, asked_at, state, answer)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (ordinal) DO UPDATE SET state = ?6, answer = ?7`,
      wish.ordinal,
      wish.clawBack,
      wish.reason,
      wish.askedBy,
      wish.askedAtMs,
      wish.state,
      answer === null ? null : JSON.stringify(answer),
    );
  }

  note(atMs: number, event: string, data: Facts = {}): void {
    this.#sql.exec(
      "INSERT INTO timeline (at, event, data) VALUES (?, ?, ?)",
      atMs,
      event,
      JSON.stringify(data),
    );
  }

  countNotes(event: string): number {
    return this.#sql
      .exec<{ n: number }>("SELECT count(*) AS n FROM timeline WHERE event = ?", event)
      .one().n;
  }

  timeline(): TimelineEntry[] {
    return this.#sql
      .exec<{ at: number; event: string; data: string }>(
        "SELECT at, event, data FROM timeline ORDER BY seq",
      )
      .toArray()
      .map((row) => ({
        atMs: row.at,
        event: row.event,
        data: JSON.parse(row.data) as Facts,
      }));
  }
}
