import type { EntitlementKind } from "../entitlement/handlers.ts";
import type { Stretch } from "../entitlement/stretch.ts";
import type { Asset, Counters } from "./assets.ts";
import type { Lot } from "./lot.ts";
import type { Change, Earlier, Ends, Hold, LedgerStore } from "./types.ts";

/**
 * The ledger within one storage transaction: what was read is not read again until something is written. While time has
 * ended nothing, which one read tells, nothing is looked for that it could have ended. Never kept longer than its transaction:
 * one that fails would leave it with what is not so.
 */
export class RememberingLedger implements LedgerStore {
  readonly #store: LedgerStore;
  readonly #counters = new Map<Asset, Counters>();
  readonly #lots = new Map<string, Lot | null>();
  readonly #overdue = new Map<string, number>();
  #ends: Ends | null = null;

  constructor(store: LedgerStore) {
    this.#store = store;
  }

  /** To be called when something was written past this object. */
  forget(): void {
    this.#counters.clear();
    this.#lots.clear();
    this.#overdue.clear();
    this.#ends = null;
  }

  counters(asset: Asset): Counters {
    return known(this.#counters, asset, () => this.#store.counters(asset));
  }

  *spendable(asset: Asset, nowMs: number): Iterable<Lot> {
    for (const lot of this.#store.spendable(asset, nowMs)) {
      this.#lots.set(lot.id, lot);
      yield lot;
    }
  }

  lot(id: string): Lot | null {
    return known(this.#lots, id, () => this.#store.lot(id));
  }

  hold(id: string): Hold | null {
    return this.#store.hold(id);
  }

  stretches(kind: EntitlementKind, nowMs: number): Stretch[] {
    return this.#store.stretches(kind, nowMs);
  }

  mayOwe(): boolean {
    return this.#store.mayOwe();
  }

  lapsedHold(nowMs: number): Hold | null {
    return hasCome(this.ends().holdMs, nowMs) ? this.#store.lapsedHold(nowMs) : null;
  }

  overdueLot(nowMs: number): Lot | null {
    return hasCome(this.ends().lotMs, nowMs) ? this.#store.overdueLot(nowMs) : null;
  }

  overdue(asset: Asset, nowMs: number): number {
    if (!hasCome(this.ends().lotMs, nowMs)) return 0;
    return known(this.#overdue, `${asset} ${nowMs}`, () => this.#store.overdue(asset, nowMs));
  }

  ends(): Ends {
    this.#ends ??= this.#store.ends();
    return this.#ends;
  }

  earlier(key: string): Earlier | null {
    return this.#store.earlier(key);
  }

  write(change: Change, request: object | null): void {
    this.forget();
    this.#store.write(change, request);
  }

  refuse(refused: Parameters<LedgerStore["refuse"]>[0]): void {
    this.#store.refuse(refused);
  }
}

const hasCome = (atMs: number | null, nowMs: number): boolean => atMs !== null && atMs <= nowMs;

function known<Key, Value>(map: Map<Key, Value>, key: Key, read: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const value = read();
  map.set(key, value);
  return value;
}
