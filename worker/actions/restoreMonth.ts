import { err, ok, type Result } from "../domain/result.ts";
import { DAY_MS } from "../domain/time.ts";
import { ordersFiles } from "../store/archive.ts";
import { beginReturn, moveReturn, returnOrders } from "../store/archive-return.ts";
import type { StoreBindings } from "../store/bindings.ts";

/** Customers' files put back in one call: each takes a read of R2 and a batch of D1. */
export const FILES_PER_CALL_MAX = 100;

/** Read at the same time: a Worker waits for six connections at once. */
const FILES_AT_ONCE = 5;

/** Orders of one batch: at some 1,200 bytes each far below the 2 MB that D1 takes in a parameter. */
const ORDERS_PER_BATCH = 200;

/** How long a month that was put back stays before it is archived again. */
export const RESTORED_DAYS = 30;

export interface RestoredPart {
  /** Orders that this call put back; those that were in D1 stayed as they were. */
  orders: number;
  /** False when the month has more: the next call goes on. */
  done: boolean;
}

export interface RestoreRefusal {
  reason: "no-archive" | "nothing-archived";
}

/** Puts a month's orders back into D1, as far as one call goes. Repeatable, and resumed where the last call ended or died. */
export async function restoreMonth(
  { DB, ARCHIVE }: StoreBindings,
  month: string,
  nowMs: number,
): Promise<Result<RestoredPart, RestoreRefusal>> {
  if (!ARCHIVE) return err({ reason: "no-archive" });
  const begun = await beginReturn(DB, month, nowMs + RESTORED_DAYS * DAY_MS);
  if (!begun) return err({ reason: "nothing-archived" });
  let { after } = begun;
  let orders = 0;
  for (let files = 0; files < FILES_PER_CALL_MAX; files += FILES_AT_ONCE) {
    const group = await ordersFiles(ARCHIVE, month, after, FILES_AT_ONCE);
    const last = group.at(-1);
    if (!last) {
      await moveReturn(DB, month, { endedMs: nowMs });
      return ok({ orders, done: true });
    }
    const records = group.flatMap((file) => file.orders);
    for (let at = 0; at < records.length; at += ORDERS_PER_BATCH)
      orders += await returnOrders(DB, records.slice(at, at + ORDERS_PER_BATCH));
    after = last.name;
    await moveReturn(DB, month, { after });
  }
  return ok({ orders, done: false });
}
