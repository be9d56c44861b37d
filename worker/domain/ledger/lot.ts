import { invariant } from "../result.ts";
import type { Asset } from "./assets.ts";

/** What one grant gave: units of one origin that end together. */
export interface Lot {
  /** The key of the grant that made it. */
  id: string;
  asset: Asset;
  /** Where it came from: `order`, `monthly`, … */
  source: string;
  granted: number;
  /** Units that can be spent. */
  remaining: number;
  /** Units set aside by open holds. */
  held: number;
  /** Units that were taken back, those included that were used already and are owed. */
  takenBack: number;
  grantedAtMs: number;
  /** Epoch ms from which it can no longer be spent; null without end. */
  expiresAtMs: number | null;
}

/** A piece of a lot. */
export interface Part {
  lot: string;
  amount: number;
}

export const isOver = (lot: Lot, nowMs: number): boolean =>
  lot.expiresAtMs !== null && lot.expiresAtMs <= nowMs;

/** The source of lots that a customer's plan gave. */
export const PLAN_SOURCE = "plan";

/**
 * The lot that ends first is spent first; then what a plan gave, since what was bought outlives the plan; then the older
 * one. Ids are ASCII, so this is SQLite's order as well.
 */
export function bySpendingOrder(a: Lot, b: Lot): number {
  const endsFirst = (a.expiresAtMs ?? Infinity) - (b.expiresAtMs ?? Infinity);
  if (a.expiresAtMs !== b.expiresAtMs) return endsFirst;
  const isPlans = [a, b].map(({ source }) => Number(source === PLAN_SOURCE)) as [number, number];
  if (isPlans[0] !== isPlans[1]) return isPlans[1] - isPlans[0];
  if (a.grantedAtMs !== b.grantedAtMs) return a.grantedAtMs - b.grantedAtMs;
  return a.id < b.id ? -1 : 1;
}

/** Takes `amount` from the lots in the order given, reading no further than needed. */
export function take(lots: Iterable<Lot>, amount: number): { lot: Lot; amount: number }[] {
  const taken: { lot: Lot; amount: number }[] = [];
  let missing = amount;
  for (const lot of lots) {
    if (missing === 0) break;
    const piece = Math.min(lot.remaining, missing);
    if (piece === 0) continue;
    taken.push({ lot, amount: piece });
    missing -= piece;
  }
  invariant(missing === 0, "the lots hold what the counter says is available");
  return taken;
}

/** Throws unless the parts of the lot are whole, not below zero and within what was granted. */
export function assertSoundLot(lot: Lot): void {
  for (const units of [lot.granted, lot.remaining, lot.held, lot.takenBack])
    invariant(Number.isSafeInteger(units) && units >= 0, "parts of a lot are not below zero");
  invariant(lot.remaining + lot.held <= lot.granted, "a lot never holds more than was granted");
  invariant(lot.takenBack <= lot.granted, "no more is taken back than was granted");
}
