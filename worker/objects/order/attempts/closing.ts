import type { Gateway } from "../../../payments/port.ts";
import { isLive, mayCall, type OrderContext } from "../context.ts";
import { applyAnswer, endAttempt, query } from "./answers.ts";
import { referenceTo } from "./describing.ts";

/** What became of a number that we wanted closed. `unsure`: the gateway could not be asked. */
export type Closing = "ended" | "paid" | "still-open" | "unsure";

/** Closes a number: ask, close if unpaid, and after any doubt ask again: a payment may slip in between. */
export async function closeAttempt(context: OrderContext, tradeNo: string): Promise<Closing> {
  const attempt = context.storage.attempts.get(tradeNo);
  if (!attempt || !isLive(attempt)) return attempt?.state === "paid" ? "paid" : "ended";
  const gateway = context.gateway(attempt.gateway);
  if (!gateway.ok) return "unsure";

  const answer = await query(context, gateway.value, tradeNo);
  if (!answer.ok) return "unsure";
  const concluded = applyAnswer(context, tradeNo, answer.value);
  if (concluded) return concluded;
  if (answer.value.kind === "unknown") return "still-open";
  // A bank has the payment in hand: there is nothing to close, and no saying that it is unpaid.
  if (answer.value.kind === "unpaid" && answer.value.confirming) return "unsure";
  return closeUnpaid(context, gateway.value, tradeNo);
}

/** Closes all of them; once a gateway has not answered, its other numbers are left unasked. */
export async function closeAttempts(context: OrderContext, tradeNos: string[]): Promise<Closing[]> {
  const silent = new Set<string>();
  const closings: Closing[] = [];
  for (const tradeNo of tradeNos) {
    const gateway = context.storage.attempts.get(tradeNo)?.gateway ?? "";
    const closing = silent.has(gateway) ? "unsure" : await closeAttempt(context, tradeNo);
    if (closing === "unsure") silent.add(gateway);
    closings.push(closing);
  }
  return closings;
}

/** Closes a number that the gateway has just called unpaid. */
export async function closeUnpaid(
  context: OrderContext,
  gateway: Gateway,
  tradeNo: string,
): Promise<Closing> {
  if (!mayCall(context)) return "unsure";
  const { storage, now, write } = context;
  const closed = await gateway.close(referenceTo(context, gateway.name, tradeNo));
  const outcome = closed.ok ? closed.value : closed.error.reason;
  const facts = { gateway: gateway.name, number: tradeNo, outcome };
  write(() => storage.timeline.note(now(), "closed-at-gateway", facts));
  if (closed.ok && closed.value === "closed") {
    endAttempt(context, tradeNo, "closed");
    return "ended";
  }
  if (closed.ok && closed.value === "not-scanned") return "still-open";

  const answer = await query(context, gateway, tradeNo);
  return (answer.ok && applyAnswer(context, tradeNo, answer.value)) || "unsure";
}
