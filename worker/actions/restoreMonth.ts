import { err, ok, type Result } from "../domain/result.ts";
import { DAY_MS } from "../domain/time.ts";
import { type ArchiveFile, FILES_AT_ONCE, invoicesFiles, ordersFiles } from "../store/archive.ts";
import { returnInvoices } from "../store/archive-invoice-return.ts";
import { beginReturn, moveReturn, returnOrders } from "../store/archive-return.ts";
import type { WalkTable } from "../store/archive-walk.ts";
import { isSomeArchived } from "../store/archived-invoices.ts";
import type { StoreBindings } from "../store/bindings.ts";

/** Customers' files put back in one call: each takes a read of R2 and a batch of D1. */
export const FILES_PER_CALL_MAX = 100;

/** Orders of one batch: at some 1,200 bytes each far below the 2 MB that D1 takes in a parameter. */
const ORDERS_PER_BATCH = 200;

/** How long a month that was put back stays before it is archived again. */
export const RESTORED_DAYS = 30;

export interface RestoredPart {
  /** Orders that this call put back; those that were in D1 stayed as they were. */
  orders: number;
  /** Invoices, each with what goes with it. */
  invoices: number;
  /** False when the month has more: the next call goes on. */
  done: boolean;
}

export interface RestoreRefusal {
  /** `files-missing`: D1 says that more is archived than the bucket has; what it has is back. */
  reason: "no-archive" | "nothing-archived" | "files-missing";
}

/** Puts a month's orders and invoices back into D1, as far as one call goes. Repeatable, and resumed where the last call ended or died. */
export async function restoreMonth(
  { DB, ARCHIVE }: StoreBindings,
  month: string,
  nowMs: number,
): Promise<Result<RestoredPart, RestoreRefusal>> {
  if (!ARCHIVE) return err({ reason: "no-archive" });
  const of = { db: DB, archive: ARCHIVE, month, nowMs };
  const orders = await restoreOf(of, FILES_PER_CALL_MAX, ORDERS);
  const left = FILES_PER_CALL_MAX - (orders?.files ?? 0);
  // In the order in which they left. A call that has used up its files leaves these to the next.
  const isNext = orders?.done !== false && left > 0;
  const invoices = isNext ? await restoreOf(of, left, INVOICES) : null;
  if (!orders && !invoices) return err({ reason: "nothing-archived" });
  const done = isNext && invoices?.done !== false;
  if (done && (orders?.isMissing || invoices?.isMissing)) return err({ reason: "files-missing" });
  return ok({ orders: orders?.returned ?? 0, invoices: invoices?.returned ?? 0, done });
}

interface Kind<R> {
  table: WalkTable;
  /** Of a month, the next ones after a name. */
  files: (
    archive: R2Bucket,
    month: string,
    after: string,
    limit: number,
  ) => Promise<ArchiveFile<R>[]>;
  /** Answers how many came back. */
  putBack: (db: D1Database, records: R[], nowMs: number) => Promise<number>;
  /** After the last file: more was archived than that. */
  isMissing: (of: Of, anyFile: boolean) => Promise<boolean>;
}

const ORDERS: Kind<Parameters<typeof returnOrders>[1][number]> = {
  table: "archive_month",
  files: ordersFiles,
  async putBack(db, records) {
    let orders = 0;
    for (let at = 0; at < records.length; at += ORDERS_PER_BATCH)
      orders += await returnOrders(db, records.slice(at, at + ORDERS_PER_BATCH));
    return orders;
  },
  // D1 keeps no name of an archived order, so that a file can be missed only where all are.
  isMissing: async (_of, anyFile) => !anyFile,
};

const INVOICES: Kind<Parameters<typeof returnInvoices>[1][number]> = {
  table: "archive_invoice_month",
  files: invoicesFiles,
  putBack: returnInvoices,
  isMissing: ({ db, month }) => isSomeArchived(db, month),
};

interface Of {
  db: D1Database;
  archive: R2Bucket;
  month: string;
  nowMs: number;
}

interface RestoredKind {
  returned: number;
  files: number;
  done: boolean;
  isMissing?: true;
}

/** Null when nothing of that kind was archived. */
async function restoreOf<R>(
  of: Of,
  most: number,
  { table, files, putBack, isMissing }: Kind<R>,
): Promise<RestoredKind | null> {
  const { db, archive, month, nowMs } = of;
  const begun = await beginReturn(db, table, month, nowMs + RESTORED_DAYS * DAY_MS);
  if (!begun) return null;
  let { after } = begun;
  let returned = 0;
  let read = 0;
  if (after === null) return { returned, files: read, done: true };
  while (read < most) {
    const group = await files(archive, month, after, Math.min(FILES_AT_ONCE, most - read));
    const last = group.at(-1);
    if (!last && (await isMissing(of, after !== ""))) {
      // The next call begins anew: the files may be back by then, or the right bucket bound.
      await moveReturn(db, begun, { after: "" });
      return { returned, files: read, done: true, isMissing: true };
    }
    if (!last) {
      await moveReturn(db, begun, { endedMs: nowMs });
      return { returned, files: read, done: true };
    }
    returned += await putBack(
      db,
      group.flatMap(({ records }) => records),
      nowMs,
    );
    read += group.length;
    after = last.name;
    await moveReturn(db, begun, { after });
  }
  return { returned, files: read, done: false };
}
