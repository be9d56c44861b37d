import type { EntitlementKind } from "../entitlement/handlers.ts";
import type { DaySale, Named } from "../entitlement/stretch.ts";
import { invariant } from "../result.ts";
import { ASSETS, type Asset, type Balance } from "./assets.ts";

/** Plain values that the customer sees with a transaction. */
export type Detail = Readonly<Record<string, string | number>>;

interface Keyed {
  /**
   * Idempotency key, 1 to 200 printable ASCII characters, and the transaction's id. Whoever takes keys from outside puts
   * a prefix of its own before them, so that two callers never meet.
   */
  key: string;
}

interface Referenced {
  /** What it is about, in the caller's words, at most 200 characters: an order's number, a call's id. */
  reference: string;
}

interface Amount {
  asset: Asset;
  /** Units, a positive safe integer. */
  amount: number;
}

export interface GrantRequest extends Keyed, Referenced, Amount {
  source: string;
  /** Epoch ms from which the lot can no longer be spent; null without end. */
  expiresAtMs: number | null;
  detail: Detail;
}

export interface DeductRequest extends Keyed, Referenced, Amount {}

export interface HoldRequest extends Keyed, Referenced, Amount {
  /** After how long the hold ends by itself. A length and not an instant, so that a repeat is the same request. */
  ttlSeconds: number;
}

export interface SettleRequest extends Keyed {
  /** The key of the hold. */
  hold: string;
  /** Units that were used in the end, zero or more. More than was held takes the rest from what is available. */
  amount: number;
}

export interface ReleaseRequest extends Keyed {
  hold: string;
}

export interface ReverseRequest extends Keyed, Referenced {
  /** The key of the grant. */
  grant: string;
  /** What to do when part of the grant was spent, is held or expired. */
  policy: ReversalPolicy;
}

/**
 * `all-or-nothing` refuses when part of the grant is gone, unless the customer may owe it; `what-is-left` takes the rest,
 * which may be nothing.
 */
export type ReversalPolicy = "all-or-nothing" | "what-is-left";

export interface EntitlementGrantRequest extends Keyed, Referenced {
  entitlement: EntitlementKind;
  sale: DaySale;
}

export interface EntitlementReversalRequest extends EntitlementGrantRequest {
  /** The key of the grant, which is the source of the stretch that is taken back. */
  grant: string;
  /** What to do when part of the days have been used. */
  policy: ReversalPolicy;
}

export interface Requests {
  grant: GrantRequest;
  deduct: DeductRequest;
  hold: HoldRequest;
  settle: SettleRequest;
  release: ReleaseRequest;
  reverse: ReverseRequest;
  "entitlement.grant": EntitlementGrantRequest;
  "entitlement.reverse": EntitlementReversalRequest;
}

export type OperationKind = keyof Requests;
export type EntitlementOperation = Extract<OperationKind, `entitlement.${string}`>;
export type Operation<K extends OperationKind = OperationKind> = {
  [Kind in K]: { kind: Kind; request: Requests[Kind] };
}[K];

/** What was done, with the balance of the asset after it. */
export interface Answers {
  grant: Balance & { lot: string; amount: number };
  deduct: Balance & { amount: number };
  hold: Balance & { hold: string; amount: number; deadlineMs: number };
  settle: Balance & { hold: string; amount: number; givenBack: number; expired: number };
  release: Balance & { hold: string; givenBack: number; expired: number };
  /** `amount`: units taken back in all; `owed`: those of them that were gone already, left out when there are none. */
  reverse: Balance & { grant: string; amount: number; owed?: number };
  /** What was sold is called, and when its own days run: no start under keys from before there were stretches. */
  "entitlement.grant": Named & { startsAtMs?: number; expiresAtMs: number };
  /** Days taken back, begun ones counted whole. */
  "entitlement.reverse": { days: number };
}

export type LedgerRefusal =
  | { reason: "key-used-otherwise" }
  | { reason: "insufficient"; asset: Asset; available: number }
  | { reason: "hold-not-found" }
  | { reason: "hold-ended"; as: "settled" | "released" | "lapsed" }
  | { reason: "grant-not-found" }
  | { reason: "not-enough-left"; left: number };

/** Most units one operation moves. Nine thousand such grants still sum to a safe integer. */
export const AMOUNT_MAX = 1_000_000_000_000;

/** Longest hold: the longest call that anyone reserves for, with a day's margin for a host that went down meanwhile. */
export const HOLD_TTL_SECONDS_MAX = 7 * 86_400;

export const REFERENCE_LENGTH_MAX = 200;

const KEY = /^[\x20-\x7e]{1,200}$/;
/** Keys the ledger itself writes under. */
const OWN_KEY = /^(expire|lapse):/;

/** Throws on what no caller may send: such a request is a bug of ours, checked before it came here. */
export function assertWellFormed({ kind, request }: Operation): void {
  invariant(KEY.test(request.key), "a key is 1 to 200 printable ASCII characters");
  invariant(!OWN_KEY.test(request.key), "keys with this prefix are the ledger's own");
  if ("reference" in request)
    invariant(request.reference.length <= REFERENCE_LENGTH_MAX, "a reference is short");
  if ("asset" in request) invariant(ASSETS.includes(request.asset), "the asset exists");
  if ("amount" in request) {
    const least = kind === "settle" ? 0 : 1;
    invariant(
      Number.isSafeInteger(request.amount) &&
        request.amount >= least &&
        request.amount <= AMOUNT_MAX,
      `an amount is an integer from ${least} to ${AMOUNT_MAX}`,
    );
  }
  if ("ttlSeconds" in request)
    invariant(
      Number.isSafeInteger(request.ttlSeconds) &&
        request.ttlSeconds > 0 &&
        request.ttlSeconds <= HOLD_TTL_SECONDS_MAX,
      `a hold lasts 1 to ${HOLD_TTL_SECONDS_MAX} seconds`,
    );
  if ("expiresAtMs" in request)
    invariant(
      request.expiresAtMs === null || Number.isSafeInteger(request.expiresAtMs),
      "a lot ends at a whole millisecond or never",
    );
}
