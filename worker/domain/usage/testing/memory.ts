import type { Asset } from "../../ledger/assets.ts";
import type { EventKey, RecordedEvent } from "../event.ts";
import { NOTHING_OWING, type Owing } from "../price.ts";
import type { Counted, CountedDay, UsageChange, UsageStore } from "../store.ts";

/** The usage's storage as plain maps: what the SQLite store must behave like. */
export class MemoryUsage implements UsageStore {
  readonly events = new Map<string, RecordedEvent>();
  readonly counters = new Map<string, Counted>();
  readonly days = new Map<string, CountedDay>();
  readonly told: { product: string; percent: number }[] = [];
  readonly #owing = new Map<string, Map<number, number>>();

  event({ host, id }: EventKey): RecordedEvent | null {
    return this.events.get(`${host} ${id}`) ?? null;
  }

  counted(product: string, period: string): Counted | null {
    return this.counters.get(`${product} ${period}`) ?? null;
  }

  owing(product: string, asset: Asset): Owing {
    return this.#owing.get(`${product} ${asset}`) ?? NOTHING_OWING;
  }

  write({ event, counted, day, owings, corrected, percents }: UsageChange): void {
    this.events.set(`${event.host} ${event.id}`, event);
    if (counted) this.counters.set(`${counted.product} ${counted.period}`, counted);
    this.#writeDay(day);
    for (const { asset, per, parts } of owings) {
      const key = `${event.product} ${asset}`;
      this.#owing.set(key, new Map(this.#owing.get(key)).set(per, parts));
    }
    if (corrected) {
      const key = `${corrected.host} ${corrected.id}`;
      const original = this.events.get(key) as RecordedEvent;
      this.events.set(key, { ...original, corrected: original.corrected - event.count });
    }
    for (const percent of percents) this.told.push({ product: event.product, percent });
  }

  #writeDay(day: CountedDay): void {
    const key = `${day.product} ${day.day}`;
    const before = this.days.get(key);
    if (day.setAtMs === null)
      this.days.set(key, { ...day, count: day.count + (before?.count ?? 0) });
    else if ((before?.setAtMs ?? 0) <= day.setAtMs) this.days.set(key, day);
  }
}
