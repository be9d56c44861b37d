import type { UsageCharge } from "../../domain/invoice/sale.ts";
import { offsetOf, type PageAsked, partOf } from "../../domain/page.ts";
import type { SubscribedPlan } from "../../domain/subscription/held.ts";
import type { Recorded, UsageEvent, UsageRules } from "../../domain/usage/event.ts";
import { addCosts, costOf, NOTHING_OWING } from "../../domain/usage/price.ts";
import type { Product } from "../../domain/usage/product.ts";
import { LedgerPurse } from "../../domain/usage/purse.ts";
import { checkQuota, type QuotaCheck, type UsageStanding } from "../../domain/usage/quota.ts";
import {
  countedNow,
  quotaOf,
  recordUsage,
  standingOf,
  type Terms,
  termsAt,
} from "../../domain/usage/record.ts";
import { NOW, type UsageChange, type UsageView } from "../../domain/usage/store.ts";
import type { Outbox } from "../../durable/outbox.ts";
import type { SqlLedger } from "./store.ts";
import { type CounterRow, SqlUsage } from "./usage-rows.ts";

/** How much of a product is used and whether one more unit would be let through. A preview: only `enforce` is a gate. */
export interface QuotaView extends UsageStanding, QuotaCheck {}

export interface QuotaQuestion {
  product: Product;
  /** Units more; of a gauge the value that it is to have. */
  count: number;
  /** Units of the product's asset that can be spent. */
  available: number;
}

export interface ProductUsage extends UsageStanding {
  product: string;
  kind: Product["kind"] | null;
  /** Units of the product's asset that there was no balance for, and that the next event takes. */
  owed: number;
}

export interface UsageSummary {
  period: string;
  products: ProductUsage[];
  /** Days with usage in them, the first first. */
  days: { day: string; product: string; count: number }[];
}

export interface DetailQuery extends PageAsked<"usage"> {
  /** Days by the billing zone, both inclusive. */
  fromDay: string;
  toDay: string;
  product: string | null;
}

export interface DetailItem {
  seq: number;
  id: string;
  product: string;
  count: number;
  atMs: number;
  day: string;
  late: boolean;
  corrects: string | null;
  model: string | null;
  charged: number;
  asset: string | null;
}

export interface DetailPage {
  items: DetailItem[];
  total: number;
  /** Cursor of the place where the list goes on; null at its end. */
  next: string | null;
}

/** What an account has used that has used nothing. */
const UNUSED: UsageView = {
  event: () => null,
  counted: () => null,
  owing: () => NOTHING_OWING,
};

/** Usage in the account's SQLite. The caller brings the storage transaction. */
export class AccountUsage {
  readonly store: SqlUsage;
  readonly #sql: SqlStorage;
  readonly #ledger: SqlLedger;
  readonly #held: () => SubscribedPlan | null;

  /** `held` reads the plan that the subscription says. */
  constructor(
    sql: SqlStorage,
    ledger: SqlLedger,
    held: () => SubscribedPlan | null,
    outbox: Outbox,
  ) {
    this.#sql = sql;
    this.#ledger = ledger;
    this.#held = held;
    this.store = new SqlUsage(sql, (change) => tell(outbox, change));
  }

  /** Records events one after the other. `touch` grants what the plan gives and has not given yet. */
  record(
    events: readonly UsageEvent[],
    rules: UsageRules,
    touch: () => void,
    clockMs: number,
  ): Recorded[] {
    const terms = termsAt(this.#held(), rules, this.#nowMs(clockMs));
    const purse = new LedgerPurse(this.#ledger, clockMs, touch);
    return events.map((event) => {
      const { change: _change, ...recorded } = recordUsage(this.store, purse, event, terms);
      return recorded;
    });
  }

  quota(asked: QuotaQuestion, rules: UsageRules, clockMs: number): QuotaView {
    return quotaView(this.store, asked, this.#terms(rules, clockMs));
  }

  /** What was used in the periods of a name, or in the running one. Costs what happened in it, not the history. */
  getUsageSummary(named: string | null, rules: UsageRules, clockMs: number): UsageSummary {
    const terms = this.#terms(rules, clockMs);
    const period = named ?? terms.period.name;
    const isRunning = period === terms.period.name;
    const rows = this.#counters(period);
    const shown = rules.products.map((product) => product.id);
    const others = [...rows.keys()].filter((id) => !shown.includes(id));
    const products = [...shown, ...others].map((id) => {
      const product = rules.products.find((each) => each.id === id) ?? null;
      return isRunning || product?.kind === "gauge"
        ? runningUsage(this.store, id, product, terms)
        : closedUsage(this.store, id, product, rows.get(id) ?? []);
    });
    return { period, products, days: this.#days(period) };
  }

  getUsageDetail(query: DetailQuery): DetailPage {
    const { fromDay, toDay, product, pageSize, before } = query;
    const which = `FROM usage_event WHERE day >= ? AND day <= ?${product === null ? "" : " AND product = ?"}`;
    const bindings = [fromDay, toDay, ...(product === null ? [] : [product])];
    const { total } = this.#sql
      .exec<{ total: number }>(`SELECT count(*) AS total ${which}`, ...bindings)
      .one();
    const read = this.#sql
      .exec<DetailRow>(
        `SELECT seq, id, product, count, at, day, late, corrects, properties, charged, asset ${which}
         ${before ? "AND (day, seq) < (?, ?)" : ""} ORDER BY day DESC, seq DESC LIMIT ? OFFSET ?`,
        ...bindings,
        ...(before ?? []),
        pageSize + 1,
        offsetOf(query),
      )
      .toArray();
    const { rows, next } = partOf("usage", read, pageSize, ({ day, seq }) => [day, seq]);
    return { items: rows.map(itemOf), total, next };
  }

  /** What took units, by product, over days of the billing zone: from the first, inclusive, to the second, exclusive. */
  charges(fromDay: string, toDay: string): UsageCharge[] {
    return this.#sql
      .exec<UsageCharge & Record<string, SqlStorageValue>>(
        `SELECT product, asset, sum(count) AS count, sum(charged) AS charged FROM usage_event
         WHERE day >= ? AND day < ? AND asset IS NOT NULL GROUP BY product, asset ORDER BY product, asset`,
        fromDay,
        toDay,
      )
      .toArray();
  }

  #terms = (rules: UsageRules, clockMs: number): Terms =>
    termsAt(this.#held(), rules, this.#nowMs(clockMs));

  /** The ledger's own time: a period that was closed stays closed. */
  #nowMs = (clockMs: number): number => Math.max(clockMs, this.#ledger.lastAtMs());

  /** Those of a month are the periods that began in it: `2025-12`, and from a plan's own start `2025-12-20`. */
  #counters(period: string): Map<string, CounterRow[]> {
    const rows = this.#sql
      .exec<CounterRow>(
        "SELECT * FROM usage_counter WHERE period >= ?1 AND period < ?1 || char(127)",
        period,
      )
      .toArray();
    return Map.groupBy(rows, ({ product }) => product);
  }

  #days(period: string): UsageSummary["days"] {
    const [from, to] = daysOf(period);
    return this.#sql
      .exec<{ day: string; product: string; count: number }>(
        "SELECT day, product, count FROM usage_day WHERE day >= ? AND day < ? ORDER BY day, product",
        from,
        to,
      )
      .toArray();
  }
}

/** As of an account that was never written to. */
export const unusedQuota = (asked: QuotaQuestion, rules: UsageRules, nowMs: number): QuotaView =>
  quotaView(UNUSED, asked, termsAt(null, rules, nowMs));

export function unusedSummary(
  named: string | null,
  rules: UsageRules,
  nowMs: number,
): UsageSummary {
  const terms = termsAt(null, rules, nowMs);
  const period = named ?? terms.period.name;
  const isRunning = period === terms.period.name;
  const products = rules.products.map((product) =>
    isRunning || product.kind === "gauge"
      ? runningUsage(UNUSED, product.id, product, terms)
      : closedUsage(UNUSED, product.id, product, []),
  );
  return { period, products, days: [] };
}

/** What `count` units would cost is known where one price is for all of them: then its balance is looked at too. */
function quotaView(
  store: UsageView,
  { product, count, available }: QuotaQuestion,
  terms: Terms,
): QuotaView {
  const quota = quotaOf(terms, product.id);
  const counted = countedNow(store, product, terms.period);
  const after = product.kind === "gauge" ? count : counted.count + count;
  const check = checkQuota(quota, counted.count, after);
  const isPayable = !check.allowed || priceOf(store, product, count, terms.nowMs) <= available;
  return {
    ...standingOf(counted, product.kind, quota, terms.period),
    ...(isPayable ? check : { allowed: false, reason: "insufficient-balance" as const }),
  };
}

function priceOf(store: UsageView, product: Product, count: number, nowMs: number): number {
  if (product.asset === null || product.pooled || count === 0) return 0;
  const costs = costOf(product, { count, pools: null, model: null, atMs: nowMs });
  if (!costs.ok || costs.value.length === 0) return 0;
  return Math.max(0, Number(addCosts(store.owing(product.id, product.asset), costs.value).due));
}

function runningUsage(
  store: UsageView,
  id: string,
  product: Product | null,
  terms: Terms,
): ProductUsage {
  const kind = product?.kind ?? "counter";
  const counted = countedNow(store, { id, kind }, terms.period);
  const standing = standingOf(counted, kind, quotaOf(terms, id), terms.period);
  return { product: id, kind: product?.kind ?? null, ...standing, owed: owedFor(store, product) };
}

/** Of a closed period the limit is the one that held last in it. */
function closedUsage(
  store: UsageView,
  id: string,
  product: Product | null,
  rows: readonly CounterRow[],
): ProductUsage {
  const used = rows.reduce((sum, { count }) => sum + count, 0);
  return {
    ...{ product: id, kind: product?.kind ?? null, used },
    ...{ limit: rows.at(-1)?.quota ?? null, mode: null, remaining: null, resetsAtMs: null },
    owed: owedFor(store, product),
  };
}

const owedFor = (store: UsageView, product: Product | null): number =>
  product?.asset ? (store.owing(product.id, product.asset).get(1) ?? 0) : 0;

/** The days of a month, or of the month from a day on: from the first, inclusive, to the second, exclusive. */
function daysOf(period: string): [from: string, to: string] {
  const [year = 0, month = 1, day] = period.split("-").map(Number);
  const next = new Date(Date.UTC(year, month, 1));
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const to = next.toISOString().slice(0, 7);
  return day === undefined
    ? [period, to]
    : [period, `${to}-${String(Math.min(day, last)).padStart(2, "0")}`];
}

function tell(outbox: Outbox, { event, counted, percents }: UsageChange): void {
  for (const percent of percents)
    outbox.emit("usage.quota_reached", {
      ...{ product: event.product, percent, used: counted?.count ?? 0 },
      ...{ limit: counted?.told.limit ?? null, period: event.period === NOW ? null : event.period },
    });
}

type DetailRow = {
  seq: number;
  id: string;
  product: string;
  count: number;
  at: number;
  day: string;
  late: number;
  corrects: string | null;
  properties: string;
  charged: number;
  asset: string | null;
};

const itemOf = ({ at, late, properties, ...row }: DetailRow): DetailItem => ({
  ...row,
  atMs: at,
  late: late === 1,
  model: (JSON.parse(properties) as Record<string, string>).model ?? null,
});
