import type { Asset } from "../ledger/assets.ts";

/** A counter adds up and begins anew with each period; a gauge is set and stays as it is. */
export const PRODUCT_KINDS = ["counter", "gauge"] as const;
export type ProductKind = (typeof PRODUCT_KINDS)[number];

/**
 * What a language model's tokens are counted in. Exclusive: each token is in one of them, so that none is paid for twice.
 * `output` holds reasoning too, and `input` neither what was read from a cache nor what was written to one.
 */
export const POOLS = ["input", "cachedInput", "cacheWrite", "output"] as const;
export type Pool = (typeof POOLS)[number];
export type Pools = Readonly<Record<Pool, number>>;

/** `amount` of the product's asset for each `per` units, from an instant on and until the next price of the same kind. */
export interface Price {
  /** The value of the property `model` that it is for; null for every model without a price of its own. */
  model: string | null;
  /** Null for every pool without a price of its own, and for products without pools. */
  pool: Pool | null;
  amount: number;
  per: number;
  /** Epoch ms, inclusive. */
  fromMs: number;
}

/** Something that is counted. */
export interface Product {
  id: string;
  kind: ProductKind;
  /** Whether its events count tokens by pool. */
  pooled: boolean;
  /** What is taken for it; null for what costs nothing of its own. */
  asset: Asset | null;
  /** Every price there ever was, so that a late event costs what it did on its day. */
  prices: readonly Price[];
}

/** Most units of one event, and of a quota. Nine thousand such events still sum to a safe integer. */
export const COUNT_MAX = 1_000_000_000_000;

/** Most units of an asset in a price, and most units of a product that a price is for. */
export const PRICE_AMOUNT_MAX = 1_000_000_000;
export const PRICE_PER_MAX = 1_000_000_000;
