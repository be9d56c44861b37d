import type { CozeName, CozePackage } from "../../entitlement/coze.ts";
import type { Asset, Counters } from "../assets.ts";
import { NO_COUNTERS } from "../assets.ts";
import { nameIn } from "../grant.ts";
import { bySpendingOrder, isOver, type Lot } from "../lot.ts";
import type { Change, Earlier, Hold, LedgerStore, Transaction } from "../types.ts";

/** The ledger's storage as plain maps: what the SQLite store must behave like. */
export class MemoryStore implements LedgerStore {
  readonly #mayOwe: boolean;
  readonly transactions: Transaction[] = [];
  readonly lots = new Map<string, Lot>();
  readonly holds = new Map<string, Hold>();
  readonly #counters = new Map<Asset, Counters>();
  readonly #earlier = new Map<string, Earlier>();
  #coze: CozePackage | null = null;

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

  coze(): CozePackage | null {
    return this.#coze;
  }

  cozeNameBeside(reference: string): CozeName | null {
    const gone = this.transactions.filter(({ kind }) => kind === "coze.retract");
    const out = new Set([reference, ...gone.map((each) => each.reference)]);
    const sale = this.transactions.findLast(
      (each) => each.kind === "coze.extend" && !out.has(each.reference),
    );
    return sale ? nameIn(sale.detail) : null;
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

  write({ transaction, counters, lots, hold, coze }: Change, request: object | null): void {
    if (this.#earlier.get(transaction.key)?.outcome.ok) throw new Error("a key is written once");
    this.transactions.push(transaction);
    const outcome = { ok: true as const, value: transaction.answer };
    this.#earlier.set(transaction.key, { request, outcome });
    if (counters) this.#counters.set(counters.asset, counters.counters);
    for (const lot of lots) this.lots.set(lot.id, lot);
    if (hold) this.holds.set(hold.id, hold);
    if (coze) this.#coze = coze;
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
      this.#coze,
    ]);
  }

  #overdueLots(nowMs: number): Lot[] {
    return [...this.lots.values()].filter((lot) => lot.remaining > 0 && isOver(lot, nowMs));
  }
}
