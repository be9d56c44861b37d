import { COUNTED_MAX, type Counted, counted } from "../domain/page.ts";

/** A condition, and what is bound in it. */
export type Wanted = readonly [sql: string, ...values: (string | number)[]];

export interface Listing {
  columns: string;
  from: string;
  /** Which rows the list has. Those alone that are asked for: one that may be NULL keeps SQLite from its index. */
  wanted: readonly Wanted[];
  /** Of these, which come after a place. */
  beyond: readonly Wanted[];
  order: string;
  offset: number;
  limit: number;
}

/** Rows of a list, and how many there are with those before them, as far as they are counted. */
export async function listing<Row>(
  db: D1Database,
  { columns, from, wanted, beyond, order, offset, limit }: Listing,
): Promise<{ rows: Row[] } & Counted> {
  const [rows, totals] = await db.batch<Row & { total: number }>([
    db
      .prepare(
        `SELECT ${columns} FROM ${from}${where([...wanted, ...beyond])} ORDER BY ${order} LIMIT ? OFFSET ?`,
      )
      .bind(...boundIn([...wanted, ...beyond]), limit, offset),
    db
      .prepare(
        `SELECT count(*) AS total FROM (SELECT 1 FROM ${from}${where(wanted)} LIMIT ${COUNTED_MAX + 1})`,
      )
      .bind(...boundIn(wanted)),
  ]);
  return { rows: rows?.results ?? [], ...counted(totals?.results[0]?.total ?? 0) };
}

const where = (wanted: readonly Wanted[]): string =>
  wanted.length === 0 ? "" : ` WHERE ${wanted.map(([sql]) => `(${sql})`).join(" AND ")}`;

const boundIn = (wanted: readonly Wanted[]) => wanted.flatMap(([, ...values]) => values);
