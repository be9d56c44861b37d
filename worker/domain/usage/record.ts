import type { EndingPeriod } from "../credits/period.ts";
import type { Asset } from "../ledger/assets.ts";
import { AMOUNT_MAX } from "../ledger/operations.ts";
import { FREE_PLAN_ID, type Quota } from "../plan/plan.ts";
import { err, invariant, ok, type Result } from "../result.ts";
import type { SubscribedPlan } from "../subscription/held.ts";
import { corrects, fits } from "./count.ts";
import type { Recorded, RecordedEvent, UsageEvent, UsageRefusal, UsageRules } from "./event.ts";
import { type Place, placeOf, planInForce, usagePeriod } from "./period.ts";
import { addCosts, backOf, type Cost, costOf } from "./price.ts";
import type { Product } from "./product.ts";
import {
  checkQuota,
  getRemainingQuota,
  NOTHING_TOLD,
  reachedBy,
  type UsageStanding,
} from "./quota.ts";
import { type Counted, NOW, type Purse, type UsageChange, type UsageStore } from "./store.ts";

/** What a customer's usage is judged by at an instant. */
export interface Terms {
  rules: UsageRules;
  plan: SubscribedPlan | null;
  period: EndingPeriod;
  nowMs: number;
}

export function termsAt(held: SubscribedPlan | null, rules: UsageRules, nowMs: number): Terms {
  const plan = planInForce(held, nowMs);
  return { rules, plan, period: usagePeriod(plan, rules.credits, nowMs), nowMs };
}

/** How much of a product the customer's plan includes; null for no limit. */
export function quotaOf({ plan, rules }: Terms, product: string): Quota | null {
  const planId = plan?.terms.planId ?? FREE_PLAN_ID;
  const quotas = plan?.terms.quotas ?? rules.quotas[planId] ?? [];
  return quotas.find((quota) => quota.product === product) ?? null;
}

/** What is counted of a product now, before anything more is. */
export function countedNow(
  store: Pick<UsageStore, "counted">,
  { id, kind }: Pick<Product, "id" | "kind">,
  { name, startMs, endMs }: EndingPeriod,
): Counted {
  const period = kind === "gauge" ? NOW : name;
  const span = kind === "gauge" ? null : { startMs, endMs };
  const none = { product: id, period, count: 0, told: NOTHING_TOLD, span, setAtMs: 0 };
  return store.counted(id, period) ?? none;
}

export function standingOf(
  counted: Counted,
  kind: Product["kind"],
  quota: Quota | null,
  period: EndingPeriod,
): UsageStanding {
  const { count } = counted;
  return {
    used: count,
    limit: quota?.limit ?? null,
    mode: quota?.mode ?? null,
    remaining: getRemainingQuota(quota, count),
    resetsAtMs: kind === "gauge" ? null : period.endMs,
  };
}

/**
 * Records one event: a repeat of an id gets its first answer; otherwise the quota is checked, the units are counted and their
 * price is taken, or nothing of it happens. Must run inside one storage transaction.
 */
export function recordUsage(
  store: UsageStore,
  purse: Purse,
  event: UsageEvent,
  terms: Terms,
): Recorded & { change: UsageChange | null } {
  const product = terms.rules.products.find(({ id }) => id === event.product) ?? null;
  const quota = product && quotaOf(terms, product.id);
  const before = product && countedNow(store, product, terms.period);
  const answer = (
    result: Recorded["result"],
    {
      refusal = null,
      change = null,
      charged = 0,
    }: Partial<Recorded & { change: UsageChange | null }>,
  ) => {
    const counted = change?.counted ?? before;
    const standing = product && counted && standingOf(counted, product.kind, quota, terms.period);
    return { id: event.id, result, refusal, standing, charged, change };
  };
  const earlier = store.event(event);
  if (earlier)
    return earlier.request === requestOf(event)
      ? answer("duplicate", { charged: earlier.charged })
      : answer("rejected", { refusal: { reason: "event-id-reused" } });
  if (!product || !before) return answer("rejected", { refusal: { reason: "product-unknown" } });
  const decided = decide(store, purse, event, { product, quota, before, terms });
  if (!decided.ok) return answer("rejected", { refusal: decided.error });
  const change = pay(purse, decided.value);
  store.write(change);
  return answer("accepted", { change, charged: change.event.charged });
}

interface Situation {
  product: Product;
  quota: Quota | null;
  before: Counted;
  terms: Terms;
}

/** What is to be written, once what is due has been taken. */
interface Decision {
  change: UsageChange;
  asset: Asset | null;
  /** Units that are due now, below zero to the customer. */
  due: number;
  /** Units of `due` that are taken now. */
  payable: number;
  /** When what is given back ends, epoch ms; null for never. */
  backUntilMs: number | null;
  nowMs: number;
}

/** Judges an event that is new. Writes nothing. */
function decide(
  store: UsageStore,
  purse: Purse,
  event: UsageEvent,
  { product, quota, before, terms }: Situation,
): Result<Decision, UsageRefusal> {
  const sound = fits(event, product);
  if (!sound.ok) return sound;
  const { nowMs, period, rules } = terms;
  const timely = placeOf(event.atMs, period, rules.credits, nowMs);
  if (!timely.ok) return timely;
  const corrected = originalOf(store, event, product);
  if (!corrected.ok) return corrected;
  const original = corrected.value;
  const place = original ? placeOfCorrection(original, timely.value, period) : timely.value;

  const counted = countedAfter(before, product, event, place);
  if (counted && !Number.isSafeInteger(counted.count))
    return err({ reason: "count-invalid", detail: "more than can be counted was used before" });
  if (counted && event.mode === "enforce") {
    const { allowed } = checkQuota(quota, before.count, counted.count);
    if (!allowed) return err({ reason: "quota-exceeded" });
  }

  const costs = original ? ok(costsBack(original, event)) : costOf(product, pricedBy(event, place));
  if (!costs.ok) return costs;
  const bill = billOf(store, product, costs.value);
  if (!bill.ok) return bill;
  const { asset, due, owings } = bill.value;
  const available = due > 0 && asset ? purse.available(asset) : 0;
  if (due > available && event.mode === "enforce")
    return err({ reason: "insufficient", available });

  const told = reachedBy(quota, counted?.count ?? before.count, before.told, product.kind);
  return ok({
    ...{ asset, due, nowMs },
    payable: Math.min(due, Math.max(0, available)),
    backUntilMs: backUntil(original, asset, period),
    change: {
      event: eventOf(event, place, { product, costs: costs.value, terms }),
      counted: counted && { ...counted, told: told.told },
      day: {
        product: product.id,
        day: place.day,
        count: event.count,
        setAtMs: product.kind === "gauge" ? place.atMs : null,
      },
      owings,
      corrected: original && { host: original.host, id: original.id },
      percents: counted ? told.percents : [],
    },
  });
}

function originalOf(
  store: UsageStore,
  event: UsageEvent,
  product: Product,
): Result<RecordedEvent | null, UsageRefusal> {
  if (event.corrects === null) return ok(null);
  return corrects(event, product, store.event({ host: event.host, id: event.corrects }));
}

/** A correction counts where its event did, or in the present period when that one is closed. */
function placeOfCorrection(original: RecordedEvent, said: Place, period: EndingPeriod): Place {
  return { atMs: said.atMs, day: original.day, late: original.period !== period.name };
}

/** Null when a gauge was set later already: what comes out of order does not put it back. */
function countedAfter(
  before: Counted,
  { kind }: Product,
  { count }: UsageEvent,
  { atMs }: Place,
): Counted | null {
  if (kind === "counter") return { ...before, count: before.count + count };
  return atMs < before.setAtMs ? null : { ...before, count, setAtMs: atMs };
}

const pricedBy = ({ count, pools, properties }: UsageEvent, { atMs }: Place) => ({
  ...{ count, pools, atMs },
  model: properties.model ?? null,
});

const costsBack = (original: RecordedEvent, { count }: UsageEvent): Cost[] =>
  original.costs.map((cost) => backOf(cost, -count, original.count));

interface Bill {
  asset: Asset | null;
  due: number;
  owings: UsageChange["owings"];
}

/** What is due after these costs, in whole units, and what goes on. An event without costs leaves alone what is owing. */
function billOf(
  store: UsageStore,
  { id }: Product,
  costs: readonly Cost[],
): Result<Bill, UsageRefusal> {
  const asset = costs[0]?.asset ?? null;
  if (asset === null) return ok({ asset, due: 0, owings: [] });
  const { due, rests } = addCosts(store.owing(id, asset), costs);
  if (due > AMOUNT_MAX || due < -AMOUNT_MAX)
    return err({ reason: "count-invalid", detail: "it costs more than one transaction can take" });
  return ok({ asset, due: Number(due), owings: rests.map((rest) => ({ asset, ...rest })) });
}

/** When what is given back ends: with the units that were taken. Where the event itself took none, other events of the period did. */
function backUntil(
  original: RecordedEvent | null,
  asset: Asset | null,
  period: EndingPeriod,
): number | null {
  if (original && original.charged > 0) return original.paidUntilMs;
  return asset === "credits" ? period.endMs : null;
}

function eventOf(
  event: UsageEvent,
  place: Place,
  { product, costs, terms }: { product: Product; costs: Cost[]; terms: Terms },
): RecordedEvent {
  const { host, id, count, pools, properties } = event;
  return {
    ...{ host, id, product: product.id, count, pools, properties, corrects: event.corrects },
    ...place,
    period: product.kind === "gauge" ? NOW : terms.period.name,
    late: product.kind === "counter" && place.late,
    request: requestOf(event),
    costs,
    asset: costs[0]?.asset ?? null,
    charged: 0,
    paidUntilMs: null,
    corrected: 0,
    recordedAtMs: terms.nowMs,
  };
}

/**
 * Takes what can be taken and leaves the rest owing: work that is done is counted whatever the balance. What is due to the
 * customer goes back as a lot that ends when the units would have, and not at all when they would have ended already.
 */
function pay(purse: Purse, decision: Decision): UsageChange {
  const { change, asset, due, payable, backUntilMs, nowMs } = decision;
  if (asset === null) return change;
  const { event } = change;
  const key = ledgerKey(event);
  const isOver = backUntilMs !== null && backUntilMs <= nowMs;
  if (due < 0 && !isOver) purse.giveBack(asset, -due, key, event.product, backUntilMs);
  const paidUntilMs = payable > 0 ? purse.take(asset, payable, key, event.product) : null;
  const owed = Math.max(0, due) - Math.max(0, payable);
  invariant(owed >= 0, "no more is taken than is due");
  return {
    ...change,
    owings: [...change.owings, { asset, per: 1, parts: owed }],
    event: { ...event, charged: due < 0 && isOver ? 0 : payable, paidUntilMs },
  };
}

/** No caller from outside can use such keys: theirs have prefixes of their own. */
const ledgerKey = ({ host, id }: RecordedEvent): string => `usage:${host}:${id}`;

/** What makes two events the same. Not the mode: what was enforced may be told once more as done. */
function requestOf({ product, count, pools, atMs, properties, corrects: of }: UsageEvent): string {
  const sorted = Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([product, count, pools && Object.entries(pools).sort(), atMs, sorted, of]);
}
