import { type ArchivedInvoice, INVOICES } from "../domain/archive/invoice.ts";
import {
  type ArchivedEvent,
  type ArchivedOrder,
  EVENTS,
  lineOf,
  merged,
  ORDERS,
  type RecordKind,
  recordsIn,
} from "../domain/archive/record.ts";
import { sha256 } from "../domain/invoice/canonical.ts";

/** The files of the archive in R2: a customer's orders of a month, its invoices of one, and the events of a stretch of positions. */

/** R2 takes 1,024 bytes; the rest is for what stands around the customer. */
const NAME_LENGTH_MAX = 900;

/** Others that write the same file at the same time, one after the other, before a write is given up. */
const WRITES_MAX = 5;

/** R2 lists so many names at once, at most. */
const FILES_LISTED_MAX = 1_000;

/** Files read or written at the same time: a Worker waits for six connections at once. */
export const FILES_AT_ONCE = 5;

/** What has a file for each customer and month. */
type Folder = "orders" | "invoices";

async function fileOf(folder: Folder, month: string, customerId: string): Promise<string> {
  const name = encodeURIComponent(customerId);
  // The lines have the customer's id, so that a customer who is called like a hash reads no other's.
  return `${folder}/${month}/${name.length <= NAME_LENGTH_MAX ? name : await sha256(customerId)}.ndjson`;
}

/** When this returns, the orders are in the customer's file of the month, each in its highest version. */
export const keepOrders = async (
  archive: R2Bucket,
  month: string,
  customerId: string,
  orders: readonly ArchivedOrder[],
): Promise<void> => keep(archive, ORDERS, await fileOf("orders", month, customerId), orders);

export const keepInvoices = async (
  archive: R2Bucket,
  month: string,
  customerId: string,
  invoices: readonly ArchivedInvoice[],
): Promise<void> => keep(archive, INVOICES, await fileOf("invoices", month, customerId), invoices);

/** The same for events, whose first position names the file. */
export const keepEvents = (
  archive: R2Bucket,
  month: string,
  events: readonly ArchivedEvent[],
): Promise<void> => keep(archive, EVENTS, `events/${month}/${events[0]?.position}.ndjson`, events);

/** Only over what was read: a run that is late must not write over what another has added since, whose rows are gone from D1. */
async function keep<R>(
  archive: R2Bucket,
  kind: RecordKind<R>,
  file: string,
  added: readonly R[],
): Promise<void> {
  for (let write = 0; write < WRITES_MAX; write++) {
    const there = await archive.get(file);
    const records = merged(kind, there ? recordsIn<R>(await there.text()) : [], added);
    if (records === null) return;
    const unchanged = there ? { etagMatches: there.etag } : new Headers({ "if-none-match": "*" });
    const put = await archive.put(file, records.map(lineOf).join(""), {
      onlyIf: unchanged,
      httpMetadata: { contentType: "application/x-ndjson" },
    });
    if (put !== null) return;
  }
  throw new Error(`a file of the archive changed ${WRITES_MAX} times while it was written`);
}

/** A customer's orders of a month, the newest first. */
export async function archivedOrders(
  archive: R2Bucket,
  month: string,
  customerId: string,
): Promise<ArchivedOrder[]> {
  const file = await fileOf("orders", month, customerId);
  const records = await recordsOf<ArchivedOrder>(archive, file);
  return records.filter(({ order }) => order.customer_id === customerId);
}

/** A customer's invoices of a month, by their numbers; those too that came back to D1 since. */
export async function archivedInvoices(
  archive: R2Bucket,
  month: string,
  customer: string,
): Promise<ArchivedInvoice[]> {
  const file = await fileOf("invoices", month, customer);
  const records = await recordsOf<ArchivedInvoice>(archive, file);
  return records.filter(({ customerId }) => customerId === customer);
}

async function recordsOf<R>(archive: R2Bucket, name: string): Promise<R[]> {
  const file = await archive.get(name);
  return file ? recordsIn<R>(await file.text()) : [];
}

export interface ArchiveFile<R> {
  name: string;
  records: R[];
}

/** A month's next files after `after`, by name. */
export const ordersFiles = (archive: R2Bucket, month: string, after: string, limit: number) =>
  nextFiles<ArchivedOrder>(archive, `orders/${month}/`, after, limit);

export const invoicesFiles = (archive: R2Bucket, month: string, after: string, limit: number) =>
  nextFiles<ArchivedInvoice>(archive, `invoices/${month}/`, after, limit);

async function nextFiles<R>(
  archive: R2Bucket,
  prefix: string,
  after: string,
  limit: number,
): Promise<ArchiveFile<R>[]> {
  const { objects } = await archive.list({
    prefix,
    limit: Math.min(limit, FILES_LISTED_MAX),
    ...(after === "" ? {} : { startAfter: after }),
  });
  return Promise.all(
    objects.map(async ({ key }) => ({ name: key, records: await recordsOf<R>(archive, key) })),
  );
}
