import { ENTITLEMENTS } from "../entitlement/handlers.ts";
import { err, ok, type Result } from "../result.ts";
import { nextDue } from "./expire.ts";
import { grant } from "./grant.ts";
import { grantEntitlement } from "./grant-entitlement.ts";
import { release, settle } from "./holds.ts";
import {
  type Answers,
  assertWellFormed,
  type LedgerRefusal,
  type Operation,
  type OperationKind,
  type Requests,
} from "./operations.ts";
import { RememberingLedger } from "./remembering.ts";
import { reverse } from "./reverse.ts";
import { reverseEntitlement } from "./reverse-entitlement.ts";
import type { Rule } from "./rule.ts";
import { deduct, hold } from "./spend.ts";
import type { LedgerStore } from "./types.ts";

/**
 * Most lots and holds that one touch ends. A customer has a few at a time; the bound keeps the rare account that slept
 * through hundreds from paying for all of them in one request. The alarm goes on with the rest at once.
 */
export const DUE_PER_TOUCH_MAX = 50;

const RULES: { [Kind in OperationKind]: Rule<Kind> } = {
  grant,
  deduct,
  hold,
  settle,
  release,
  reverse,
  "entitlement.grant": grantEntitlement,
  "entitlement.reverse": reverseEntitlement,
};

/**
 * Runs one operation: a key that was used gets its first answer; otherwise what time has ended is written down, then the
 * rule decides, and its change or its refusal is kept under the key. Must run inside one storage transaction.
 */
export function perform<Kind extends OperationKind>(
  store: LedgerStore,
  kind: Kind,
  request: Requests[Kind],
  clockMs: number,
): Result<Answers[Kind], LedgerRefusal> {
  return performIn(new RememberingLedger(store), kind, request, clockMs);
}

function performIn<Kind extends OperationKind>(
  store: LedgerStore,
  kind: Kind,
  request: Requests[Kind],
  clockMs: number,
): Result<Answers[Kind], LedgerRefusal> {
  assertWellFormed({ kind, request } as Operation);
  const { key } = request;
  const asked = askedOf({ kind, request } as Operation);
  const earlier = store.earlier(key);
  if (earlier)
    return canonical(earlier.request) === canonical(asked)
      ? (earlier.outcome as Result<Answers[Kind], LedgerRefusal>)
      : err({ reason: "key-used-otherwise" });

  let nowMs = catchUp(store, clockMs);
  let decided = RULES[kind](store, request, nowMs);
  // A refusal is kept as the first answer, so it must not rest on units that lapsed holds are about to give back.
  while (!decided.ok && ofUnits(decided.error) && nextDue(store, nowMs)) {
    nowMs = catchUp(store, clockMs);
    decided = RULES[kind](store, request, nowMs);
  }
  if (!decided.ok) {
    store.refuse({ key, request: asked, refusal: decided.error, atMs: nowMs });
    return decided;
  }
  store.write(decided.value, asked);
  return ok(decided.value.transaction.answer);
}

/**
 * Writes down what time has ended, at most `DUE_PER_TOUCH_MAX` of it, and answers the ledger's own time: the clock, but
 * never earlier than the last transaction. Machines disagree about the time, and a lot that expired must stay expired.
 */
export function catchUp(store: LedgerStore, clockMs: number): number {
  const nowMs = Math.max(clockMs, store.ends().lastAtMs);
  for (let ended = 0; ended < DUE_PER_TOUCH_MAX; ended++) {
    const change = nextDue(store, nowMs);
    if (!change) break;
    store.write(change, null);
  }
  return nowMs;
}

/** What is kept of a request, and compared when its key comes again: under the kind that stands in the history. */
function askedOf({ kind, request }: Operation): object {
  const { key: _key, ...args } = request;
  if (!("entitlement" in args)) return { kind, ...args };
  const { entitlement, ...rest } = args;
  const { grantedAs, reversedAs } = ENTITLEMENTS[entitlement];
  return { kind: kind === "entitlement.grant" ? grantedAs : reversedAs, ...rest };
}

const ofUnits = ({ reason }: LedgerRefusal): boolean =>
  reason === "insufficient" || reason === "not-enough-left";

/** The same text for the same values, in whatever order the fields were given. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === "object" && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
