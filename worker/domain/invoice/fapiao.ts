import { err, ok, type Result } from "../result.ts";

/** What becomes of a customer's wish for a fapiao, which an operator issues at the tax office. */
export const FAPIAO_STATES = ["requested", "issuing", "issued", "refused"] as const;
export type FapiaoState = (typeof FAPIAO_STATES)[number];

export const FAPIAO_EVENTS = ["take", "issue", "refuse"] as const;
export type FapiaoEvent = (typeof FAPIAO_EVENTS)[number];

/** 专票, whose tax a business deducts, and 普票. */
export const FAPIAO_TYPES = ["special", "normal"] as const;
export type FapiaoType = (typeof FAPIAO_TYPES)[number];

/** 20 digits of a 数电票; older ones have 8. */
export const FAPIAO_NUMBER_SHAPE = /^(\d{20}|\d{8})$/;

const TRANSITIONS: Record<FapiaoState, Partial<Record<FapiaoEvent, FapiaoState>>> = {
  requested: { take: "issuing", refuse: "refused" },
  issuing: { take: "issuing", issue: "issued", refuse: "refused" },
  issued: {},
  refused: {},
};

export interface FapiaoNotPossible {
  reason: "not-possible";
  state: FapiaoState;
  event: FapiaoEvent;
}

export function afterFapiaoEvent(
  state: FapiaoState,
  event: FapiaoEvent,
): Result<FapiaoState, FapiaoNotPossible> {
  const next = TRANSITIONS[state][event];
  return next ? ok(next) : err({ reason: "not-possible", state, event });
}

export const fapiaoStatesBefore = (event: FapiaoEvent): FapiaoState[] =>
  FAPIAO_STATES.filter((state) => TRANSITIONS[state][event] !== undefined);
