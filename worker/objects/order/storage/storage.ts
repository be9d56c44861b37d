import { Outbox } from "../../../durable/outbox.ts";
import { Schema } from "../../../durable/schema.ts";
import type { PlacedOrder } from "../../../store/claim.ts";
import { Attempts } from "./attempts.ts";
import { type OrderRecord, OrderRow } from "./order.ts";
import { Payments } from "./payments.ts";
import { RefundRequests } from "./refund-requests.ts";
import { RefundRows } from "./refunds.ts";
import { ORDER_SCHEMA } from "./schema.ts";
import { ORDER_TABLES } from "./tables.ts";
import { Timeline } from "./timeline.ts";

/** Told at once: lists and the sweep read D1. */
const PACE = { delayMs: 0, gapMs: 0 };

/** The order's tables as records. All synchronous: callers wrap what belongs together in one transaction. */
export class OrderStorage {
  readonly attempts: Attempts;
  readonly payments: Payments;
  readonly refunds: RefundRows;
  readonly refundRequests: RefundRequests;
  readonly timeline: Timeline;
  readonly outbox: Outbox;
  readonly #schema: Schema;
  readonly #order: OrderRow;

  constructor(storage: DurableObjectStorage, now: () => number) {
    const { sql } = storage;
    this.#schema = new Schema(storage, ORDER_SCHEMA, ORDER_TABLES);
    this.#order = new OrderRow(sql);
    this.attempts = new Attempts(sql);
    this.payments = new Payments(sql);
    this.refunds = new RefundRows(sql);
    this.refundRequests = new RefundRequests(sql);
    this.timeline = new Timeline(sql);
    this.outbox = new Outbox(sql, now, PACE);
  }

  /** Null for an object that no order was opened in. */
  order(): OrderRecord | null {
    return this.#schema.exists() ? this.#order.read() : null;
  }

  /** Makes the tables. Not inside a transaction: one that fails would take them back unnoticed. */
  prepare(): void {
    this.#schema.ensure();
  }

  /** Empties the object. */
  async erase(): Promise<void> {
    await this.#schema.erase();
  }

  create(placed: PlacedOrder): void {
    this.#order.create(placed);
  }

  save(order: OrderRecord): void {
    this.#order.save(order);
  }
}
