import type { TradeState } from "../../../domain/order/trade.ts";
import type { Gateway } from "../../../payments/port.ts";
import { isLive, type OrderContext } from "../context.ts";
import { settle } from "../settle.ts";

/** Queries kept on one timeline. An order left unpaid is asked about some seventy times. */
const QUERIES_NOTED_MAX = 500;

/** Asks the gateway what became of a number, and keeps the answer on the timeline. */
export async function query(
  { storage, now, write }: OrderContext,
  gateway: Gateway,
  tradeNo: string,
): ReturnType<Gateway["query"]> {
  const answer = await gateway.query({ tradeNo });
  const outcome = answer.ok ? answer.value.kind : `${answer.error.reason}: ${answer.error.detail}`;
  const facts = { gateway: gateway.name, number: tradeNo, outcome };
  write(() => storage.timeline.noteBounded(now(), "queried", facts, QUERIES_NOTED_MAX));
  return answer;
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
    default:
      return null;
  }
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
    storage.attempts.save({ ...attempt, state, queryAtMs: null });
    if (state === "refunded")
      storage.timeline.note(now(), "refunded-at-gateway", { number: tradeNo });
  });
}
