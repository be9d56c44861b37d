import { retryAt } from "../retry.ts";
import type { GatewayName } from "./payway.ts";

/** Why an order's own payment goes back. A surplus one is none of the order's. */
export type OrderRefundReason = "sold-out" | "operator" | "not-grantable" | "dispute";

/** One refund of one payment in full, under one number at the gateway. */
export interface RefundRecord {
  refundNo: string;
  tradeNo: string;
  gateway: GatewayName;
  amountMinor: number;
  why: "surplus" | OrderRefundReason;
  /** The operator's words, which the gateway shows to the customer; may be empty. */
  reason: string;
  /** `due`: to be requested. `accepted`: the gateway has it and has not confirmed it. `failed`: needs a person. */
  state: "due" | "accepted" | "done" | "failed";
  /** Why it failed, in the gateway's words. */
  detail: string;
  startedAtMs: number;
  /** How often the gateway was asked, whatever it answered: sets the pace. */
  tries: number;
  /** Refusals since it last answered anything else: silence and waiting for a bank are none. */
  refusals: number;
  /** When the gateway is asked next, epoch ms; null when there is nothing to ask. */
  dueAtMs: number | null;
  /** A person wants it tried again: what the gateway says of this number decides whether it takes a new one. */
  retrying: boolean;
  /** The number that goes on in its place: the gateway closed this one and moved nothing. */
  replacedBy: string | null;
}

/** What a gateway says of a refund, verified. */
export type GatewayRefundState =
  | { kind: "done" }
  | { kind: "accepted" }
  /** The gateway knows no such refund. */
  | { kind: "unknown" }
  /**
   * The bank refused, or the gateway closed the refund. `numberIsDead`: closed for good with nothing moved, so that
   * only another number can refund. Any other failure keeps its number.
   */
  | { kind: "failed"; detail: string; numberIsDead?: true };

export type RefundEvent =
  /** The gateway's word, by answer or by notification. */
  | { kind: "status"; status: GatewayRefundState; via: "query" | "notification" | "reconciliation" }
  /** The gateway refused to take the request. */
  | { kind: "refused"; detail: string }
  /** An operator takes up what had failed for good. */
  | { kind: "retry" }
  /** An operator saw the money returned in the gateway's console, and the gateway's word of the trade bears it out. */
  | { kind: "confirmed-outside"; note: string }
  /** Another refund of the same payment is done. */
  | { kind: "superseded"; by: string };

/** What follows a transition, for the order's object to carry out in the same transaction. */
export type RefundEffect =
  | "refunded"
  | "failed"
  /** It was done, and the money came back to us: the bank could not place it. A person's from now on. */
  | "undone"
  /** Another number goes on in its place. */
  | "replace"
  /** Dropped before the gateway could move anything: the payment was returned under another number. */
  | "dropped"
  /** Requested beside another one that is done: it is asked about and never sent again. */
  | "overtaken"
  /** Both moved money. */
  | "refunded-twice";

export interface RefundTransition {
  /** The refund as it is afterwards; the same object when nothing changes. */
  refund: RefundRecord;
  effects: readonly RefundEffect[];
}

/** Refusals in a row after which a refund is given to a person: two days at the widest gap. */
const REFUSALS_MAX = 60;

/** Tries after which a gateway that accepts a refund must also know it: as many refusals, with a question after each. */
const ROUNDS_MAX = 2 * REFUSALS_MAX;

/** The first tries follow each other fast; what has failed so often waits an hour for the next. */
const FAST_TRIES = 20;
const SLOW_GAP_MS = 3_600_000;

/** How the detail of a refund begins that an operator saw returned in the gateway's console. */
const OUTSIDE = "given back at the gateway: ";

/** When a refund is taken up again after this try. */
export const nextRefundTry = ({ tries }: Pick<RefundRecord, "tries">, nowMs: number): number =>
  tries < FAST_TRIES ? retryAt(tries, nowMs) : nowMs + SLOW_GAP_MS;

/**
 * Decides what an event does to a refund. Pure and total: every state and event has an answer. `doneBeside` is the number of
 * another refund of the same payment that is done, null without one.
 */
export function applyRefundEvent(
  refund: RefundRecord,
  event: RefundEvent,
  doneBeside: string | null,
  nowMs: number,
): RefundTransition {
  switch (event.kind) {
    case "status":
      return applyStatus(refund, event, doneBeside);
    case "refused":
      return refuse(refund, event.detail, doneBeside);
    case "retry":
      return isWaitingForPerson(refund) ? move(refund, RETRIED(nowMs)) : unchanged(refund);
    case "confirmed-outside":
      return isWaitingForPerson(refund)
        ? move(refund, { ...DONE, detail: `${OUTSIDE}${event.note}` }, ["refunded"])
        : unchanged(refund);
    case "superseded":
      return supersede(refund, event.by, nowMs);
  }
}

/** It failed, and nothing carries it on. */
export const isWaitingForPerson = ({ state, replacedBy }: RefundRecord): boolean =>
  state === "failed" && replacedBy === null;

/** Whether D1 shows the refund differently. */
export const isShownDifferently = (a: RefundRecord, b: RefundRecord): boolean =>
  a.state !== b.state || a.replacedBy !== b.replacedBy;

const RETRIED = (nowMs: number) =>
  ({ state: "accepted", retrying: true, tries: 0, refusals: 0, dueAtMs: nowMs }) as const;
const OVER = { state: "failed", dueAtMs: null, retrying: false } as const;
const DONE = {
  state: "done",
  dueAtMs: null,
  retrying: false,
  replacedBy: null,
  refusals: 0,
} as const;

const unchanged = (refund: RefundRecord): RefundTransition => ({ refund, effects: [] });
const move = (
  refund: RefundRecord,
  change: Partial<RefundRecord>,
  effects: RefundEffect[] = [],
): RefundTransition => ({ refund: { ...refund, ...change }, effects });

function applyStatus(
  refund: RefundRecord,
  { status, via }: Extract<RefundEvent, { kind: "status" }>,
  doneBeside: string | null,
): RefundTransition {
  if (refund.state === "done") return applyStatusWhenDone(refund, status, doneBeside);
  const answered = { ...refund, refusals: 0 };
  if (doneBeside !== null) return applyStatusBeside(refund, answered, status, doneBeside);
  if (status.kind === "done") return move(answered, DONE, ["refunded"]);
  // Failed stays failed: a slower answer of an earlier state must not make it wait for nothing.
  if (refund.state === "failed") return unchanged(refund);
  if (status.kind === "unknown") return notKnown(answered);
  if (status.kind === "accepted") return move(answered, { state: "accepted" });
  // Gateways repeat old news for hours. What is tried again is judged by what the gateway answers now.
  if (refund.retrying && via === "notification") return unchanged(refund);
  return fail(answered, status);
}

/**
 * Only a number that is dead undoes what was done: a bank's refusal that the gateway overcame afterwards may be told again for
 * hours. What a person saw returned in the gateway's console stays so, whatever became of our number.
 */
function applyStatusWhenDone(
  refund: RefundRecord,
  status: GatewayRefundState,
  doneBeside: string | null,
): RefundTransition {
  if (refund.detail.startsWith(OUTSIDE))
    return status.kind === "done" ? { refund, effects: ["refunded-twice"] } : unchanged(refund);
  const isUndone = status.kind === "failed" && status.numberIsDead === true && doneBeside === null;
  return isUndone
    ? move(refund, { ...OVER, detail: status.detail }, ["undone"])
    : unchanged(refund);
}

/** The payment was returned under another number, so this one is asked about and never sent. */
function applyStatusBeside(
  refund: RefundRecord,
  answered: RefundRecord,
  status: GatewayRefundState,
  doneBeside: string,
): RefundTransition {
  if (status.kind === "done") {
    const beside = { refund, effects: ["refunded-twice"] } as const;
    if (refund.replacedBy !== null) return beside;
    return move(answered, { ...OVER, detail: `done, beside ${doneBeside}` }, ["refunded-twice"]);
  }
  const nothingMoved =
    status.kind === "unknown" || (status.kind === "failed" && status.numberIsDead === true);
  if (nothingMoved)
    return refund.replacedBy === doneBeside ? unchanged(refund) : drop(answered, doneBeside);
  if (status.kind === "failed" && refund.state !== "failed")
    return fail({ ...answered, retrying: false }, status);
  return unchanged(refund);
}

/** A gateway that accepts and knows nothing of it afterwards, over and over, needs a person as one that refuses does. */
function notKnown(refund: RefundRecord): RefundTransition {
  if (refund.state !== "accepted" || refund.tries < ROUNDS_MAX)
    return move(refund, { state: "due", retrying: false });
  const detail = "accepted again and again, and not known afterwards";
  return fail({ ...refund, retrying: false }, { kind: "failed", detail });
}

/** A refund that the gateway goes on refusing needs a person; one that it does not answer about is tried for ever. */
function refuse(refund: RefundRecord, detail: string, doneBeside: string | null): RefundTransition {
  const refused = { ...refund, refusals: refund.refusals + 1 };
  if (refused.refusals < REFUSALS_MAX) return { refund: refused, effects: [] };
  const status = { kind: "failed", detail } as const;
  const failed = applyStatus(refused, { kind: "status", status, via: "query" }, doneBeside);
  return failed.effects.length === 0 ? { refund: refused, effects: [] } : failed;
}

function fail(
  refund: RefundRecord,
  { detail, numberIsDead }: Extract<GatewayRefundState, { kind: "failed" }>,
): RefundTransition {
  const takesNewNumber = refund.retrying && numberIsDead === true;
  return move(refund, { ...OVER, detail }, [takesNewNumber ? "replace" : "failed"]);
}

/** Gives up a refund that moved nothing: the payment was returned under another number. */
function drop(refund: RefundRecord, doneBy: string): RefundTransition {
  const detail = `not needed: ${doneBy} is done`;
  return move(refund, { ...OVER, replacedBy: doneBy, detail }, ["dropped"]);
}

/** A number that was given up is done after all: what goes on in its place must not move the money again. */
function supersede(refund: RefundRecord, by: string, nowMs: number): RefundTransition {
  const { state, tries, replacedBy } = refund;
  if (state === "done" || replacedBy !== null) return unchanged(refund);
  if (state === "due" && tries === 0) return drop(refund, by);
  const asked = state === "due" ? { state: "accepted" as const, dueAtMs: nowMs } : {};
  return move(refund, asked, ["overtaken"]);
}
