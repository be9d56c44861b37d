import type { ArchivedInvoice } from "../domain/archive/invoice.ts";
import { invariant } from "../domain/result.ts";
import { archivedInvoices, FILES_AT_ONCE } from "../store/archive.ts";
import { returnInvoices } from "../store/archive-invoice-return.ts";
import { allFapiaoIn, documentRows } from "../store/archive-invoice-rows.ts";
import { type ArchivedPlace, locateInvoice, placesOf } from "../store/archived-invoices.ts";
import type { StoreBindings } from "../store/bindings.ts";
import type { FapiaoRow } from "../store/fapiao.ts";
import type { InvoiceRow } from "../store/invoice-rows.ts";
import { findInvoice } from "../store/invoices.ts";

/** Invoices that left D1: read where they are, and brought back before anything of them changes. */

/** A document, and where it is archived the invoice that it goes with. */
export interface FoundDocument {
  row: InvoiceRow;
  archived: ArchivedInvoice | null;
}

/** By id or number. Without a customer anybody's, a draft too. */
export async function findDocument(
  env: StoreBindings,
  ref: string,
  customerId: string | null,
): Promise<FoundDocument | null> {
  const located = await locateInvoice(env.DB, ref, customerId);
  if (!located) return null;
  if ("row" in located) return { row: located.row, archived: null };
  const archived = await recordAt(env, located.place);
  const found = documentRows(archived).find(({ id, number }) => id === ref || number === ref);
  return found ? { row: found, archived } : null;
}

/** The same to be changed: an archived one is back in D1 with all that goes with it. */
export async function documentToChange(
  env: StoreBindings,
  ref: string,
  customerId: string | null,
  nowMs: number,
): Promise<InvoiceRow | null> {
  const located = await locateInvoice(env.DB, ref, customerId);
  if (!located) return null;
  if ("row" in located) return located.row;
  await bringBack(env, [located.place], nowMs);
  return findInvoice(env.DB, ref, customerId);
}

/** Puts those invoices back into D1 that one of these is a name of, if any. Fails while the archive does not answer. */
export const bringBackNamed = async (
  env: StoreBindings,
  names: readonly string[],
  nowMs: number,
): Promise<void> => bringBack(env, await placesOf(env.DB, names), nowMs);

/**
 * The same of wishes for a fapiao, but for those of which all that is told is so already: they stay in the archive, and their ids are
 * answered. A file of the tax office can be sent again long after.
 */
export async function bringBackFapiao(
  env: StoreBindings,
  ids: readonly string[],
  isSo: (row: FapiaoRow) => boolean,
  nowMs: number,
): Promise<Set<string>> {
  const told = new Set(ids);
  const settled = new Set<string>();
  await bringBack(env, await placesOf(env.DB, ids), nowMs, (record) => {
    const rows = allFapiaoIn(record).filter(({ id }) => told.has(id));
    const isSettled = rows.every(isSo);
    if (isSettled) for (const { id } of rows) settled.add(id);
    return !isSettled;
  });
  return settled;
}

async function bringBack(
  env: StoreBindings,
  places: readonly ArchivedPlace[],
  nowMs: number,
  isWanted: (record: ArchivedInvoice) => boolean = () => true,
): Promise<void> {
  for (let at = 0; at < places.length; at += FILES_AT_ONCE) {
    const group = places.slice(at, at + FILES_AT_ONCE);
    const records = await Promise.all(group.map((place) => recordAt(env, place)));
    await returnInvoices(env.DB, records.filter(isWanted), nowMs);
  }
}

export async function recordAt(
  env: StoreBindings,
  { month, customerId, firstId }: ArchivedPlace,
): Promise<ArchivedInvoice> {
  const records = await recordsAt(env, { month, customerId });
  const record = records.find((one) => one.firstId === firstId);
  invariant(record, "an invoice that left D1 is in its file of the archive");
  return record;
}

/** Of a customer and a month; those too that came back since. */
export async function recordsAt(
  { ARCHIVE }: StoreBindings,
  { month, customerId }: Pick<ArchivedPlace, "month" | "customerId">,
): Promise<ArchivedInvoice[]> {
  invariant(ARCHIVE, "what is archived can be read: an R2 bucket is bound as ARCHIVE");
  return archivedInvoices(ARCHIVE, month, customerId);
}
