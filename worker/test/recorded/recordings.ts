import { control, setClocks, strayMail } from "../world.ts";
import { accountStub, forgetCatalog, type Look, orderStub, RECORDED_AT } from "./product.ts";
import type { Cast } from "./stage.ts";
import {
  dumpDatabase,
  emptyKeys,
  freshDatabase,
  loadDatabase,
  loadKeys,
  loadObject,
  refill,
  type StoredDatabase,
  type StoredObject,
  withDrawn,
} from "./storage.ts";
import type { AnsweredCall } from "./today.ts";

declare global {
  interface ImportMeta {
    glob<T>(pattern: string, options: { eager: true; import: "default" }): Record<string, T>;
  }
}

interface Objects {
  schemas: string[][];
  objects: Record<string, Omit<StoredObject, "tables"> & { schema: number }>;
}

export interface Answered extends Look {
  status: number;
  body: unknown;
}

/** One state of the product, by the names of its files. */
interface Files {
  cast: Cast;
  orders: Objects;
  accounts: Objects;
  d1: StoredDatabase;
  kv: Record<string, string>;
  gateways: unknown;
  /** Where something was paid by card. */
  stripe?: unknown;
  answers: Answered[];
  calls: AnsweredCall[];
}

export interface Recording extends Files {
  name: string;
}

/** Every recording beside this file. What is recorded from now on is found by itself. */
export const RECORDINGS: Recording[] = recordings();

function recordings(): Recording[] {
  const byName = new Map<string, Partial<Files>>();
  const found = import.meta.glob<unknown>("./*/*.json", { eager: true, import: "default" });
  for (const [path, content] of Object.entries(found)) {
    const [, name = "", file = ""] = /^\.\/(.+)\/(.+)\.json$/.exec(path) ?? [];
    byName.set(name, { ...byName.get(name), [file]: content });
  }
  return [...byName].map(([name, files]) => ({ name, ...withDrawn(files as Files) }));
}

/** The recordings in which all of these were played. */
export const having = (...roles: string[]): Recording[] =>
  RECORDINGS.filter(({ cast, accounts }) =>
    roles.every((role) => role in cast || role in accounts.objects),
  );

/** The product as it was when it was recorded, at that time; its classes and migrations are today's. */
export async function open(recording: Recording): Promise<void> {
  const { cast, accounts } = recording;
  await openAt(recording, Object.keys(cast), Object.keys(accounts.objects));
}

/** The same with only these orders and accounts, for a test that needs no others. */
export async function openAt(
  recording: Recording,
  orders: string[],
  accounts: string[],
): Promise<void> {
  await control.reset();
  await strayMail(); // What other tests left is of another time.
  await setClocks(RECORDED_AT);
  await control.takeTrades(recording.gateways);
  if (recording.stripe) await control.takeStripeRecords(recording.stripe);
  await migrated(recording);
  await Promise.all([
    ...orders.map((name) =>
      loadObject(orderStub(recording.cast[name]?.orderNo ?? ""), stored(recording.orders, name)),
    ),
    ...accounts.map((name) => loadObject(accountStub(name), stored(recording.accounts, name))),
  ]);
}

/** What migrations made of the recorded rows, so that each recording goes through them once. */
const afterMigrations = new Map<string, StoredDatabase>();
let inDatabase = "";

async function migrated({ name, d1, kv }: Recording): Promise<void> {
  forgetCatalog();
  await loadKeys(kv);
  const known = afterMigrations.get(name);
  if (known && inDatabase === name) return refill(known);
  await loadDatabase(d1);
  inDatabase = name;
  afterMigrations.set(name, await dumpDatabase());
}

function stored({ schemas, objects }: Objects, name: string): StoredObject {
  const { schema, rows, alarmMs } = objects[name] as Objects["objects"][string];
  return { tables: schemas[schema] as string[], rows, alarmMs };
}

/** What other tests expect to find. */
export async function close(): Promise<void> {
  await control.reset();
  await emptyKeys();
  await freshDatabase();
}
