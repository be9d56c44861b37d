import {
  applyD1Migrations,
  type D1Migration,
  evictDurableObject,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { inject } from "vitest";
import { bindings } from "../world.ts";

/** Stores as JSON: taken out of a running product, and put into one. Knows no table by its name but SQLite's own. */

type Row = Record<string, SqlStorageValue>;

/** `tables` are CREATE statements in the order of their making, indexes included, without comments. */
export interface Stored {
  tables: string[];
  rows: Record<string, Row[]>;
}

export interface StoredObject extends Stored {
  alarmMs: number | null;
}

export interface StoredDatabase extends Stored {
  /** Names of the migrations that had been applied. */
  migrations: string[];
}

interface Master {
  type: string;
  name: string;
  sql: string | null;
}

/** SQLite's and Cloudflare's own tables are made by themselves. */
const OWN = /^(sqlite_|_cf_|d1_)/;
const MASTER = "SELECT type, name, sql FROM sqlite_master ORDER BY rowid";

const isOurs = ({ name, sql }: Master) => sql !== null && !OWN.test(name);
const tableNames = (master: Master[]) =>
  master.filter((entry) => entry.type === "table" && isOurs(entry)).map(({ name }) => name);

export const dumpObject = (stub: DurableObjectStub): Promise<StoredObject> =>
  runInDurableObject(stub, async (_object, { storage }) => {
    const { sql } = storage;
    const master = sql.exec<Row & Master>(MASTER).toArray();
    return {
      tables: master.filter(isOurs).map((entry) => withoutComments(entry.sql as string)),
      rows: Object.fromEntries(
        tableNames(master).map((name) => [name, sql.exec<Row>(`SELECT * FROM ${name}`).toArray()]),
      ),
      alarmMs: await storage.getAlarm(),
    };
  });

/** What the object had goes, and its class starts anew on what was recorded. */
export async function loadObject(stub: DurableObjectStub, stored: StoredObject): Promise<void> {
  await runInDurableObject(stub, async (_object, { storage }) => {
    const { sql } = storage;
    await storage.deleteAlarm();
    await storage.deleteAll();
    storage.transactionSync(() => {
      sql.exec("PRAGMA defer_foreign_keys = on");
      for (const statement of stored.tables) sql.exec(statement);
      for (const [statement, values] of inserts(stored.rows)) sql.exec(statement, ...values);
    });
    if (stored.alarmMs !== null) await storage.setAlarm(stored.alarmMs);
  });
  await evictDurableObject(stub);
}

function* inserts(rows: Stored["rows"]): Generator<[string, SqlStorageValue[]]> {
  for (const [table, all] of Object.entries(rows))
    for (const row of all) {
      const columns = Object.keys(row);
      const places = columns.map(() => "?").join(", ");
      yield [`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places})`, Object.values(row)];
    }
}

const ALL_MIGRATIONS = (env as unknown as { TEST_MIGRATIONS: D1Migration[] }).TEST_MIGRATIONS;

const all = async <T>(sql: string): Promise<T[]> =>
  (await bindings.DB.prepare(sql).all<T>()).results;

export async function dumpDatabase(): Promise<StoredDatabase> {
  const master = await all<Master>(MASTER);
  const rows: Stored["rows"] = {};
  for (const name of tableNames(master)) rows[name] = await all<Row>(`SELECT * FROM ${name}`);
  const applied = await all<{ name: string }>("SELECT name FROM d1_migrations ORDER BY id");
  return {
    migrations: applied.map(({ name }) => name),
    tables: master.filter(isOurs).map(({ sql }) => withoutComments(sql as string)),
    rows,
  };
}

/** The recorded rows as migrations of their time had them, then all migrations that came since. */
export async function loadDatabase(stored: StoredDatabase): Promise<void> {
  const { DB } = bindings;
  await emptyDatabase();
  const ofTheTime = ALL_MIGRATIONS.filter(({ name }) => stored.migrations.includes(name));
  await applyD1Migrations(DB, ofTheTime);
  await unnoticed(putting(stored.rows));
  await applyD1Migrations(DB, ALL_MIGRATIONS);
}

/** Takes the rows back to these, in tables that stay. */
export const refill = ({ rows }: Stored): Promise<void> =>
  unnoticed([
    ...Object.keys(rows).map((table) => bindings.DB.prepare(`DELETE FROM ${table}`)),
    ...putting(rows),
  ]);

const putting = (rows: Stored["rows"]) =>
  [...inserts(rows)].map(([sql, values]) => bindings.DB.prepare(sql).bind(...values));

/** Without triggers: they keep issued invoices from going, and count sales that the rows have counted. */
async function unnoticed(statements: D1PreparedStatement[]): Promise<void> {
  const { DB } = bindings;
  const triggers = (await all<Master>(MASTER)).filter(({ type }) => type === "trigger");
  await DB.batch([
    DB.prepare("PRAGMA defer_foreign_keys = on"),
    ...triggers.map(({ name }) => DB.prepare(`DROP TRIGGER ${name}`)),
    ...statements,
    ...triggers.map(({ sql }) => DB.prepare(sql as string)),
  ]);
}

/** As `setup.ts` leaves it for every test. */
export async function freshDatabase(): Promise<void> {
  await emptyDatabase();
  await applyD1Migrations(bindings.DB, ALL_MIGRATIONS);
}

/** What migrations of the recorded names make today. Leaves no rows. */
export async function tablesToday(stored: StoredDatabase): Promise<string[]> {
  await emptyDatabase();
  await applyD1Migrations(
    bindings.DB,
    ALL_MIGRATIONS.filter(({ name }) => stored.migrations.includes(name)),
  );
  return (await dumpDatabase()).tables;
}

/** A statement as short as SQLite reads it. */
const withoutComments = (sql: string): string =>
  sql.replace(/--.*$/gm, "").replace(/\s+/g, " ").trim();

async function emptyDatabase(): Promise<void> {
  const { DB } = bindings;
  const master = await all<Master>(MASTER);
  const views = master.filter(({ type }) => type === "view");
  const tables = master.filter(
    ({ type, name }) => type === "table" && !/^(sqlite_|_cf_)/.test(name),
  );
  await DB.batch([
    DB.prepare("PRAGMA defer_foreign_keys = on"),
    // First: nothing may be made while a view names what is gone.
    ...views.map(({ name }) => DB.prepare(`DROP VIEW ${name}`)),
    ...tables.map(({ name }) => DB.prepare(`DROP TABLE ${name}`)),
  ]);
}

export async function dumpKeys(): Promise<Record<string, string>> {
  const { keys } = await bindings.CONFIG.list();
  const entries = keys.map(async ({ name }) => [name, (await bindings.CONFIG.get(name)) ?? ""]);
  return Object.fromEntries(await Promise.all(entries)) as Record<string, string>;
}

export async function loadKeys(stored: Record<string, string>): Promise<void> {
  await emptyKeys();
  await Promise.all(Object.entries(stored).map(([key, value]) => bindings.CONFIG.put(key, value)));
}

export async function emptyKeys(): Promise<void> {
  const { keys } = await bindings.CONFIG.list();
  await Promise.all(keys.map(({ name }) => bindings.CONFIG.delete(name)));
}

/** What a run of the tests draws anew, and recordings must not hold. */
const DRAWN = [
  "PUBLIC_BASE_URL",
  "WECHAT_APPID",
  "WECHAT_MCHID",
  "ALIPAY_APP_ID",
  "ALIPAY_SELLER_ID",
  "STRIPE_API_BASE",
];

const drawn = (): [place: string, value: string][] =>
  DRAWN.flatMap((name) => {
    const value = inject("variables")[name];
    return value ? [[`{{${name}}}`, value]] : [];
  });

export const withoutDrawn = <T>(value: T): T =>
  JSON.parse(
    drawn().reduce((text, [place, own]) => text.replaceAll(own, place), JSON.stringify(value)),
  );

export const withDrawn = <T>(value: T): T =>
  JSON.parse(
    drawn().reduce((text, [place, own]) => text.replaceAll(place, own), JSON.stringify(value)),
  );
