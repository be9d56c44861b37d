import type { Asset } from "../ledger/assets.ts";
import { availableOf } from "../ledger/change.ts";
import { nextDue } from "../ledger/expire.ts";
import { take } from "../ledger/lot.ts";
import { catchUp, perform } from "../ledger/perform.ts";
import { RememberingLedger } from "../ledger/remembering.ts";
import type { LedgerStore } from "../ledger/types.ts";
import { invariant } from "../result.ts";
import type { Purse } from "./store.ts";

/** The source of lots that corrections gave back. */
export const USAGE_SOURCE = "usage";

/**
 * The customer's ledger, as usage is paid from it. `touch` grants what the plan gives and has not given yet; it runs once, before
 * credits are first looked at.
 */
export class LedgerPurse implements Purse {
  readonly #ledger: RememberingLedger;
  readonly #clockMs: number;
  #touch: (() => void) | null;

  constructor(ledger: LedgerStore, clockMs: number, touch: () => void) {
    this.#ledger = new RememberingLedger(ledger);
    this.#clockMs = clockMs;
    this.#touch = touch;
  }

  available(asset: Asset): number {
    if (asset === "credits") {
      this.#touch?.();
      if (this.#touch) this.#ledger.forget(); // It grants by the ledger itself.
      this.#touch = null;
    }
    // All that lapsed holds give back counts: a refusal must not rest on what is about to be there.
    let nowMs = catchUp(this.#ledger, this.#clockMs);
    while (nextDue(this.#ledger, nowMs)) nowMs = catchUp(this.#ledger, this.#clockMs);
    return availableOf(this.#ledger, asset, nowMs);
  }

  take(asset: Asset, amount: number, key: string, reference: string): number | null {
    const nowMs = catchUp(this.#ledger, this.#clockMs);
    const ends = take(this.#ledger.spendable(asset, nowMs), amount).map(
      ({ lot }) => lot.expiresAtMs,
    );
    const taken = perform(this.#ledger, "deduct", { key, reference, asset, amount }, this.#clockMs);
    invariant(taken.ok, "no more is taken than is available");
    return ends.reduce<number | null>(
      (last, each) => (last === null || each === null ? null : Math.max(last, each)),
      0,
    );
  }

  giveBack(
    asset: Asset,
    amount: number,
    key: string,
    reference: string,
    expiresAtMs: number | null,
  ): void {
    const given = perform(
      this.#ledger,
      "grant",
      { key, reference, asset, amount, source: USAGE_SOURCE, expiresAtMs, detail: {} },
      this.#clockMs,
    );
    invariant(given.ok, "what is given back has a key of its own");
  }
}
