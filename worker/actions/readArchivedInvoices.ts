import { invariant } from "../domain/result.ts";
import { documentRows } from "../store/archive-invoice-rows.ts";
import { archivedHeads } from "../store/archived-invoices.ts";
import type { StoreBindings } from "../store/bindings.ts";
import type { InvoiceRow } from "../store/invoice-rows.ts";
import { recordsAt } from "./archivedInvoice.ts";

/** A customer's documents that are in the archive and in no list of D1, month by month, the newest first. Fails where one is not in its file. */
export async function* readArchivedInvoices(
  env: StoreBindings,
  customerId: string,
): AsyncGenerator<InvoiceRow[]> {
  const heads = await archivedHeads(env.DB, customerId, {});
  for (const [month, ofMonth] of Map.groupBy(heads, (head) => head.month)) {
    const records = await recordsAt(env, { month, customerId });
    const away = new Set(ofMonth.map(({ firstId }) => firstId));
    const found = records.filter(({ firstId }) => away.has(firstId));
    invariant(found.length === away.size, "an invoice that left D1 is in its file of the archive");
    yield found.flatMap(documentRows);
  }
}
