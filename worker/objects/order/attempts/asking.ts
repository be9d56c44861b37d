import { nextLookWhenOver, nextQueryAt } from "../../../domain/order/schedule.ts";
import { isLive, type OrderContext, orderIn } from "../context.ts";
import type { AttemptRecord } from "../storage/attempts.ts";
import { applyAnswer, query } from "./answers.ts";
import { closeUnpaid } from "./closing.ts";

/** How soon a gateway that did not answer about a number is asked again. */
const ASK_AGAIN_MS = 60_000;

/** How long after its end a number is asked about while the gateway does not answer. Then it is for a person to look. */
const ASKED_AFTER_END_MS_MAX = 7 * 86_400_000;

/** Asks the gateway about one number and does what its answer proves. False when it did not answer. */
export async function askAboutAttempt(context: OrderContext, tradeNo: string): Promise<boolean> {
  const attempt = planNextQuery(context, tradeNo);
  if (!attempt) return true;
  const gateway = context.gateway(attempt.gateway);
  if (!gateway.ok) return false;

  const answer = await query(context, gateway.value, tradeNo);
  if (!answer.ok) {
    askAgainSoon(context, tradeNo);
    return false;
  }
  const over = orderIn(context.storage).state !== "pending";
  const concluded = applyAnswer(context, tradeNo, answer.value);
  const closable = answer.value.kind === "unpaid" && !answer.value.confirming;
  if (!concluded && closable && over) await closeUnpaid(context, gateway.value, tradeNo);
  return true;
}

/** Asks about every number, but a gateway that does not answer about one is not asked about its others. */
export async function askAboutAttempts(context: OrderContext, tradeNos: string[]): Promise<void> {
  const silent = new Set<string>();
  for (const tradeNo of tradeNos) {
    const gateway = context.storage.attempts.get(tradeNo)?.gateway ?? "";
    if (!silent.has(gateway) && !(await askAboutAttempt(context, tradeNo))) silent.add(gateway);
  }
}

/** Sets the next query before this one is made, so that dying in between only costs the gap. */
function planNextQuery(
  { storage, now, write }: OrderContext,
  tradeNo: string,
): AttemptRecord | undefined {
  return write(() => {
    const live = storage.attempts.all().filter(isLive);
    const attempt = live.find((one) => one.tradeNo === tradeNo);
    if (!attempt) return undefined;
    const isLatest = live.every(({ shownAtMs }) => shownAtMs <= attempt.shownAtMs);
    const over = orderIn(storage).state !== "pending";
    const queryAtMs = over
      ? nextLookWhenOver(Math.max(attempt.payableUntilMs, attempt.shownAtMs), now())
      : nextQueryAt(attempt.shownAtMs, now(), isLatest ? "latest" : "earlier");
    storage.attempts.save({ ...attempt, queryAtMs });
    return attempt;
  });
}

/** A query that the gateway did not answer proves nothing: the next one does not wait for the schedule of the end. */
function askAgainSoon({ storage, now, write }: OrderContext, tradeNo: string): void {
  write(() => {
    const attempt = storage.attempts.get(tradeNo);
    if (!attempt || !isLive(attempt)) return;
    const soonMs = now() + ASK_AGAIN_MS;
    if (soonMs > attempt.payableUntilMs + ASKED_AFTER_END_MS_MAX) return;
    const queryAtMs = Math.min(attempt.queryAtMs ?? soonMs, soonMs);
    storage.attempts.save({ ...attempt, queryAtMs });
  });
}
