import type { Asset } from "../ledger/assets.ts";
import { err, invariant, ok, type Result } from "../result.ts";
import { POOLS, type Pool, type Pools, type Price, type Product } from "./product.ts";

/** What an event costs, exactly: `parts` of which `per` are one unit of the asset. Below zero where something is given back. */
export interface Cost {
  asset: Asset;
  per: number;
  parts: bigint;
}

/**
 * What goes on of a product's costs in an asset, by `per`: parts that do not make a whole unit yet, fewer than `per`. Under 1, where
 * nothing can be left over, the whole units that there was no balance for.
 */
export type Owing = ReadonlyMap<number, number>;

export const NOTHING_OWING: Owing = new Map();

export interface Priced {
  /** Units; with pools, their sum. */
  count: number;
  pools: Pools | null;
  /** The event's property `model`. */
  model: string | null;
  /** When it was used, epoch ms. */
  atMs: number;
}

export type NotPriced = { reason: "model-not-priced" };

/**
 * What usage costs by the prices of its own time, one entry for each `per`. A model that no price is for is refused: nothing
 * falls back to being free. What began to cost later was free before.
 */
export function costOf(product: Product, used: Priced): Result<Cost[], NotPriced> {
  const { asset, prices } = product;
  if (asset === null || prices.length === 0) return ok([]);
  const costs = new Map<number, bigint>();
  for (const { pool, count } of amountsOf(used)) {
    if (count === 0) continue;
    const found = pricesFor(prices, used.model, pool);
    if (found.length === 0) return err({ reason: "model-not-priced" });
    const price = inForce(found, used.atMs);
    if (!price) continue;
    const parts = BigInt(count) * BigInt(price.amount);
    costs.set(price.per, (costs.get(price.per) ?? 0n) + parts);
  }
  return ok([...costs].map(([per, parts]) => ({ asset, per, parts })));
}

const amountsOf = ({ count, pools }: Priced): { pool: Pool | null; count: number }[] =>
  pools ? POOLS.map((pool) => ({ pool, count: pools[pool] })) : [{ pool: null, count }];

/**
 * The prices, old and new, for a pool of a model: its own before the common ones. What is read from a cache or written to one
 * is input, and costs what input does where nothing else is said; free is only what has the price 0.
 */
function pricesFor(prices: readonly Price[], model: string | null, pool: Pool | null): Price[] {
  const models = model === null ? [null] : [model, null];
  const pools: (Pool | null)[] =
    pool === "cachedInput" || pool === "cacheWrite"
      ? [pool, "input", null]
      : pool === null
        ? [null]
        : [pool, null];
  for (const ofModel of models)
    for (const ofPool of pools) {
      const found = prices.filter((price) => price.model === ofModel && price.pool === ofPool);
      if (found.length > 0) return found;
    }
  return [];
}

function inForce(prices: readonly Price[], atMs: number): Price | null {
  let latest: Price | null = null;
  for (const price of prices)
    if (price.fromMs <= atMs && (latest === null || price.fromMs > latest.fromMs)) latest = price;
  return latest;
}

/**
 * Adds costs to what is owing: the whole units that are due now, and the parts that go on to the next event. Never rounds, so a
 * thousand small calls cost what one large one does. Below zero units are due to the customer.
 */
export function addCosts(
  owing: Owing,
  costs: readonly Cost[],
): { due: bigint; rests: { per: number; parts: number }[] } {
  let due = BigInt(owing.get(1) ?? 0);
  const rests: { per: number; parts: number }[] = [];
  for (const cost of costs) {
    const per = BigInt(cost.per);
    const all = cost.parts + BigInt(cost.per === 1 ? 0 : (owing.get(cost.per) ?? 0));
    const rest = ((all % per) + per) % per;
    due += (all - rest) / per;
    if (cost.per !== 1) rests.push({ per: cost.per, parts: Number(rest) });
  }
  return { due, rests };
}

/** The part of a cost that a correction of `count` of the event's `of` units gives back. */
export function backOf({ asset, per, parts }: Cost, count: number, of: number): Cost {
  const share = parts * BigInt(count);
  invariant(share % BigInt(of) === 0n, "what is corrected in part has one price for each unit");
  return { asset, per, parts: -share / BigInt(of) };
}
