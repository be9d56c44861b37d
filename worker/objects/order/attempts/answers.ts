import { nextLookWhileConfirming } from "../../../domain/order/schedule.ts";
import type { TradeState } from "../../../domain/order/trade.ts";
import { err } from "../../../domain/result.ts";
import type { Gateway } from "../../../payments/port.ts";
import { isLive, mayCall, type OrderContext, orderIn } from "../context.ts";
import { settle } from "../settle.ts";
import { referenceTo } from "./describing.ts";

/** Queries kept on one timeline. An order left unpaid is asked about some seventy times. */
const QUERIES_NOTED_MAX = 500;

/** What asking comes to when the order has been asked about too often within the minute: no proof of anything. */
export const notNow = () =>
  err({ reason: "unavailable" as const, detail: "asked too often within a minute" });

/** Asks the gateway what became of a number, and keeps the answer on the timeline. */
export async function query(
  context: OrderContext,
  gateway: Gateway,
  tradeNo: string,
): ReturnType<Gateway["query"]> {
  if (!mayCall(context)) return notNow();
  const { storage, now, write } = context;
  const answer = await gateway.query(referenceTo(context, gateway.name, tradeNo));
  const outcome = answer.ok ? answer.value.kind : `${answer.error.reason}: ${answer.error.detail}`;
  const facts = { gateway: gateway.name, number: tradeNo, outcome };
  write(() => {
    storage.timeline.noteBounded(now(), "queried", facts, QUERIES_NOTED_MAX);
    if (answer.ok) keepGatewayId(context, tradeNo, answer.value.gatewayId);
  });
  return answer;
}

/** The id that the gateway has for a number, once. Inside a transaction. */
export function keepGatewayId(
  { storage }: OrderContext,
  tradeNo: string,
  gatewayId: string | undefined,
): void {
  const attempt = storage.attempts.get(tradeNo);
  if (attempt && gatewayId && attempt.gatewayId === null)
    storage.attempts.save({ ...attempt, gatewayId });
}

/** Does what an answer proves; null when the number is neither paid nor dead. */
export function applyAnswer(
  context: OrderContext,
  tradeNo: string,
  state: TradeState,
): "paid" | "ended" | null {
  switch (state.kind) {
    case "paid":
      settle(context, state.proof, "query");
      void context.advance();
      return "paid";
    case "refunded":
      endAttempt(context, tradeNo, "refunded");
      return "ended";
    case "closed":
      endAttempt(context, tradeNo, "closed");
      return "ended";
    case "unpaid":
      if (state.declined) noteDecline(context, tradeNo);
      if (state.confirming) noteConfirming(context, tradeNo);
      return null;
    default:
      return null;
  }
}

/** The payer has done all, and a bank answers in hours or days: looked after for as long, whatever becomes of the order. */
function noteConfirming({ storage, now, write }: OrderContext, tradeNo: string): void {
  write(() => {
    const attempt = storage.attempts.get(tradeNo);
    if (!attempt || !isLive(attempt)) return;
    const queryAtMs = nextLookWhileConfirming(attempt.openedAtMs, now());
    storage.attempts.save({ ...attempt, confirming: true, queryAtMs });
    if (attempt.confirming) return;
    storage.timeline.note(now(), "payment-confirming", { number: tradeNo });
    storage.outbox.changed(); // Whoever waits on a socket is told.
  });
}

/** Once for each time that its code was shown: the gateway goes on saying it. */
function noteDecline({ storage, now, write, tell }: OrderContext, tradeNo: string): void {
  const shownAtMs = storage.attempts.get(tradeNo)?.shownAtMs ?? 0;
  const isNoted = storage.timeline
    .all()
    .some(
      ({ event, data, atMs }) =>
        event === "payment-declined" && data.number === tradeNo && atMs >= shownAtMs,
    );
  if (isNoted) return;
  const { placed } = orderIn(storage);
  write(() => storage.timeline.noteBounded(now(), "payment-declined", { number: tradeNo }));
  tell({ event: "payment-declined", orderNo: placed.orderNo });
}

/**
 * Nothing can be paid under this number any more. `refunded`: it was paid, and refunded in the gateway's console; a late
 * notification of that payment must not grant it.
 */
export function endAttempt(
  { storage, now, write }: OrderContext,
  tradeNo: string,
  state: "closed" | "refunded",
): void {
  write(() => {
    const attempt = storage.attempts.get(tradeNo);
    if (!attempt || !isLive(attempt)) return;
    storage.attempts.save({ ...attempt, state, queryAtMs: null, confirming: false });
    if (state === "refunded")
      storage.timeline.note(now(), "refunded-at-gateway", { number: tradeNo });
    if (!attempt.confirming) return;
    if (state === "closed")
      storage.timeline.note(now(), "payment-not-confirmed", { number: tradeNo });
    storage.outbox.changed();
  });
}
