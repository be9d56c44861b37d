import { err, ok, type Result } from "../result.ts";

/**
 * What becomes of a document. A draft has no number. One whose amount was paid already is paid as soon as it is issued;
 * with taxes on top something is still due. A paid one never becomes void by itself: a credit note corrects it, or a
 * revision takes its place.
 */
export const INVOICE_STATES = ["draft", "issued", "paid", "void"] as const;
export type InvoiceState = (typeof INVOICE_STATES)[number];

export const INVOICE_EVENTS = ["issue", "issue-paid", "pay", "void", "revise"] as const;
export type InvoiceEvent = (typeof INVOICE_EVENTS)[number];

/** What is missing is refused. A repeat of what happened changes nothing. */
const TRANSITIONS: Record<InvoiceState, Partial<Record<InvoiceEvent, InvoiceState>>> = {
  draft: { issue: "issued", "issue-paid": "paid", void: "void" },
  issued: { pay: "paid", void: "void", revise: "void" },
  paid: { pay: "paid", revise: "void" },
  void: { void: "void" },
};

export interface NotPossible {
  reason: "not-possible";
  state: InvoiceState;
  event: InvoiceEvent;
}

export function afterEvent(
  state: InvoiceState,
  event: InvoiceEvent,
): Result<InvoiceState, NotPossible> {
  const next = TRANSITIONS[state][event];
  return next ? ok(next) : err({ reason: "not-possible", state, event });
}

/** The states that an event may begin in, for a statement that is conditional on them. */
export const statesBefore = (event: InvoiceEvent): InvoiceState[] =>
  INVOICE_STATES.filter((state) => {
    const next = TRANSITIONS[state][event];
    return next !== undefined && next !== state;
  });
