import type { Asset } from "../../domain/ledger/assets.ts";
import type { EventKey, RecordedEvent } from "../../domain/usage/event.ts";
import type { Cost, Owing } from "../../domain/usage/price.ts";
import type { Counted, CountedDay, UsageChange, UsageStore } from "../../domain/usage/store.ts";

/** How long single events are kept: a year with its month before, so that every bill of a year can be looked into. */
export const EVENTS_KEPT_MS = 400 * 86_400_000;

/** Most old events that one touch deletes. */
const EVENTS_DROPPED_MAX = 1_000;

type EventRow = {
  host: string;
  id: string;
  product: string;
  count: number;
  pools: string | null;
  at: number;
  day: string;
  period: string;
  late: number;
  properties: string;
  corrects: string | null;
  request: string;
  costs: string;
  asset: string | null;
  charged: number;
  paid_until: number | null;
  corrected: number;
  recorded_at: number;
};

export type CounterRow = {
  period: string;
  product: string;
  count: number;
  starts_at: number | null;
  ends_at: number | null;
  set_at: number;
  told_percent: number;
  quota: number | null;
};

/** Usage in the account's SQLite. Each statement finds its rows by a key: none reads the history. */
export class SqlUsage implements UsageStore {
  readonly #sql: SqlStorage;
  readonly #reached: (change: UsageChange) => void;

  /** `reached` runs in the transaction of an event that reached a share of its quota. */
  constructor(sql: SqlStorage, reached: (change: UsageChange) => void) {
    this.#sql = sql;
    this.#reached = reached;
  }

  event({ host, id }: EventKey): RecordedEvent | null {
    const [row] = this.#sql
      .exec<EventRow>("SELECT * FROM usage_event WHERE host = ? AND id = ?", host, id)
      .toArray();
    return row ? eventOf(row) : null;
  }

  counted(product: string, period: string): Counted | null {
    const [row] = this.#sql
      .exec<CounterRow>(
        "SELECT * FROM usage_counter WHERE period = ? AND product = ?",
        period,
        product,
      )
      .toArray();
    return row ? countedOf(row) : null;
  }

  owing(product: string, asset: Asset): Owing {
    const rows = this.#sql
      .exec<{ per: number; parts: number }>(
        "SELECT per, parts FROM usage_owing WHERE product = ? AND asset = ?",
        product,
        asset,
      )
      .toArray();
    return new Map(rows.map(({ per, parts }) => [per, parts]));
  }

  write(change: UsageChange): void {
    const { event, counted, day, owings, corrected, percents } = change;
    this.#writeEvent(event);
    if (counted) this.#writeCounted(counted);
    this.#writeDay(day);
    for (const { asset, per, parts } of owings) this.#writeOwing(event.product, asset, per, parts);
    if (corrected)
      this.#sql.exec(
        "UPDATE usage_event SET corrected = corrected - ? WHERE host = ? AND id = ?",
        event.count,
        corrected.host,
        corrected.id,
      );
    if (percents.length > 0) this.#reached(change);
  }

  /** Drops events that are old, at most a thousand. What they were counted in stays. */
  dropOld(nowMs: number): void {
    const untilMs = nowMs - EVENTS_KEPT_MS;
    const [oldest] = this.#sql
      .exec<{ at: number }>("SELECT recorded_at AS at FROM usage_event ORDER BY seq LIMIT 1")
      .toArray();
    // Every alarm asks: nearly all of them have read one row when they end here.
    if (!oldest || oldest.at > untilMs) return;
    this.#sql.exec(
      `DELETE FROM usage_event WHERE seq IN
         (SELECT seq FROM (SELECT seq, recorded_at FROM usage_event ORDER BY seq LIMIT ?) WHERE recorded_at <= ?)`,
      EVENTS_DROPPED_MAX,
      untilMs,
    );
  }

  #writeEvent(event: RecordedEvent): void {
    this.#sql.exec(
      `INSERT INTO usage_event (host, id, product, count, pools, at, day, period, late, properties, corrects, request,
         costs, asset, charged, paid_until, corrected, recorded_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[
        event.host,
        event.id,
        event.product,
        event.count,
        event.pools && JSON.stringify(event.pools),
      ],
      ...[event.atMs, event.day, event.period, Number(event.late)],
      ...[JSON.stringify(event.properties), event.corrects, event.request],
      ...[costsText(event.costs), event.asset, event.charged, event.paidUntilMs],
      ...[event.corrected, event.recordedAtMs],
    );
  }

  #writeCounted({ product, period, count, told, span, setAtMs }: Counted): void {
    this.#sql.exec(
      `INSERT INTO usage_counter (period, product, count, starts_at, ends_at, set_at, told_percent, quota)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
       ON CONFLICT (period, product) DO UPDATE
       SET count = ?3, starts_at = ?4, ends_at = ?5, set_at = ?6, told_percent = ?7, quota = ?8`,
      ...[period, product, count, span?.startMs ?? null, span?.endMs ?? null],
      ...[setAtMs, told.percent, told.limit],
    );
  }

  /** A counter's day adds up; a gauge's is what was set last on it. */
  #writeDay({ product, day, count, setAtMs }: CountedDay): void {
    if (setAtMs === null)
      this.#sql.exec(
        `INSERT INTO usage_day (day, product, count, set_at) VALUES (?1, ?2, ?3, NULL)
         ON CONFLICT (day, product) DO UPDATE SET count = count + ?3`,
        ...[day, product, count],
      );
    else
      this.#sql.exec(
        `INSERT INTO usage_day (day, product, count, set_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (day, product) DO UPDATE SET count = ?3, set_at = ?4 WHERE set_at <= ?4`,
        ...[day, product, count, setAtMs],
      );
  }

  #writeOwing(product: string, asset: Asset, per: number, parts: number): void {
    this.#sql.exec(
      `INSERT INTO usage_owing (product, asset, per, parts) VALUES (?1, ?2, ?3, ?4)
       ON CONFLICT (product, asset, per) DO UPDATE SET parts = ?4`,
      ...[product, asset, per, parts],
    );
  }
}

const DAY_MS = 86_400_000;

/** When an event is to be dropped, by whole days so that it is not an alarm each. */
export const dropAtMs = (recordedAtMs: number): number =>
  Math.ceil((recordedAtMs + EVENTS_KEPT_MS) / DAY_MS) * DAY_MS;

export const countedOf = (row: CounterRow): Counted => ({
  product: row.product,
  period: row.period,
  count: row.count,
  told: { percent: row.told_percent, limit: row.quota },
  span:
    row.starts_at === null || row.ends_at === null
      ? null
      : { startMs: row.starts_at, endMs: row.ends_at },
  setAtMs: row.set_at,
});

/** Parts can be more than a number counts exactly. */
const costsText = (costs: readonly Cost[]): string =>
  JSON.stringify(costs.map((cost) => ({ ...cost, parts: String(cost.parts) })));

const costsOf = (text: string): Cost[] =>
  (JSON.parse(text) as (Omit<Cost, "parts"> & { parts: string })[]).map((cost) => ({
    ...cost,
    parts: BigInt(cost.parts),
  }));

const eventOf = (row: EventRow): RecordedEvent => ({
  ...{ host: row.host, id: row.id, product: row.product, count: row.count },
  pools: row.pools === null ? null : JSON.parse(row.pools),
  ...{ atMs: row.at, day: row.day, period: row.period, late: row.late === 1 },
  properties: JSON.parse(row.properties),
  ...{ corrects: row.corrects, request: row.request },
  costs: costsOf(row.costs),
  asset: row.asset as Asset | null,
  ...{ charged: row.charged, paidUntilMs: row.paid_until },
  ...{ corrected: row.corrected, recordedAtMs: row.recorded_at },
});
