import type { StoredRow } from "../domain/catalog/edit/noun.ts";
import type { CatalogKind } from "../domain/catalog/row.ts";
import { faultText } from "../domain/fault.ts";
import { CATALOG_TABLES, type CatalogTable } from "./catalog-tables.ts";
import { versionOf } from "./content-version.ts";

/**
 * The catalog's rows as the console edits them. A change is made where the row still is what the operator saw, told by a hash of
 * its content, and in one transaction with that comparison: of two at once one is refused. Nothing is compared first and written
 * afterwards.
 */

/** A catalog is shown whole. */
export const CATALOG_ROWS_MAX = 500;

export interface CatalogItem {
  id: string;
  /** Of what an edit can change, the same for the same content. Not of stock, place and whether it is on sale. */
  version: string;
  /** The JSON that the version is of. */
  content: string;
  row: StoredRow;
  enabled: boolean;
  isDraft: boolean;
  /** Null without limit, and where the kind has none. */
  stock: number | null;
  /** Orders of it that were paid. */
  sold: number;
  /** The first column that breaks its rule. */
  fault: string | null;
  updatedAtMs: number;
}

interface Read {
  id: string;
  content: string;
  enabled: number;
  isDraft: number;
  stock: number | null;
  sold: number | null;
  fault: string | null;
  updatedAtMs: number;
}

const columnsOf = (kind: CatalogKind, { name, fault, content, hasStock }: CatalogTable): string =>
  `id, enabled, updated_at AS "updatedAtMs", ${content} AS content, ${hasStock ? "stock" : "NULL"} AS stock,
   EXISTS (SELECT 1 FROM catalog_draft WHERE kind = '${kind}' AND id = ${name}.id) AS "isDraft",
   (SELECT sold FROM item_sold WHERE kind = '${kind}' AND item_id = ${name}.id) AS sold,
   (SELECT field FROM ${fault} WHERE id = ${name}.id) AS fault`;

/** All, in their order. */
export async function readItems(
  db: D1Database,
  kind: CatalogKind,
): Promise<{ items: CatalogItem[]; more: boolean }> {
  const table = CATALOG_TABLES[kind];
  const { results } = await db
    .prepare(
      `SELECT ${columnsOf(kind, table)} FROM ${table.name} WHERE id IS NOT NULL
       ORDER BY ${table.order}, id LIMIT ${CATALOG_ROWS_MAX + 1}`,
    )
    .all<Read>();
  const items = await Promise.all(results.slice(0, CATALOG_ROWS_MAX).map(itemOf));
  return { items, more: results.length > CATALOG_ROWS_MAX };
}

export async function readItem(
  db: D1Database,
  kind: CatalogKind,
  id: string,
): Promise<CatalogItem | null> {
  const table = CATALOG_TABLES[kind];
  const read = await db
    .prepare(`SELECT ${columnsOf(kind, table)} FROM ${table.name} WHERE id = ?`)
    .bind(id)
    .first<Read>();
  return read && itemOf(read);
}

const itemOf = async (read: Read): Promise<CatalogItem> => ({
  ...read,
  version: await versionOf(read.content),
  row: JSON.parse(read.content) as StoredRow,
  enabled: read.enabled === 1,
  isDraft: read.isDraft === 1,
  sold: read.sold ?? 0,
});

/** Why a change was not made. `rank` and `reference`: another plan has the rank; a product of a quota is not there. */
export type Unwritten = "changed" | "taken" | "rank" | "reference" | "in-use";

type Written = "done" | Unwritten;

/** Off sale, after all others. */
export async function createItem(
  db: D1Database,
  kind: CatalogKind,
  made: { id: string; row: StoredRow; by: string; nowMs: number },
): Promise<Written> {
  const table = CATALOG_TABLES[kind];
  const row = JSON.stringify(made.row);
  return written(() =>
    db.batch([
      db.prepare(table.insert).bind(made.id, row, made.nowMs),
      ...table.children.map(({ fill }) => db.prepare(fill).bind(made.id, row)),
      db
        .prepare(
          "INSERT OR REPLACE INTO catalog_draft (kind, id, made_at, made_by) VALUES (?, ?, ?, ?)",
        )
        .bind(kind, made.id, made.nowMs, made.by),
    ]),
  );
}

/** Where the row is as it was seen, on sale or not as well: what may be left out of a draft may not be of what is sold. */
export async function editItem(
  db: D1Database,
  kind: CatalogKind,
  seen: CatalogItem,
  changed: { row: StoredRow; nowMs: number },
): Promise<Written> {
  const table = CATALOG_TABLES[kind];
  const row = JSON.stringify(changed.row);
  const isAsSeen = `${table.content} IS ?2 AND enabled = ${seen.enabled ? 1 : 0}`;
  return written(() =>
    db.batch([
      // The CHECK on `enabled` aborts the whole transaction.
      db
        .prepare(`UPDATE ${table.name} SET enabled = iif(${isAsSeen}, enabled, 2) WHERE id = ?1`)
        .bind(seen.id, seen.content),
      db.prepare(table.update).bind(seen.id, row, changed.nowMs),
      ...table.children.flatMap(({ empty, fill }) => [
        db.prepare(empty).bind(seen.id),
        db.prepare(fill).bind(seen.id, row),
      ]),
    ]),
  );
}

/** On sale is put only what the operator saw. */
export async function putOnSale(
  db: D1Database,
  kind: CatalogKind,
  seen: CatalogItem,
  nowMs: number,
): Promise<Written> {
  const { name, content } = CATALOG_TABLES[kind];
  return written(() =>
    db
      .prepare(
        `UPDATE ${name} SET enabled = iif(${content} IS ?2, 1, 2), updated_at = ?3 WHERE id = ?1`,
      )
      .bind(seen.id, seen.content, nowMs)
      .run(),
  );
}

/** Withdrawing is right whatever else was changed. */
export async function takeOffSale(
  db: D1Database,
  kind: CatalogKind,
  id: string,
  nowMs: number,
): Promise<void> {
  await db
    .prepare(
      `UPDATE ${CATALOG_TABLES[kind].name} SET enabled = 0, updated_at = ? WHERE id = ? AND enabled = 1`,
    )
    .bind(nowMs, id)
    .run();
}

/** Sets the units that are left, where they are as many as the operator saw: orders take and give back units meanwhile. */
export async function setStock(
  db: D1Database,
  kind: CatalogKind,
  id: string,
  stock: { seen: number | null; wanted: number | null; nowMs: number },
): Promise<Written> {
  const { meta } = await db
    .prepare(
      `UPDATE ${CATALOG_TABLES[kind].name} SET stock = ?3, updated_at = ?4 WHERE id = ?1 AND stock IS ?2`,
    )
    .bind(id, stock.seen, stock.wanted, stock.nowMs)
    .run();
  return meta.changes > 0 ? "done" : "changed";
}

/** The ids in their order, as JSON: what its version is of. */
const ORDER = (name: string) =>
  `(SELECT json_group_array(id) FROM (SELECT id FROM ${name} WHERE id IS NOT NULL ORDER BY sort, id))`;

export async function readOrder(db: D1Database, kind: CatalogKind): Promise<string[]> {
  const ids = await db
    .prepare(`SELECT ${ORDER(CATALOG_TABLES[kind].name)} AS ids`)
    .first<string>("ids");
  return JSON.parse(ids ?? "[]") as string[];
}

/** Puts all into this order, where they stand in the one that the operator saw. */
export async function orderItems(
  db: D1Database,
  kind: CatalogKind,
  order: { seen: readonly string[]; wanted: readonly string[] },
): Promise<Written> {
  const { name } = CATALOG_TABLES[kind];
  const { meta } = await db
    .prepare(
      `UPDATE ${name} SET sort = (SELECT 1 + key FROM json_each(?1) WHERE value = ${name}.id)
       WHERE id IN (SELECT value FROM json_each(?1)) AND ${ORDER(name)} = ?2`,
    )
    .bind(JSON.stringify(order.wanted), JSON.stringify(order.seen))
    .run();
  return meta.changes > 0 || order.wanted.length === 0 ? "done" : "changed";
}

/** Deletes a draft; false where it is none. A plan that somebody was given by hand stays as well. */
export async function deleteDraft(
  db: D1Database,
  kind: CatalogKind,
  id: string,
): Promise<"done" | "in-use"> {
  const table = CATALOG_TABLES[kind];
  const isDraft = `EXISTS (SELECT 1 FROM catalog_draft WHERE kind = '${kind}' AND id = ?1)`;
  const isHeld = "EXISTS (SELECT 1 FROM customer WHERE plan ->> '$.planId' = ?1)";
  const may = kind === "subscription" ? `${isDraft} AND NOT ${isHeld}` : isDraft;
  try {
    const results = await db.batch([
      ...table.children.map(({ empty }) => db.prepare(`${empty} AND ${may}`).bind(id)),
      db.prepare(`DELETE FROM ${table.name} WHERE id = ?1 AND ${may}`).bind(id),
      db
        .prepare(
          `DELETE FROM catalog_draft WHERE kind = '${kind}' AND id = ?1
           AND NOT EXISTS (SELECT 1 FROM ${table.name} WHERE id = ?1)`,
        )
        .bind(id),
    ]);
    return (results.at(-2)?.meta.changes ?? 0) > 0 ? "done" : "in-use";
  } catch (error) {
    if (/FOREIGN KEY constraint failed/.test(faultText(error))) return "in-use";
    throw error;
  }
}

async function written(write: () => Promise<unknown>): Promise<Written> {
  try {
    await write();
    return "done";
  } catch (error) {
    const why = faultText(error);
    if (/CHECK constraint failed: enabled/.test(why)) return "changed";
    if (/UNIQUE constraint failed: plan\.rank/.test(why)) return "rank";
    if (/UNIQUE constraint failed: \w+\.id/.test(why)) return "taken";
    if (/FOREIGN KEY constraint failed/.test(why)) return "reference";
    throw error;
  }
}
