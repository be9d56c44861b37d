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

/** The files of the archive in R2: a customer's orders of a month, and the events of a stretch of positions. */

/** R2 takes 1,024 bytes; the rest is for what stands around the customer. */
const NAME_LENGTH_MAX = 900;

/** Others that write the same file at the same time, one after the other, before a write is given up. */
const WRITES_MAX = 5;

/** R2 lists so many names at once, at most. */
const FILES_LISTED_MAX = 1_000;

async function ordersFile(month: string, customerId: string): Promise<string> {
  const name = encodeURIComponent(customerId);
  // The lines have the customer's id, so that a customer who is called like a hash reads no other's.
  return `${ordersFolder(month)}${name.length <= NAME_LENGTH_MAX ? name : await sha256(customerId)}.ndjson`;
}

const ordersFolder = (month: string): string => `orders/${month}/`;

/** When this returns, the orders are in the customer's file of the month, each in its highest version. */
export const keepOrders = async (
  archive: R2Bucket,
  month: string,
  customerId: string,
  orders: readonly ArchivedOrder[],
): Promise<void> => keep(archive, ORDERS, await ordersFile(month, customerId), orders);

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
  const file = await archive.get(await ordersFile(month, customerId));
  if (!file) return [];
  const records = recordsIn<ArchivedOrder>(await file.text());
  return records.filter(({ order }) => order.customer_id === customerId);
}

export interface OrdersFile {
  name: string;
  orders: ArchivedOrder[];
}

/** A month's next files after `after`, by name. */
export async function ordersFiles(
  archive: R2Bucket,
  month: string,
  after: string,
  limit: number,
): Promise<OrdersFile[]> {
  const { objects } = await archive.list({
    prefix: ordersFolder(month),
    limit: Math.min(limit, FILES_LISTED_MAX),
    ...(after === "" ? {} : { startAfter: after }),
  });
  return Promise.all(
    objects.map(async ({ key }) => {
      const file = await archive.get(key);
      return { name: key, orders: file ? recordsIn<ArchivedOrder>(await file.text()) : [] };
    }),
  );
}
