import type { EntitlementKind } from "../../entitlement/handlers.ts";
import type { Stretch } from "../../entitlement/stretch.ts";
import type { Asset, Counters } from "../assets.ts";
import { NO_COUNTERS } from "../assets.ts";
import { bySpendingOrder, isOver, type Lot } from "../lot.ts";
import type { Change, Earlier, Ends, Hold, LedgerStore, Transaction } from "../types.ts";

/** The ledger's storage as plain maps: what the SQLite store must behave like. */
export class MemoryStore implements LedgerStore {
  readonly #mayOwe: boolean;
  readonly transactions: Transaction[] = [];
  readonly lots = new Map<string, Lot>();
  readonly holds = new Map<string, Hold>();
  readonly #counters = new Map<Asset, Counters>();
  readonly #earlier = new Map<string, Earlier>();
  readonly #stretches = new Map<string, { kind: EntitlementKind; stretch: Stretch }>();

  constructor(mayOwe = false) {
    this.#mayOwe = mayOwe;
  }

  counters(asset: Asset): Counters {
    return this.#counters.get(asset) ?? NO_COUNTERS;
  }

  spendable(asset: Asset, nowMs: number): Lot[] {
    return [...this.lots.values()]
      .filter((lot) => lot.asset === asset && lot.remaining > 0 && !isOver(lot, nowMs))
      .sort(bySpendingOrder);
  }

  lot(id: string): Lot | null {
    return this.lots.get(id) ?? null;
  }

  hold(id: string): Hold | null {
    return this.holds.get(id) ?? null;
  }

  stretches(kind: EntitlementKind, nowMs: number): Stretch[] {
    return [...this.#stretches.values()]
      .filter((each) => each.kind === kind && each.stretch.expiresAtMs > nowMs)
      .map(({ stretch }) => stretch)
      .sort((a, b) => a.startsAtMs - b.startsAtMs);
  }

  mayOwe(): boolean {
    return this.#mayOwe;
  }

  lapsedHold(nowMs: number): Hold | null {
    const lapsed = [...this.holds.values()]
      .filter((hold) => hold.state === "open" && hold.deadlineMs <= nowMs)
      .sort((a, b) => a.deadlineMs - b.deadlineMs || (a.id < b.id ? -1 : 1));
    return lapsed[0] ?? null;
  }

  overdueLot(nowMs: number): Lot | null {
    return this.#overdueLots(nowMs).sort(bySpendingOrder)[0] ?? null;
  }

  overdue(asset: Asset, nowMs: number): number {
    return this.#overdueLots(nowMs)
      .filter((lot) => lot.asset === asset)
      .reduce((units, lot) => units + lot.remaining, 0);
  }

  earlier(key: string): Earlier | null {
    return this.#earlier.get(key) ?? null;
  }

  lastAtMs(): number {
    return this.transactions.at(-1)?.atMs ?? 0;
  }

  ends(): Ends {
    const first = (all: (number | null)[]) =>
      all.reduce(
        (least, each) => (each !== null && (least === null || each < least) ? each : least),
        null,
      );
    return {
      lastAtMs: this.lastAtMs(),
      holdMs: first(
        [...this.holds.values()].map((hold) => (hold.state === "open" ? hold.deadlineMs : null)),
      ),
      lotMs: first(
        [...this.lots.values()].map((lot) => (lot.remaining > 0 ? lot.expiresAtMs : null)),
      ),
    };
  }

  write(change: Change, request: object | null): void {
    const { transaction, counters, lots, hold, entitlement } = change;
    if (this.#earlier.get(transaction.key)?.outcome.ok) throw new Error("a key is written once");
    this.transactions.push(transaction);
    const outcome = { ok: true as const, value: transaction.answer };
    this.#earlier.set(transaction.key, { request, outcome });
    if (counters) this.#counters.set(counters.asset, counters.counters);
    for (const lot of lots) this.lots.set(lot.id, lot);
    if (hold) this.holds.set(hold.id, hold);
    if (entitlement)
      for (const stretch of entitlement.stretches)
        this.#stretches.set(`${entitlement.kind} ${stretch.source}`, {
          kind: entitlement.kind,
          stretch,
        });
  }

  refuse({ key, request, refusal }: Parameters<LedgerStore["refuse"]>[0]): void {
    this.#earlier.set(key, { request, outcome: { ok: false, error: refusal } });
  }

  /** Everything there is, to compare before and after. */
  dump(): unknown {
    return structuredClone([
      this.transactions,
      this.lots,
      this.holds,
      this.#counters,
      this.#earlier,
      this.#stretches,
    ]);
  }

  #overdueLots(nowMs: number): Lot[] {
    return [...this.lots.values()].filter((lot) => lot.remaining > 0 && isOver(lot, nowMs));
  }
}
