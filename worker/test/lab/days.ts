import { runInDurableObject } from "cloudflare:test";
import type { DaySale } from "../../domain/entitlement/stretch.ts";
import { accountOf, objectOf } from "../shop.ts";
import type { Customer } from "../world.ts";

const DAY_MS = 86_400_000;

/** Days of one order, carried by hand. */
interface Carried extends DaySale {
  orderNo: string;
  leftMs: number;
}

type Row = {
  source: string;
  name: string;
  tier: number;
  starts_at: number;
  expires_at: number;
};

/**
 * Promise 3, for days: each order's are used once, as what was sold, the highest tier first; a refund takes what is left of its
 * own; nothing is lost. The account's history says what happened when, and this counts without the product's own rule.
 */
export async function ofDays(who: Customer): Promise<string[]> {
  const account = accountOf(who);
  const { items } = await account.history({ page: 1, pageSize: 100 });
  const broken: string[] = [];
  const carried: Carried[] = [];
  let nowMs = 0;
  for (const { kind, reference, atMs, detail } of items.reverse()) {
    if (kind !== "coze.extend" && kind !== "coze.retract") continue;
    use(carried, atMs - nowMs);
    nowMs = atMs;
    const file = await objectOf(reference).file();
    const sold = file.ok ? (file.value.order.placed.sale.grant as DaySale) : null;
    if (sold?.name !== detail.name)
      broken.push(`promise 3: ${reference} sold ${sold?.name}, the account has ${detail.name}`);
    if (kind === "coze.extend" && sold)
      carried.push({ ...sold, orderNo: reference, leftMs: sold.days * DAY_MS });
    const own = carried.find(({ orderNo }) => orderNo === reference);
    if (kind === "coze.extend" || !own) continue;
    const days = Math.ceil(own.leftMs / DAY_MS);
    if (detail.days !== 0 - days)
      broken.push(`promise 3: ${reference} had ${days} days left, ${detail.days} were taken back`);
    own.leftMs = 0;
  }
  const expected = laidOut(carried, nowMs);
  const held = await runInDurableObject(account, (_, { storage }) => rowsAt(storage.sql, nowMs));
  if (JSON.stringify(held) !== JSON.stringify(expected))
    broken.push(`promise 3: days are ${JSON.stringify(held)}, not ${JSON.stringify(expected)}`);
  return broken;
}

/** The highest tier first, within a tier the order that was granted first. */
const byTurn = (carried: Carried[]): Carried[] =>
  [...carried].sort((a, b) => (b.tier ?? 0) - (a.tier ?? 0));

/** Time that passes uses the days whose turn it is. */
function use(carried: Carried[], passedMs: number): void {
  let restMs = passedMs;
  for (const order of byTurn(carried)) {
    const usedMs = Math.min(order.leftMs, restMs);
    order.leftMs -= usedMs;
    restMs -= usedMs;
  }
}

/** What is left of each, end to end from now, as the account's rows would have it. */
function laidOut(carried: Carried[], nowMs: number) {
  let fromMs = nowMs;
  return byTurn(carried)
    .filter(({ leftMs }) => leftMs > 0)
    .map(({ orderNo, name, tier = 0, leftMs }) => {
      fromMs += leftMs;
      return { order: orderNo, name, tier, leftMs, expiresAtMs: fromMs };
    });
}

/** The rows with anything left at this time, in the order in which they run. */
function rowsAt(sql: SqlStorage, nowMs: number) {
  const stored = sql.exec("SELECT name FROM sqlite_master WHERE name = 'entitlement'").toArray();
  if (stored.length === 0) return [];
  return sql
    .exec<Row>("SELECT * FROM entitlement WHERE expires_at > ? ORDER BY starts_at", nowMs)
    .toArray()
    .map(({ source, name, tier, starts_at, expires_at }) => ({
      order: source.replace("order:", ""),
      name,
      tier,
      leftMs: expires_at - Math.max(starts_at, nowMs),
      expiresAtMs: expires_at,
    }));
}
