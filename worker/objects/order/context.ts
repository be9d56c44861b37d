import type { NotConfigured } from "../../config/variables.ts";
import { isLive } from "../../domain/order/attempt.ts";
import type { PaymentDeclined } from "../../domain/order/messages.ts";
import type { GatewayName } from "../../domain/order/payway.ts";
import { type CallCount, countCall } from "../../domain/order/schedule.ts";
import { type OrderEvent, type OrderState, transition } from "../../domain/order/state.ts";
import { invariant, type Result } from "../../domain/result.ts";
import { earliest } from "../../durable/deadlines.ts";
import type { Gateway } from "../../payments/port.ts";
import type { OrderEnv } from "./env.ts";
import type { AttemptRecord } from "./storage/attempts.ts";
import type { OrderRecord } from "./storage/order.ts";
import type { OrderStorage } from "./storage/storage.ts";

export { isLive };

/** What the parts of an OrderObject share. */
export interface OrderContext {
  storage: OrderStorage;
  env: OrderEnv;
  now(): number;
  gateway(name: GatewayName): Result<Gateway, NotConfigured>;
  /** Calls about the order's numbers in this minute of the object's life. */
  calls: CallCount;
  /** Runs `change` as one storage transaction that also sets the alarm to what is due next. */
  write<T>(change: () => T): T;
  /** Starts what follows a change (grant, D1, sockets) without waiting for other conversations to end. */
  advance(): Promise<void>;
  /** Tells whoever waits for the payment. Only for what is no state of the order. */
  tell(news: PaymentDeclined): void;
}

/** The order, in an object that has one. */
export function orderIn(storage: OrderStorage): OrderRecord {
  const order = storage.order();
  invariant(order, "the order was opened");
  return order;
}

/** What host products and lists hear when an order comes to a state; the others are steps on the way. */
const EVENT_OF: Partial<Record<OrderState, string>> = {
  paid: "order.paid",
  completed: "order.completed",
  expired: "order.closed",
  cancelled: "order.closed",
  refunded: "order.refunded",
};

/** Moves the order if the table says so, and saves it; false when the event changes nothing. */
export function applyEvent(
  { storage, now }: Pick<OrderContext, "storage" | "now">,
  order: OrderRecord,
  event: OrderEvent,
): boolean {
  const answer = transition(order.state, event);
  if (answer.kind !== "moves") return false;
  order.state = answer.to;
  if (order.state === "paid") askForWork(order, now());
  storage.save(order);
  storage.outbox.changed();
  const type = EVENT_OF[order.state];
  if (type) storage.outbox.emit(type, eventData(order));
  return true;
}

/** The grant, or its reversal, is to be done: sets the alarm that carries it on. */
export function askForWork(order: OrderRecord, nowMs: number): void {
  order.workAtMs = nowMs;
  order.workTries = 0;
}

const eventData = ({ placed, state, payingWith }: OrderRecord) => ({
  orderNo: placed.orderNo,
  kind: placed.sale.kind,
  itemId: placed.sale.itemId,
  orderStatus: state,
  amountMinor: placed.sale.price.amountMinor,
  currency: placed.sale.price.currency,
  payType: payingWith,
});

/** Whether a gateway may be asked about a number, or to close one, once more within this minute. */
export function mayCall(context: Pick<OrderContext, "calls" | "now">): boolean {
  const counted = countCall(context.calls, context.now());
  if (counted) context.calls = counted;
  return counted !== null;
}

/** Ended unpaid, without a number at any gateway, and D1 knows: nothing can come of it any more. */
export function isForgettable(storage: OrderStorage): boolean {
  const { state } = orderIn(storage);
  const isOver = state === "expired" || state === "cancelled";
  const { attempts, payments, outbox } = storage;
  return isOver && attempts.all().length + payments.all().length === 0 && !outbox.isBehind();
}

/** As `isLive`, of a number whose last look is not over yet (domain/order/schedule.ts). */
export const canStillBePaid = (attempt: AttemptRecord): boolean =>
  isLive(attempt) && attempt.queryAtMs !== null;

/** Ended without a payment. One that comes later is honoured. */
export const isOver = (state: OrderState): boolean => state === "cancelled" || state === "expired";

/** When the object must act again, epoch ms: the earliest of all that is due; null at rest. */
export function nextDueMs(storage: OrderStorage): number | null {
  const order = storage.order();
  if (!order) return null;
  return earliest([
    order.state === "pending" ? order.expireAtMs : null,
    order.workAtMs,
    storage.outbox.dueAtMs(),
    ...storage.attempts.all().map((attempt) => attempt.queryAtMs),
    ...storage.refunds.all().map((refund) => refund.dueAtMs),
  ]);
}
