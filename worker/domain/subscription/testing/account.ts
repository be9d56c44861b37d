import type { Reduction, Seen, Setting } from "../outcome.ts";
import { handleSubscriptionChange } from "../reduce.ts";
import { NEW_RECORD, type SubscriptionRecord } from "../state.ts";
import { seen, setting } from "./make.ts";

/** What an account does with a reduction: stores the record, and applies grants and changes under their keys. */
export class Account {
  record: SubscriptionRecord = NEW_RECORD;
  /** How often each period was granted, by its key. */
  readonly grants = new Map<string, number>();
  /** What each granted period's allowance is worth now. */
  readonly worth = new Map<string, "good" | "frozen" | "taken">();
  readonly events: Reduction["events"] = [];
  readonly #applied = new Set<string>();

  see(what: Partial<Seen>, nowMs: number, change: Partial<Setting> = {}): Reduction {
    const reduction = handleSubscriptionChange(this.record, seen(what), setting(nowMs, change));
    this.record = reduction.record;
    for (const { key } of reduction.grants) {
      this.grants.set(key, (this.grants.get(key) ?? 0) + 1);
      this.worth.set(key, "good");
    }
    for (const { key, periodKey, kind } of reduction.allowanceChanges) {
      if (this.#applied.has(key)) throw new Error(`${key} was applied before`);
      this.#applied.add(key);
      if (!this.worth.has(periodKey)) throw new Error(`${periodKey} was never granted`);
      this.worth.set(periodKey, WORTH[kind]);
    }
    this.events.push(...reduction.events);
    return reduction;
  }
}

const WORTH = { freeze: "frozen", take: "taken", restore: "good" } as const;
