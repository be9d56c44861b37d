import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Kind } from "./records.ts";
import type { Change, Store } from "./store.ts";

const FILE_NAME = "stripe.jsonl";

/** Counts up whenever a record's shape changes: an older file is then set aside instead of misread. */
const FORMAT = 1;
const HEAD = JSON.stringify({ format: FORMAT });

/** Newest that a start takes over; the file grows until then. */
const EVENTS_KEPT = 5000;

/**
 * Keeps the store in a file of changes, one a line. Each is written before the answer or event that tells of it leaves;
 * a torn last line, from an end in the middle, is as if it had not happened. A start writes the file anew.
 */
export interface StoreFile {
  save(): void;
  stop(): void;
}

export const NO_STORE_FILE: StoreFile = { save() {}, stop() {} };

export function openStoreFile(directory: string, store: Store): StoreFile {
  const file = join(directory, FILE_NAME);
  if (existsSync(file)) read(file, store);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const whole = wholeText(store);
  writeFileSync(`${file}.new`, whole, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  let failing = false;
  let stopped = false;
  return {
    save() {
      const changes = store.takeChanges();
      if (stopped || changes.length === 0) return;
      try {
        appendFileSync(file, changes.map((change) => `${JSON.stringify(change)}\n`).join(""));
        failing = false;
      } catch (error) {
        // A full disk must not change how a gateway answers. Said once, not at every request.
        if (!failing) console.error(`Sandbox: Stripe is not kept: ${(error as Error).message}`);
        failing = true;
      }
    },
    stop() {
      stopped = true;
    },
  };
}

function read(file: string, store: Store): void {
  const [head, ...lines] = readFileSync(file, "utf8").split("\n");
  if (head !== HEAD) {
    console.warn(`Sandbox: ${file} cannot be used, so Stripe begins empty.`);
    return;
  }
  for (const line of lines) {
    const change = parse(line);
    if (!change) continue;
    if (change.record) store.put(change.kind, change.record as never);
    else store.remove(change.kind, change.id);
  }
  const events = store.all("event");
  for (const { id } of events.slice(0, -EVENTS_KEPT)) store.remove("event", id);
  store.commit();
  store.takeChanges();
}

function parse(line: string): Change | undefined {
  try {
    return line === "" ? undefined : (JSON.parse(line) as Change);
  } catch {
    return undefined; // The end came while it was written.
  }
}

const wholeText = (store: Store): string =>
  `${[HEAD, ...changesOf(store).map((change) => JSON.stringify(change))].join("\n")}\n`;

const changesOf = (store: Store): Change[] =>
  store
    .kinds()
    .flatMap((kind: Kind) => store.all(kind).map((record) => ({ kind, id: record.id, record })));

/** All that the account holds, for another run of the sandbox. */
export const recordsOf = (store: Store) => ({ format: FORMAT, records: changesOf(store) });

/** Adds what `recordsOf` made in an earlier run; false when it is none of that. */
export function takeRecords(store: Store, made: Record<string, unknown>): boolean {
  const { format, records } = made;
  if (format !== FORMAT || !Array.isArray(records)) return false;
  for (const { kind, record } of records as Change[]) store.put(kind, record as never);
  store.commit();
  return true;
}
