import type { CreditRules } from "../credits/allowance.ts";
import type { Asset } from "../ledger/assets.ts";
import type { Quota } from "../plan/plan.ts";
import type { Cost } from "./price.ts";
import type { Pools, Product } from "./product.ts";
import type { UsageStanding } from "./quota.ts";

/** `enforce` asks before the work is done and is refused at a hard limit; `record` tells of work that is done, and counts. */
export const USAGE_MODES = ["record", "enforce"] as const;
export type UsageMode = (typeof USAGE_MODES)[number];

/** Two hosts that name events alike never meet. */
export interface EventKey {
  host: string;
  id: string;
}

/** What a host reports. */
export interface UsageEvent extends EventKey {
  product: string;
  /** Units; of a gauge its value; below zero what a correction gives back. With pools, their sum. */
  count: number;
  pools: Pools | null;
  /** Epoch ms; null for now. */
  atMs: number | null;
  properties: Readonly<Record<string, string>>;
  /** The id of the same host's event that this one corrects. */
  corrects: string | null;
  mode: UsageMode;
}

/** What was recorded of an event. */
export interface RecordedEvent extends EventKey {
  product: string;
  count: number;
  pools: Pools | null;
  atMs: number;
  day: string;
  /** The period that it counts in. */
  period: string;
  late: boolean;
  properties: Readonly<Record<string, string>>;
  corrects: string | null;
  /** What the host sent, to be compared when the id comes again. */
  request: string;
  costs: Cost[];
  asset: Asset | null;
  /** Units that were taken; below zero given back. */
  charged: number;
  /** When the last of the units that were taken would have ended, epoch ms; null for never. */
  paidUntilMs: number | null;
  /** Units of it that were corrected. */
  corrected: number;
  recordedAtMs: number;
}

export type UsageRefusal =
  | { reason: "product-unknown" }
  | { reason: "count-invalid"; detail: string }
  | { reason: "tokens-invalid"; detail: string }
  | { reason: "model-not-priced" }
  | { reason: "too-old" }
  | { reason: "in-future" }
  | { reason: "correction-invalid"; detail: string }
  | { reason: "event-id-reused" }
  | { reason: "quota-exceeded" }
  | { reason: "insufficient"; available: number };

/** What became of an event, and how much is used after it. */
export interface Recorded {
  id: string;
  result: "accepted" | "duplicate" | "rejected";
  refusal: UsageRefusal | null;
  /** Null for a product that there is not. */
  standing: UsageStanding | null;
  /** Units taken now, or at first. */
  charged: number;
}

/** What decides about usage: the operator's settings, the products that are asked about and the catalog's quotas by plan. */
export interface UsageRules {
  credits: CreditRules;
  products: readonly Product[];
  quotas: Readonly<Record<string, readonly Quota[]>>;
}
