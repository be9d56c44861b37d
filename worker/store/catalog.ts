import { asc, eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { type CatalogKind, packageFault, ruleFault } from "../domain/catalog/row.ts";
import { faultText } from "../domain/fault.ts";
import type { StoreBindings } from "./bindings.ts";
import { cozePackage, type PackageRow, type RechargeRow, rechargeRule } from "./schema.ts";
import { putSoon, type Stored } from "./settings.ts";

/** What is on sale in both centres, as every centre request needs it: one KV value instead of a query each. */
export interface CatalogSnapshot {
  builtAtMs: number;
  packages: PackageRow[];
  rechargeRules: RechargeRow[];
}

/** The version changes with the shape of a row, so that a deploy never reads what an earlier one kept. */
export const CATALOG_KEY = "cache:catalog:2";

/** A change in the catalog is on the page within this time. Orders read D1 itself. */
const SNAPSHOT_LIFE_MS = 60_000;

/** KV drops what nobody renews. */
const SNAPSHOT_KEPT_SECONDS = 3_600;

/** How old a snapshot may be for a guest who asks for a fresh one: D1 and KV are asked so often by an isolate, not more. */
export const GUEST_SNAPSHOT_MS = 5_000;

export interface Reading {
  nowMs: number;
  /**
   * How old a snapshot may be: 0 for a customer who was just refused what it offers. Left out, as old as is usual.
   */
  ageMsMax?: number;
  later: (work: Promise<unknown>) => void;
}

/**
 * The cached snapshot while it is fresh, else a new one from D1, written back in the background. While D1 does not
 * answer, an old snapshot is better than none: orders read the price in D1 anyway.
 */
export async function catalogFrom(
  stored: Stored,
  env: StoreBindings,
  { nowMs, ageMsMax = SNAPSHOT_LIFE_MS, later }: Reading,
): Promise<CatalogSnapshot> {
  const cached = snapshotIn(stored);
  const own = built.get(env);
  const isNew = (of: CatalogSnapshot): boolean =>
    nowMs - of.builtAtMs < ageMsMax && of.builtAtMs <= nowMs;
  if (cached && isNew(cached)) return cached;
  if (ageMsMax < SNAPSHOT_LIFE_MS && own && isNew(own.snapshot)) return own.snapshot;
  try {
    const snapshot = { builtAtMs: nowMs, ...(await itemsOnSale(env.DB)) };
    snapshots.set(stored, snapshot); // KV may show the old one for as long as a location keeps its copy.
    const keptAtMs = whenKept(
      [own, cached && { snapshot: cached, keptAtMs: cached.builtAtMs }],
      snapshot,
    );
    const isKept = keptAtMs <= nowMs && nowMs - keptAtMs < SNAPSHOT_LIFE_MS;
    built.set(env, { snapshot, keptAtMs: isKept ? keptAtMs : nowMs });
    if (!isKept) later(keep(env.CONFIG, snapshot));
    return snapshot;
  } catch (error) {
    if (!cached) throw error;
    console.error("the catalog is served from an old snapshot", { error: faultText(error) });
    return cached;
  }
}

/**
 * Puts the catalog as D1 has it now before every centre, after a change of it: locations see it when their copy of KV is
 * read again, sooner than a snapshot would end by itself.
 */
export async function refreshCatalog(env: StoreBindings, nowMs: number): Promise<void> {
  const snapshot = { builtAtMs: nowMs, ...(await itemsOnSale(env.DB)) };
  built.set(env, { snapshot, keptAtMs: nowMs });
  await putSoon(env.CONFIG, CATALOG_KEY, JSON.stringify(snapshot), SNAPSHOT_KEPT_SECONDS);
}

/** What this isolate read from D1 last, and when what it says was put into KV. By environment, which is the isolate's own. */
interface Built {
  snapshot: CatalogSnapshot;
  keptAtMs: number;
}
let built = new WeakMap<object, Built>();

/** As a new isolate begins, for tests whose storage was emptied under this one. */
export function forgetCatalog(): void {
  built = new WeakMap();
}

/** When the same catalog was put into KV last, as far as is known here: what has not changed is not written again and again. */
function whenKept(known: readonly (Built | null | undefined)[], now: CatalogSnapshot): number {
  const text = contentOf(now);
  const same = known.filter((one) => one && contentOf(one.snapshot) === text);
  return Math.max(Number.NEGATIVE_INFINITY, ...same.map((one) => one?.keptAtMs ?? 0));
}

const contentOf = ({ packages, rechargeRules }: CatalogSnapshot): string =>
  JSON.stringify([packages, rechargeRules]);

/** Read once per reading of KV: a catalog of a thousand packages takes milliseconds. */
const snapshots = new WeakMap<Stored, CatalogSnapshot | null>();

function snapshotIn(stored: Stored): CatalogSnapshot | null {
  const known = snapshots.get(stored);
  if (known !== undefined) return known;
  const snapshot = parse(stored.get(CATALOG_KEY));
  snapshots.set(stored, snapshot);
  return snapshot;
}

/** KV takes one write a second per key; when several requests rebuild at once, one of them is enough. */
const keep = (kv: KVNamespace, snapshot: CatalogSnapshot): Promise<void> =>
  kv
    .put(CATALOG_KEY, JSON.stringify(snapshot), { expirationTtl: SNAPSHOT_KEPT_SECONDS })
    .catch(() => undefined);

function parse(stored: string | null | undefined): CatalogSnapshot | null {
  if (!stored) return null;
  try {
    const value = JSON.parse(stored) as CatalogSnapshot;
    return Number.isFinite(value.builtAtMs) &&
      value.packages.every((row) => packageFault(row) === null) &&
      value.rechargeRules.every((row) => ruleFault(row) === null)
      ? value
      : null;
  } catch {
    return null; // Somebody wrote to the key by hand; the next snapshot replaces it.
  }
}

async function itemsOnSale(db: D1Database) {
  const d1 = drizzle(db);
  const [packages, rechargeRules] = await d1.batch([
    d1
      .select()
      .from(cozePackage)
      .where(eq(cozePackage.enabled, true))
      .orderBy(asc(cozePackage.sort), asc(cozePackage.id)),
    d1
      .select()
      .from(rechargeRule)
      .where(eq(rechargeRule.enabled, true))
      .orderBy(asc(rechargeRule.sort), asc(rechargeRule.id)),
  ]);
  return {
    packages: packages.filter((row) => packageFault(row) === null),
    rechargeRules: rechargeRules.filter((row) => ruleFault(row) === null),
  };
}

/** A row that is offered and breaks a rule, so that nobody is shown it. */
export interface RowAtFault {
  kind: CatalogKind;
  id: string | null;
  /** The column, as the table calls it. */
  field: string;
}

/** All rows on sale that break a rule, at most `limit` of them, and how many there are. */
export async function rowsAtFault(
  db: D1Database,
  limit: number,
): Promise<{ rows: RowAtFault[]; total: number }> {
  const on = "FROM catalog_fault WHERE enabled = 1";
  const [rows, totals] = await db.batch<RowAtFault & { total: number }>([
    db.prepare(`SELECT kind, id, field ${on} ORDER BY kind, id LIMIT ?`).bind(limit),
    db.prepare(`SELECT count(*) AS total ${on}`),
  ]);
  return { rows: rows?.results ?? [], total: totals?.results[0]?.total ?? 0 };
}
