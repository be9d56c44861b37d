import {
  ENTITLEMENT_ENTRIES,
  type EntitlementEntry,
  type EntitlementKind,
} from "../entitlement/handlers.ts";
import type { Stretch } from "../entitlement/stretch.ts";
import type { Asset, Counters, Entry } from "./assets.ts";
import type { Lot, Part } from "./lot.ts";
import type { Detail, EntitlementOperation, OperationKind } from "./operations.ts";

/**
 * `expire` is what the ledger does by itself; a hold that lapses is a `release`. Operations on entitlements are named by
 * the kind of entitlement.
 */
export type TransactionKind =
  | Exclude<OperationKind, EntitlementOperation>
  | EntitlementEntry
  | "expire";

export const TRANSACTION_KINDS: readonly TransactionKind[] = [
  "grant",
  "deduct",
  "hold",
  "settle",
  "release",
  "expire",
  "reverse",
  ...ENTITLEMENT_ENTRIES,
];

/** One line of the customer's history. Written once, never changed. */
export interface Transaction<Answer = unknown> {
  key: string;
  kind: TransactionKind;
  reference: string;
  /** Epoch ms. Never before an earlier transaction of the same account. */
  atMs: number;
  entries: Entry[];
  detail: Detail;
  answer: Answer;
}

/** Units set aside for a call whose cost is not known yet. */
export interface Hold {
  /** The key of the transaction that made it. */
  id: string;
  asset: Asset;
  amount: number;
  /** The lots it takes from, in spending order. */
  parts: Part[];
  reference: string;
  /** Epoch ms at which it ends by itself. */
  deadlineMs: number;
  state: "open" | "settled" | "released" | "lapsed";
}

/** What one transaction writes: the transaction, and each thing it changed as it is afterwards. */
export interface Change<Answer = unknown> {
  transaction: Transaction<Answer>;
  counters: { asset: Asset; counters: Counters } | null;
  lots: Lot[];
  hold: Hold | null;
  /** The stretches that are new, ended or run at another time. */
  entitlement: { kind: EntitlementKind; stretches: Stretch[] } | null;
}

/** What the rules read. None of it grows with the history. */
export interface LedgerView {
  counters(asset: Asset): Counters;
  /** Lots with something to spend at `nowMs`, the next to be spent first. Read only as far as needed. */
  spendable(asset: Asset, nowMs: number): Iterable<Lot>;
  lot(id: string): Lot | null;
  hold(id: string): Hold | null;
  /** What the customer has of a kind that ends after `nowMs`, by when it runs. */
  stretches(kind: EntitlementKind, nowMs: number): Stretch[];
  /** Whether an operator lets this customer owe units that were used before their grant was taken back. */
  mayOwe(): boolean;
  /** The oldest open hold whose deadline has come. */
  lapsedHold(nowMs: number): Hold | null;
  /** The first lot whose time is over with something left to spend. */
  overdueLot(nowMs: number): Lot | null;
  /** Units in all such lots of the asset: counted as available, but not to be had. */
  overdue(asset: Asset, nowMs: number): number;
}

/** An answer given before under a key. */
export interface Earlier {
  /** Null under the ledger's own keys. */
  request: object | null;
  outcome: { ok: true; value: unknown } | { ok: false; error: unknown };
}

/** What time is about to end. */
export interface Ends {
  /** When the last transaction was, epoch ms; 0 before the first. */
  lastAtMs: number;
  /** The first deadline of an open hold; null without one. */
  holdMs: number | null;
  /** The first end of a lot with something left to spend; null without one. */
  lotMs: number | null;
}

/** The account's storage. The caller runs each operation as one storage transaction. */
export interface LedgerStore extends LedgerView {
  earlier(key: string): Earlier | null;
  ends(): Ends;
  /** `request` is compared when the key comes again; null for what the ledger does by itself. */
  write(change: Change, request: object | null): void;
  /** Keeps the refusal, so that a repeat of the request hears the same. */
  refuse(refused: { key: string; request: object; refusal: object; atMs: number }): void;
}
