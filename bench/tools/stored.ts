import { readdir } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { World } from "./world.ts";

/** What workerd keeps on disk, read beside it. */

/** Bytes of each store, and of each table of D1. */
export interface Stored {
  orders: number;
  accounts: number;
  d1: Record<string, number>;
}

export async function stored(world: World): Promise<Stored> {
  const bytesOf = async (kind: string) =>
    (await filesOf(world, kind)).reduce((all, file) => all + bytes(file), 0);
  const [d1 = ""] = await filesOf(world, "D1DatabaseObject");
  return {
    orders: await bytesOf("OrderObject"),
    accounts: await bytesOf("AccountObject"),
    d1: look(d1, (database) => {
      const sql = `SELECT coalesce(m.tbl_name, s.name) AS tbl, sum(s.pgsize) AS bytes
        FROM dbstat s LEFT JOIN sqlite_schema m ON m.name = s.name GROUP BY tbl`;
      const rows = database.prepare(sql).all() as unknown as { tbl: string; bytes: number }[];
      return Object.fromEntries(rows.map(({ tbl, bytes: all }) => [tbl, all]));
    }),
  };
}

export const bytes = (file: string): number =>
  look(file, (database) => {
    const { page_count: pages } = database.prepare("PRAGMA page_count").get() as never;
    const { page_size: pageBytes } = database.prepare("PRAGMA page_size").get() as never;
    return pages * pageBytes;
  });

/** Reads beside workerd: the files are in WAL mode. */
export function look<T>(file: string, read: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    return read(database);
  } finally {
    database.close();
  }
}

/** Of a class's objects, or of D1, each is a file; `metadata` is what workerd keeps of the class itself. */
export async function filesOf(
  world: World,
  kind: string,
  which: "objects" | "metadata" = "objects",
): Promise<string[]> {
  const all = await readdir(world.stateFolder, { recursive: true });
  return all
    .filter((file) => file.includes(kind) && file.endsWith(".sqlite"))
    .filter((file) => file.includes("metadata") === (which === "metadata"))
    .map((file) => path.join(world.stateFolder, file));
}
