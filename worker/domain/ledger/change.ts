import { invariant } from "../result.ts";
import { type Asset, type Balance, type Counters, post } from "./assets.ts";
import { assertSoundLot, type Lot } from "./lot.ts";
import type { Detail } from "./operations.ts";
import type { Change, Hold, LedgerView, TransactionKind } from "./types.ts";

/** What is written under a key beside the balances. */
export interface Heading {
  key: string;
  kind: TransactionKind;
  reference: string;
  atMs: number;
  detail: Detail;
}

/** A change of one asset: what moved between its accounts, and the lots and the hold as they are afterwards. */
export interface Movement {
  asset: Asset;
  moves: Partial<Counters>;
  lots: Lot[];
  hold: Hold | null;
}

/** Puts a movement into the form that is stored, and asserts that lots and counters moved together. */
export function changeOf<Extra extends object>(
  view: LedgerView,
  heading: Heading,
  { asset, moves, lots, hold }: Movement,
  extra: Extra,
): Change<Balance & Extra> {
  const before = view.counters(asset);
  const { entries, counters } = post(asset, before, moves);
  assertLotsMoved(view, lots, moves);
  const balance = {
    asset,
    available: counters.available - overdueAfter(view, asset, lots, heading.atMs),
    held: counters.held,
  };
  return {
    transaction: { ...heading, entries, answer: { ...balance, ...extra } },
    counters: { asset, counters },
    lots,
    hold,
    entitlement: null,
  };
}

/** Units that can be had now. Lots whose time is over count only until they are expired, but are never spent. */
export const availableOf = (view: LedgerView, asset: Asset, nowMs: number): number =>
  view.counters(asset).available - view.overdue(asset, nowMs);

/** `overdue` as it is after the change: an expiry takes its lot out of it. */
function overdueAfter(view: LedgerView, asset: Asset, lots: Lot[], nowMs: number): number {
  let overdue = view.overdue(asset, nowMs);
  for (const lot of lots)
    if (lot.expiresAtMs !== null && lot.expiresAtMs <= nowMs)
      overdue += lot.remaining - (view.lot(lot.id)?.remaining ?? 0);
  return overdue;
}

function assertLotsMoved(view: LedgerView, lots: Lot[], moves: Partial<Counters>): void {
  let remaining = 0;
  let held = 0;
  for (const lot of lots) {
    assertSoundLot(lot);
    const before = view.lot(lot.id);
    remaining += lot.remaining - (before?.remaining ?? 0);
    held += lot.held - (before?.held ?? 0);
  }
  invariant(remaining === (moves.available ?? 0), "lots and the available counter move together");
  invariant(held === (moves.held ?? 0), "lots and the held counter move together");
}
