import type { ArchivedInvoice } from "../domain/archive/invoice.ts";
import { archivableBefore, monthOf } from "../domain/archive/month.ts";
import type { ArchivedOrder } from "../domain/archive/record.ts";
import { faultText } from "../domain/fault.ts";
import { DAY_MS } from "../domain/time.ts";
import type { Env } from "../env.ts";
import { FILES_AT_ONCE, keepEvents, keepInvoices, keepOrders } from "../store/archive.ts";
import { dropInvoices, invoicesToArchive, invoiceWalk } from "../store/archive-invoice-walk.ts";
import {
  type ArchiveWalk,
  archiveWalk,
  dropEvents,
  dropOrders,
  endArchiveWalk,
  eventsToArchive,
  ordersToArchive,
} from "../store/archive-walk.ts";
import { sellerNow } from "../store/parties.ts";
import { readSettings } from "../store/settings.ts";

/** Orders that leave D1 in one run; at twelve runs an hour, 57,600 a day. Each takes at most two calls of R2. */
export const ORDERS_PER_RUN_MAX = 200;

/** Invoices that leave D1 in one run, each with its revisions and credit notes: 28,800 a day. Half as many as orders, since a month's stand on one. */
export const INVOICES_PER_RUN_MAX = 100;

/** Invoices deleted in one batch, at some 3,500 bytes each. */
const INVOICES_PER_GROUP = 25;

/** Groups of one run, those in which none is at rest too. */
const INVOICE_GROUPS_PER_RUN_MAX = 20;

/** Orders deleted in one batch. */
const ORDERS_PER_GROUP = 50;

/** Events in one file, and files in one run. */
const EVENTS_PER_FILE = 1_000;
const EVENT_FILES_PER_RUN_MAX = 3;

/** Events with orders, and invoices, take so long each at most: the other jobs come after them. */
const RUN_MS_MAX = 60_000;

/** When a month whose walk has ended is walked over again, for the orders that were not at rest. */
export const WALK_AGAIN_MS = 7 * DAY_MS;

export interface ArchiveRun {
  orders: number;
  events: number;
  /** Each with what goes with it. */
  invoices: number;
  /** Orders and invoices whose file could not be written; they stay for the next walk. */
  failed: number;
}

interface Rules {
  archive: R2Bucket;
  beforeMs: number;
  quietMs: number;
  invoicedFrom: string | null;
}

/**
 * Moves what is older than `archive_after_days` to R2, by whole months. A row is in R2 before it leaves D1, so dying in between costs
 * a file that is written again; D1 forgets only the version that R2 has.
 */
export async function archiveOld(env: Env, now: () => number): Promise<ArchiveRun> {
  const run: ArchiveRun = { orders: 0, events: 0, invoices: 0, failed: 0 };
  const days = (await readSettings(env.CONFIG)).archive_after_days.value;
  if (days === 0 || !env.ARCHIVE) return run;
  const seller = await sellerNow(env.DB);
  const rules: Rules = {
    archive: env.ARCHIVE,
    beforeMs: archivableBefore(now(), days),
    quietMs: now() - days * DAY_MS,
    invoicedFrom: seller?.sincePeriod ?? null,
  };
  const untilMs = now() + RUN_MS_MAX;
  const parts = [
    () => archiveEvents(env, rules, run, () => now() < untilMs),
    () => archiveOrders(env, rules, run, now, untilMs),
    // After the orders: an invoice stays while one of its orders does.
    () => archiveInvoices(env, rules, run, now),
  ];
  const failures: unknown[] = [];
  // One that fails keeps no other from running.
  for (const part of parts) await part().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
  return run;
}

async function archiveOrders(
  env: Env,
  rules: Rules,
  run: ArchiveRun,
  now: () => number,
  untilMs: number,
): Promise<void> {
  const failures: unknown[] = [];
  let walk = await archiveWalk(env.DB, rules.beforeMs, now());
  while (walk && run.orders + run.failed < ORDERS_PER_RUN_MAX && now() < untilMs) {
    const found = await ordersToArchive(env.DB, walk, { ...rules, limit: ORDERS_PER_GROUP });
    const last = found.at(-1)?.order;
    if (last) {
      const files = Map.groupBy(found, ({ order }) => order.customer_id);
      const keep = (...file: FileOf<ArchivedOrder>) => keepOrders(rules.archive, ...file);
      const kept = await keepAll(walk, files, keep, failures);
      run.orders += kept.length;
      run.failed += found.length - kept.length;
      walk = await dropOrders(env.DB, walk, kept, {
        atMs: last.created_at,
        no: last.order_no,
      });
    } else {
      await endArchiveWalk(env.DB, walk, now() + WALK_AGAIN_MS, now());
      walk = await archiveWalk(env.DB, rules.beforeMs, now());
    }
  }
  endedWith(failures, run.orders);
}

async function archiveInvoices(
  env: Env,
  { archive, beforeMs, quietMs }: Rules,
  run: ArchiveRun,
  now: () => number,
): Promise<void> {
  const untilMs = now() + RUN_MS_MAX;
  const months = { before: monthOf(beforeMs), quietMs };
  let walk = await invoiceWalk(env.DB, months, now());
  const failures: unknown[] = [];
  let [met, written] = [0, 0];
  for (let group = 0; walk && group < INVOICE_GROUPS_PER_RUN_MAX; group++) {
    if (met >= INVOICES_PER_RUN_MAX || now() >= untilMs) break;
    const found = await invoicesToArchive(env.DB, walk, { quietMs, limit: INVOICES_PER_GROUP });
    if (found) {
      const { records, to } = found;
      met += records.length;
      const files = Map.groupBy(records, ({ customerId }) => customerId);
      const keep = (...file: FileOf<ArchivedInvoice>) => keepInvoices(archive, ...file);
      const kept = await keepAll(walk, files, keep, failures);
      written += kept.length;
      run.failed += records.length - kept.length;
      const dropped = await dropInvoices(env.DB, walk, kept, to);
      run.invoices += dropped.invoices;
      walk = dropped.walk;
    } else {
      await endArchiveWalk(env.DB, walk, now() + WALK_AGAIN_MS, now());
      walk = await invoiceWalk(env.DB, months, now());
    }
  }
  endedWith(failures, written);
}

/** Nothing could be written: that may be R2's own trouble, and is to show as a run that failed. Thrown at the end, so that one file stops no later month. */
function endedWith(failures: readonly unknown[], written: number): void {
  if (failures.length > 0 && written === 0) throw failures[0];
}

type FileOf<R> = [month: string, customerId: string, records: R[]];

/** Those that are in R2 now. A customer whose file fails keeps no other's from being written, and is tried again by the next walk. */
async function keepAll<R>(
  { month }: ArchiveWalk,
  byCustomer: ReadonlyMap<string, R[]>,
  keep: (...file: FileOf<R>) => Promise<void>,
  failures: unknown[],
): Promise<R[]> {
  const files = [...byCustomer];
  const kept: R[] = [];
  for (let at = 0; at < files.length; at += FILES_AT_ONCE)
    await Promise.all(
      files.slice(at, at + FILES_AT_ONCE).map(([customerId, records]) =>
        keep(month, customerId, records).then(
          () => kept.push(...records),
          (error: unknown) => {
            failures.push(error);
            const fault = { month, error: faultText(error) };
            console.error("a customer's records could not be archived", fault);
          },
        ),
      ),
    );
  return kept;
}

async function archiveEvents(
  env: Env,
  { archive, beforeMs }: Rules,
  run: ArchiveRun,
  isTimeLeft: () => boolean,
): Promise<void> {
  for (let file = 0; file < EVENT_FILES_PER_RUN_MAX && isTimeLeft(); file++) {
    const events = await eventsToArchive(env.DB, beforeMs, EVENTS_PER_FILE);
    const [first] = events;
    if (!first) return;
    const month = monthOf(first.at);
    const part = events.filter(({ at }) => monthOf(at) === month);
    await keepEvents(archive, month, part);
    await dropEvents(env.DB, month, part);
    run.events += part.length;
  }
}
