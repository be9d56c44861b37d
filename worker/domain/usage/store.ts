import type { Asset } from "../ledger/assets.ts";
import type { EventKey, RecordedEvent } from "./event.ts";
import type { Owing } from "./price.ts";
import type { Told } from "./quota.ts";

/** What was used of a product in a period, or where a gauge stands. */
export interface Counted {
  product: string;
  /** `NOW` for a gauge, which has no periods. */
  period: string;
  count: number;
  told: Told;
  /** When the period begins and ends, epoch ms; null for a gauge. */
  span: { startMs: number; endMs: number } | null;
  /** When a gauge was set, by the host's clock, epoch ms; 0 for a counter. */
  setAtMs: number;
}

export const NOW = "now";

/** What was used of a product on a day: a sum, or the gauge's last value on it. */
export interface CountedDay {
  product: string;
  day: string;
  /** Added, or set when nothing was set later on the day. */
  count: number;
  setAtMs: number | null;
}

/** What one event writes, each thing as it is afterwards. */
export interface UsageChange {
  event: RecordedEvent;
  /** Null when a gauge was set later already. */
  counted: Counted | null;
  day: CountedDay;
  owings: { asset: Asset; per: number; parts: number }[];
  corrected: EventKey | null;
  /** Shares of the quota that were reached by it, in percent. */
  percents: number[];
}

/** What the rules read. None of it grows with the history. */
export interface UsageView {
  event(key: EventKey): RecordedEvent | null;
  counted(product: string, period: string): Counted | null;
  owing(product: string, asset: Asset): Owing;
}

/** The account's storage. The caller runs each event, or several, as one storage transaction. */
export interface UsageStore extends UsageView {
  write(change: UsageChange): void;
}

/** Where prices are taken from. */
export interface Purse {
  available(asset: Asset): number;
  /** Takes what is there, and answers when the last of it would have ended, epoch ms; null for never. */
  take(asset: Asset, amount: number, key: string, reference: string): number | null;
  /** Gives back as one lot that ends then. */
  giveBack(
    asset: Asset,
    amount: number,
    key: string,
    reference: string,
    expiresAtMs: number | null,
  ): void;
}
