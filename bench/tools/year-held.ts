import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { bytes, filesOf, look, stored } from "./stored.ts";
import type { World } from "./world.ts";

/** What every store holds at the end of a quarter. */
export interface Held {
  month: string;
  d1: { fileBytes: number; usedBytes: number; tables: TableHeld[] };
  orders: Objects;
  accounts: Objects;
  accountsByKind: Record<string, Objects>;
  r2: { files: number; bytes: number };
  /** Rows that say what the cron did. */
  cron: Record<string, number>;
}

export interface TableHeld {
  table: string;
  rows: number;
  bytes: number;
}

export interface Objects {
  count: number;
  bytes: number;
  mean: number;
}

export async function held(
  world: World,
  month: string,
  people: { id: string; kind: string }[],
): Promise<Held> {
  const { d1 } = await stored(world);
  const [database = ""] = await filesOf(world, "D1DatabaseObject");
  const accounts = await filesOf(world, "AccountObject");
  return {
    month,
    d1: {
      fileBytes: bytes(database),
      usedBytes: Object.values(d1).reduce((sum, one) => sum + one, 0),
      tables: tablesIn(database, d1),
    },
    orders: objects(await filesOf(world, "OrderObject")),
    accounts: objects(accounts),
    accountsByKind: await byKind(world, accounts, people),
    r2: await files(world),
    cron: cronIn(database),
  };
}

const tablesIn = (file: string, d1: Record<string, number>): TableHeld[] =>
  look(file, (database) =>
    Object.entries(d1)
      .filter(([table]) => !/^(sqlite_|_cf_|d1_)/.test(table))
      .map(([table, held]) => {
        const row = database.prepare(`SELECT count(*) AS n FROM "${table}"`).get();
        return { table, rows: Number(row?.n), bytes: held };
      })
      .filter(({ rows }) => rows > 0)
      .sort((a, b) => b.bytes - a.bytes),
  );

function objects(all: string[]): Objects {
  const sum = all.reduce((total, file) => total + bytes(file), 0);
  return { count: all.length, bytes: sum, mean: Math.round(sum / Math.max(1, all.length)) };
}

async function byKind(world: World, accounts: string[], people: { id: string; kind: string }[]) {
  const response = await fetch(new URL("/year/ids", world.productUrl), {
    method: "POST",
    body: JSON.stringify({ accounts: people.map(({ id }) => id) }),
  });
  const ids = (await response.json()) as string[];
  const kinds = new Map(people.map(({ kind }, at) => [ids[at], kind]));
  const found = Object.groupBy(
    accounts,
    (file) => kinds.get(path.basename(file, ".sqlite")) ?? "other",
  );
  return Object.fromEntries(Object.entries(found).map(([kind, all = []]) => [kind, objects(all)]));
}

async function files(world: World): Promise<Held["r2"]> {
  const all = await readdir(world.stateFolder, { recursive: true });
  const blobs = all.filter((file) => /r2.*blobs\//.test(file));
  const sizes = await Promise.all(
    blobs.map(async (file) => (await stat(path.join(world.stateFolder, file))).size),
  );
  return { files: blobs.length, bytes: sizes.reduce((sum, one) => sum + one, 0) };
}

const CRON: Record<string, string> = {
  "days compared with the gateways":
    "SELECT count(*) FROM reconciliation_day WHERE scanned_at IS NOT NULL",
  "orders compared": "SELECT sum(orders) FROM reconciliation_day",
  discrepancies: "SELECT count(*) FROM discrepancy",
  "invoices issued": "SELECT coalesce(sum(last), 0) FROM invoice_series WHERE id LIKE 'INV%'",
  "credit notes": "SELECT coalesce(sum(last), 0) FROM invoice_series WHERE id LIKE 'CN%'",
  "months of credits walked": "SELECT count(*) FROM credit_reset WHERE finished_at IS NOT NULL",
  "orders archived": "SELECT sum(orders) FROM archive_month",
  "events archived": "SELECT sum(events) FROM archive_month",
  "invoices archived": "SELECT sum(invoices) FROM archive_invoice_month",
  "bytes archived":
    "SELECT (SELECT sum(bytes) FROM archive_month) + (SELECT coalesce(sum(bytes), 0) FROM archive_invoice_month)",
};

const cronIn = (file: string): Record<string, number> =>
  look(file, (database) =>
    Object.fromEntries(
      Object.entries(CRON).map(([what, sql]) => [
        what,
        Number(Object.values(database.prepare(sql).get() ?? {})[0] ?? 0),
      ]),
    ),
  );
