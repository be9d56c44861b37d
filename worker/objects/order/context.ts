import type { GatewayName } from "../../domain/order/payway.ts";
import { type OrderEvent, transition } from "../../domain/order/state.ts";
import { invariant, type Result } from "../../domain/result.ts";
import type { Env, NotConfigured } from "../../env.ts";
import type { Gateway } from "../../payments/port.ts";
import type { AttemptRecord, OrderBook, OrderRecord } from "./storage.ts";

/** What the parts of an OrderObject share. */
export interface OrderContext {
  book: OrderBook;
  env: Env;
  now(): number;
  gateway(name: GatewayName): Result<Gateway, NotConfigured>;
  /** Runs `change` as one storage transaction that also sets the alarm to what is due next. */
  write<T>(change: () => T): T;
  /** Starts what follows a change (grant, D1, sockets) without waiting for other conversations to end. */
  advance(): Promise<void>;
}

/** The order, in an object that has one. */
export function orderIn(book: OrderBook): OrderRecord {
  const order = book.order();
  invariant(order, "the order was opened");
  return order;
}

/** Moves the order if the table says so and marks it to be told; false when the event changes nothing. */
export function applyEvent(order: OrderRecord, event: OrderEvent, nowMs: number): boolean {
  const answer = transition(order.state, event);
  if (answer.kind !== "moves") return false;
  order.state = answer.to;
  bumpVersion(order, nowMs);
  return true;
}

/** Something that D1 and the customer see has changed. */
export function bumpVersion(order: OrderRecord, nowMs: number): void {
  order.version += 1;
  order.workAtMs = nowMs;
  order.workTries = 0;
}

/** Whether the gateway may still take money under this number. */
export const isLive = (attempt: AttemptRecord): boolean =>
  attempt.state === "open" || attempt.state === "opening";

/** When the object must act again: the least of all that is due, or null at rest. */
export function nextWake(book: OrderBook): number | null {
  const order = book.order();
  if (!order) return null;
  const due = [
    order.state === "pending" ? order.expireAtMs : null,
    order.workAtMs,
    ...book.attempts().map((attempt) => attempt.queryAtMs),
    ...book.refunds().map((refund) => refund.dueAtMs),
  ].filter((at) => at !== null);
  return due.length === 0 ? null : Math.min(...due);
}
