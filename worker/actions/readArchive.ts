import { boundsOfMonth } from "../domain/archive/month.ts";
import type { ArchivedOrder } from "../domain/archive/record.ts";
import { invariant } from "../domain/result.ts";
import { archivedOrders } from "../store/archive.ts";
import { archivedMonths, ordersInD1 } from "../store/archive-months.ts";
import type { StoreBindings } from "../store/bindings.ts";

/** Which of a customer's archived orders. */
export interface ArchiveQuery {
  kind?: string | undefined;
  /** Placed at or after, epoch ms. */
  fromMs?: number | undefined;
  /** Placed before, epoch ms. */
  toMs?: number | undefined;
}

/** A customer's archived orders that no list shows now, month by month, the newest first. */
export async function* readArchive(
  env: StoreBindings,
  customerId: string,
  { kind, fromMs = 0, toMs = Number.MAX_SAFE_INTEGER }: ArchiveQuery,
): AsyncGenerator<ArchivedOrder[]> {
  for (const month of await archivedMonths(env.DB)) {
    const bounds = boundsOfMonth(month);
    if (bounds.startMs >= toMs || bounds.endMs <= fromMs) continue;
    invariant(env.ARCHIVE, "what is archived can be read: an R2 bucket is bound as ARCHIVE");
    const [records, listed] = await Promise.all([
      archivedOrders(env.ARCHIVE, month, customerId),
      ordersInD1(env.DB, customerId, bounds),
    ]);
    const wanted = records.filter(
      ({ order }) =>
        !listed.has(order.order_no) &&
        (kind === undefined || order.kind === kind) &&
        order.created_at >= fromMs &&
        order.created_at < toMs,
    );
    if (wanted.length > 0) yield wanted;
  }
}
