import { SETTING_NAMES } from "../config/settings.ts";
import { packFault, planFault, productFault } from "../domain/catalog/row.ts";
import type { CreditTerms } from "../domain/credits/allowance.ts";
import {
  isCreditSystemVersion,
  type VersionHistory,
  type VersionSwitch,
} from "../domain/credits/version.ts";
import { faultText } from "../domain/fault.ts";
import type { Language } from "../domain/language.ts";
import type { Money } from "../domain/money.ts";
import type { PlanCatalog } from "../domain/plan/catalog.ts";
import { FREE_PLAN_ID, type Plan } from "../domain/plan/plan.ts";
import type { AccountRules } from "../domain/subscription/rules.ts";
import type { Product } from "../domain/usage/product.ts";
import type { StoreBindings } from "./bindings.ts";
import { putSoon, recallKeys, type Stored, settingsFrom } from "./settings.ts";

/** Texts of a row in the other languages than Chinese; any may be missing. */
type Translated<Texts> = Partial<Record<Exclude<Language, "zh">, Partial<Texts> | null>>;

export interface PlanTexts {
  name: string;
  description: string;
  /** What the plan includes, a line each. */
  features: string[];
}

export interface PlanRow extends Plan, PlanTexts {
  translations: Translated<PlanTexts>;
}

export interface PackTexts {
  name: string;
  label: string;
}

/** A pack of credits. */
export interface PackRow extends PackTexts {
  id: string;
  credits: number;
  prices: Money[];
  translations: Translated<PackTexts>;
  enabled: boolean;
}

export interface ProductTexts {
  name: string;
  /** What is counted, in a word. */
  unit: string;
}

/** Something that is counted. */
export interface ProductRow extends Product, ProductTexts {
  translations: Translated<ProductTexts>;
}

/** Plans, archived ones too, the packs on sale and the products that are counted, as D1 has them. */
export interface PlanSnapshot {
  builtAtMs: number;
  plans: PlanRow[];
  packs: PackRow[];
  products: ProductRow[];
}

/** The version changes with the shape of a row, so that a deploy never reads what an earlier one kept. */
export const PLANS_KEY = "cache:plans:2";

/** When the version of the credit system changed: JSON of `VersionSwitch[]`, the oldest first. */
export const VERSION_HISTORY_KEY = "credit_system_history";

/** A change of a plan is in force within this time. */
const SNAPSHOT_LIFE_MS = 60_000;

const RULE_KEYS = [...SETTING_NAMES, VERSION_HISTORY_KEY, PLANS_KEY];

export interface PlanReading {
  nowMs: number;
  later: (work: Promise<unknown>) => void;
}

export interface CreditSystem {
  rules: AccountRules;
  snapshot: PlanSnapshot;
}

/**
 * All that decides about credits, from KV as the isolate remembers it. D1 is asked behind the answer when the plans are old;
 * before it only when KV has none at all, which is after a deploy. Without both, customers with a plan go on by what their
 * accounts keep of it.
 */
export async function creditSystem(
  env: StoreBindings,
  { nowMs, later }: PlanReading,
): Promise<CreditSystem> {
  const stored = await recallKeys(env, RULE_KEYS, nowMs);
  const snapshot = await plansFrom(stored, env, { nowMs, later });
  const settings = settingsFrom(stored);
  return {
    snapshot,
    rules: {
      mode: settings.credit_period.value,
      timeZone: settings.billing_time_zone.value,
      pastDueGraceDays: settings.past_due_grace_days.value,
      versions: {
        current: settings.credit_system_version.value,
        switches: historyFrom(stored.get(VERSION_HISTORY_KEY)) ?? [],
      },
      free: snapshot === NOT_READ ? undefined : freeTerms(snapshot),
    },
  };
}

/** A row without its texts. */
export const planOf = ({
  name: _name,
  description: _description,
  features: _features,
  translations: _translations,
  ...plan
}: PlanRow): Plan => plan;

/** Every plan there ever was. Prices at Stripe are told apart by their lookup keys. */
export const catalogOf = ({ plans }: PlanSnapshot): PlanCatalog => ({
  plans: plans.map(planOf),
  planOfPriceId: new Map(),
});

export const creditTermsOf = ({ id, creditRule, allowance, quotas }: Plan): CreditTerms => ({
  planId: id,
  creditRule,
  allowance,
  ...(quotas ? { quotas } : {}),
});

function freeTerms({ plans }: PlanSnapshot): CreditTerms | null {
  const plan = plans.find(({ id }) => id === FREE_PLAN_ID);
  return plan ? creditTermsOf(plan) : null;
}

/** Null when it is no such history. */
export function historyFrom(text: string | null | undefined): VersionHistory["switches"] | null {
  if (text == null) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every(isSwitch) && isInOrder(value) ? value : null;
  } catch {
    return null;
  }
}

const isSwitch = (value: unknown): value is VersionSwitch =>
  typeof value === "object" &&
  value !== null &&
  "atMs" in value &&
  Number.isSafeInteger(value.atMs) &&
  "from" in value &&
  isCreditSystemVersion(value.from) &&
  "to" in value &&
  isCreditSystemVersion(value.to);

const isInOrder = (switches: VersionSwitch[]): boolean =>
  switches.every(({ atMs }, index) => atMs >= (switches[index - 1]?.atMs ?? atMs));

/** What this isolate read from D1 last. By environment, which is the isolate's own. */
let built = new WeakMap<object, PlanSnapshot>();

/** For an object: what is old is read anew before it answers. */
export async function accountSystem(env: StoreBindings, nowMs: number): Promise<CreditSystem> {
  const behind: Promise<unknown>[] = [];
  const system = await creditSystem(env, { nowMs, later: (work) => behind.push(work) });
  await Promise.all(behind);
  return system;
}

export const accountRules = async (env: StoreBindings, nowMs: number): Promise<AccountRules> =>
  (await accountSystem(env, nowMs)).rules;

/** As an isolate begins, for tests in which none does. */
export function forgetPlans(): void {
  built = new WeakMap();
}

async function plansFrom(
  stored: Stored,
  env: StoreBindings,
  { nowMs, later }: PlanReading,
): Promise<PlanSnapshot> {
  const cached = newer(snapshotIn(stored), built.get(env) ?? null);
  const isFresh = (of: PlanSnapshot): boolean =>
    nowMs - of.builtAtMs < SNAPSHOT_LIFE_MS && of.builtAtMs <= nowMs;
  if (cached && isFresh(cached)) return cached;
  const work = rebuild(env, nowMs);
  if (cached) {
    later(work.catch((error: unknown) => notRead(error)));
    return cached;
  }
  return work.catch((error: unknown) => {
    notRead(error);
    return NOT_READ;
  });
}

/** In place of plans that nobody could read. */
const NOT_READ: PlanSnapshot = { builtAtMs: 0, plans: [], packs: [], products: [] };

/** Whether the catalog could be read: without it nobody knows what is counted. */
export const wasRead = (snapshot: PlanSnapshot): boolean => snapshot !== NOT_READ;

const notRead = (error: unknown): void =>
  console.error("plans cannot be read", { error: faultText(error) });

const newer = (a: PlanSnapshot | null, b: PlanSnapshot | null): PlanSnapshot | null =>
  a && b ? (a.builtAtMs >= b.builtAtMs ? a : b) : (a ?? b);

async function rebuild(env: StoreBindings, nowMs: number): Promise<PlanSnapshot> {
  const snapshot = { builtAtMs: nowMs, ...(await readPlans(env.DB)) };
  built.set(env, snapshot);
  // KV takes one write a second per key; when several isolates rebuild at once, one of them is enough.
  await env.CONFIG.put(PLANS_KEY, JSON.stringify(snapshot)).catch(() => undefined);
  return snapshot;
}

/** Puts plans, packs and products as D1 has them now before every call, after a change of them. */
export async function refreshPlans(env: StoreBindings, nowMs: number): Promise<void> {
  const snapshot = { builtAtMs: nowMs, ...(await readPlans(env.DB)) };
  built.set(env, snapshot);
  await putSoon(env.CONFIG, PLANS_KEY, JSON.stringify(snapshot));
}

/** Parsed once per reading of KV. */
const parsed = new WeakMap<Stored, PlanSnapshot | null>();

function snapshotIn(stored: Stored): PlanSnapshot | null {
  const known = parsed.get(stored);
  if (known !== undefined) return known;
  const snapshot = parse(stored.get(PLANS_KEY));
  parsed.set(stored, snapshot);
  return snapshot;
}

function parse(text: string | null | undefined): PlanSnapshot | null {
  if (!text) return null;
  try {
    const value = JSON.parse(text) as PlanSnapshot;
    return Number.isFinite(value.builtAtMs) &&
      value.plans.every((row) => planFault(row) === null) &&
      value.packs.every((row) => packFault(row) === null) &&
      value.products.every((row) => productFault(row) === null)
      ? value
      : null;
  } catch {
    return null; // Somebody wrote to the key by hand; the next snapshot replaces it.
  }
}

/** Every plan, archived ones too, the packs on sale and what is counted. Rows that break a rule are left out; the status names them. */
export async function readPlans(db: D1Database): Promise<Omit<PlanSnapshot, "builtAtMs">> {
  const [plans, packs, products] = await db.batch<{ row: string }>([
    db.prepare(PLANS_QUERY),
    db.prepare(PACKS_QUERY),
    db.prepare(PRODUCTS_QUERY),
  ]);
  const rows = (of: typeof plans): unknown[] =>
    (of?.results ?? []).flatMap(({ row }) => (row === null ? [] : [JSON.parse(row)]));
  return {
    plans: rows(plans).filter((row): row is PlanRow => planFault(row) === null),
    packs: rows(packs).filter((row): row is PackRow => packFault(row) === null),
    products: rows(products).filter((row): row is ProductRow => productFault(row) === null),
  };
}

const PRICES = (table: string, of: string) =>
  `json((SELECT json_group_array(json_object('currency', currency, 'amountMinor', amount_minor))
         FROM (SELECT currency, amount_minor FROM ${table} WHERE ${of} ORDER BY currency)))`;

const PLANS_QUERY = `SELECT json_object(
    'id', id, 'family', family, 'rank', rank, 'interval', interval, 'creditRule', credit_rule,
    'trialDays', trial_days, 'name', name, 'description', description, 'features', json(features),
    'translations', json(translations), 'enabled', json(iif(enabled, 'true', 'false')),
    'prices', ${PRICES("plan_price", "plan_id = plan.id")},
    'allowance', json((SELECT json_group_object(version, credits) FROM plan_allowance WHERE plan_id = plan.id)),
    'quotas', json((SELECT json_group_array(json_object('product', product_id, 'limit', quota, 'mode', mode))
                    FROM (SELECT product_id, quota, mode FROM plan_quota WHERE plan_id = plan.id ORDER BY product_id)))
  ) AS row FROM plan ORDER BY rank`;

const PACKS_QUERY = `SELECT json_object(
    'id', id, 'credits', credits, 'name', name, 'label', label, 'translations', json(translations),
    'enabled', json('true'),
    'prices', ${PRICES("credit_package_price", "package_id = credit_package.id")}
  ) AS row FROM credit_package WHERE enabled = 1 ORDER BY sort, id`;

const PRODUCTS_QUERY = `SELECT json_object(
    'id', id, 'kind', kind, 'pooled', json(iif(pooled, 'true', 'false')), 'asset', asset, 'name', name, 'unit', unit,
    'translations', json(translations),
    'prices', json((SELECT json_group_array(json_object('model', nullif(model, ''), 'pool', nullif(pool, ''),
                                                        'amount', amount, 'per', per, 'fromMs', valid_from))
                    FROM (SELECT * FROM product_price WHERE product_id = product.id ORDER BY model, pool, valid_from)))
  ) AS row FROM product WHERE enabled = 1 ORDER BY sort, id`;
