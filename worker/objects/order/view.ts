import type { Money } from "../../domain/money.ts";
import { payStatusOf } from "../../domain/order/state.ts";
import { orderIn } from "./context.ts";
import type {
  OrderBook,
  OrderRecord,
  RefundRecord,
  RefundRequest,
  TimelineEntry,
} from "./storage.ts";

/** An order as its owner may see it. */
export interface OrderView
  extends Omit<
    OrderRecord,
    "workAtMs" | "workTries" | "projected" | "stockReleased" | "expireAtMs"
  > {
  story: { atMs: number; event: string }[];
}

/** What the page waits for: also the message on the sockets. */
export interface PayState {
  id: string;
  orderNo: string;
  payStatus: 0 | 1;
  orderStatus: OrderRecord["state"];
}

export const payState = (order: OrderRecord): PayState => ({
  id: order.placed.orderNo,
  orderNo: order.placed.orderNo,
  payStatus: payStatusOf(order.state),
  orderStatus: order.state,
});

/** The events worth telling a customer; the rest is for the operator. */
const OWNERS_EVENTS = new Set([
  "created",
  "code-shown",
  "payment-received",
  "surplus-received",
  "granted",
  "expired",
  "cancelled",
  "refund-started",
  "refunded",
]);

export function orderView(order: OrderRecord, timeline: TimelineEntry[]): OrderView {
  const { placed, state, payingWith, version, paidAtMs, completedAtMs, granted, codesShown } =
    order;
  const story = timeline.filter((entry) => OWNERS_EVENTS.has(entry.event));
  return {
    placed,
    state,
    payingWith,
    version,
    paidAtMs,
    completedAtMs,
    granted,
    codesShown,
    story: story.map(({ atMs, event }) => ({ atMs, event })),
  };
}

/** Everything that touched the order, for the operator. */
export interface OrderFile {
  order: OrderRecord;
  attempts: ReturnType<OrderBook["attempts"]>;
  payments: ReturnType<OrderBook["payments"]>;
  refunds: ReturnType<OrderBook["refunds"]>;
  requests: RefundRequest[];
  timeline: TimelineEntry[];
}

/** How far the refund of an order is. */
export interface RefundStatus {
  state: OrderRecord["state"];
  price: Money;
  /** The last wish; null when no operator asked for a refund. */
  request: RefundRequest | null;
  refunds: RefundRecord[];
}

export function refundStatus(book: OrderBook): RefundStatus {
  const { state, placed } = orderIn(book);
  const wish = book.refundRequests().at(-1) ?? null;
  return { state, price: placed.sale.price, request: wish, refunds: book.refunds() };
}
