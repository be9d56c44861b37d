import type { ArchivedInvoice } from "../domain/archive/invoice.ts";
import type { Place } from "../domain/cursor.ts";
import { periodAt } from "../domain/invoice/period.ts";
import {
  laterFirst,
  mergedPage,
  SHOWN_STATUS,
  type ShownStatus,
  type StripeDocument,
  windowOf,
} from "../domain/invoice/stripe-document.ts";
import type { Language } from "../domain/language.ts";
import { type Counted, counted, type PageAsked, type Part, partOf } from "../domain/page.ts";
import { DAY_MS } from "../domain/time.ts";
import type { Env } from "../env.ts";
import { FILES_AT_ONCE } from "../store/archive.ts";
import { holdingIn } from "../store/archive-invoice-rows.ts";
import { type ArchivedHead, archivedHeads } from "../store/archived-invoices.ts";
import type { StoreBindings } from "../store/bindings.ts";
import type { InvoiceRow } from "../store/invoice-rows.ts";
import { type InvoiceQuery, listInvoices, shownInvoices } from "../store/invoices.ts";
import type { CreditSystem } from "../store/plans.ts";
import { readSettings } from "../store/settings.ts";
import { findDocument, recordAt } from "./archivedInvoice.ts";
import { accountObject } from "./objects.ts";
import { stripeBilling } from "./stripeBilling.ts";

/** A document of a customer's, whoever issued it, with its place in the list. */
export type Listed =
  | {
      issuer: "us";
      period: string;
      issuedAtMs: number;
      id: string;
      row: InvoiceRow;
      archived: ArchivedInvoice | null;
    }
  | ListedOfStripe;

/** Its place alone, until a page shows it. */
interface InArchive extends Pick<ArchivedHead, "issuedAtMs" | "firstId" | "customerId" | "month"> {
  issuer: "archive";
  period: string;
  id: string;
}

export interface ListedOfStripe {
  issuer: "stripe";
  period: string;
  issuedAtMs: number;
  id: string;
  document: StripeDocument;
  /** When Stripe said so, epoch ms. */
  seenAtMs: number;
}

export interface InvoicesAsked extends PageAsked<"invoices"> {
  customerId: string;
  period?: string | undefined;
  status?: ShownStatus | undefined;
}

/** A customer's invoices, ours, those in the archive too, and Stripe's, the latest month first. */
export async function getInvoices(
  env: Env,
  { customerId, period, status, page, pageSize, before }: InvoicesAsked,
): Promise<Part<Listed> & { total: number }> {
  const [all, heads] = await Promise.all([
    stripeInvoices(env, customerId),
    archivedHeads(env.DB, customerId, { period, state: status }),
  ]);
  const theirs = all.filter(
    (one) =>
      (period === undefined || one.period === period) &&
      (status === undefined || SHOWN_STATUS[one.document.status] === status),
  );
  const others = [...theirs, ...heads.map(inArchive)];
  const beyond = before ? others.filter((one) => laterFirst(placed(before), one) < 0) : others;
  const asked = { page: before ? 1 : page, pageSize };
  const { rows, total } = await shownInvoices(env.DB, {
    ...{ customerId, period, state: status, before },
    ...windowOf(asked, beyond.length),
  });
  const ours = rows.map(
    (row): Listed => ({
      ...{ issuer: "us", period: row.period, id: row.firstId, row, archived: null },
      issuedAtMs: row.firstIssuedAtMs,
    }),
  );
  const items = mergedPage<Listed | InArchive>(ours, beyond, laterFirst, asked);
  const place = (one: Listed | InArchive) => [one.period, one.issuedAtMs, one.id] as const;
  const part = partOf("invoices", items, pageSize, place);
  return {
    ...{ rows: await readFrom(env, part.rows), next: part.next },
    total: total + others.length,
  };
}

const inArchive = (head: ArchivedHead): InArchive => ({
  ...{ ...head, issuer: "archive", period: head.month, id: head.firstId },
});

/** Those of a page that are in the archive are read there, each of the revisions that holds. */
async function readFrom(env: Env, rows: readonly (Listed | InArchive)[]): Promise<Listed[]> {
  const read: Listed[] = [];
  for (let at = 0; at < rows.length; at += FILES_AT_ONCE)
    read.push(
      ...(await Promise.all(
        rows
          .slice(at, at + FILES_AT_ONCE)
          .map((one) => (one.issuer === "archive" ? fromArchive(env, one) : one)),
      )),
    );
  return read;
}

async function fromArchive(env: Env, head: InArchive): Promise<Listed> {
  const archived = await recordAt(env, head);
  const { period, issuedAtMs, id } = head;
  return { issuer: "us", period, issuedAtMs, id, row: holdingIn(archived), archived };
}

/** Of all customers, those in D1. An archived one that is sought by its whole number stands before them on the first page, which has a row more. */
export async function findInvoices(
  env: StoreBindings,
  query: InvoiceQuery,
): Promise<Part<InvoiceRow> & Counted> {
  const listed = await listInvoices(env.DB, query);
  const { number, customerId, period, state, kind } = query;
  if (number === undefined || listed.rows.some((row) => row.number === number)) return listed;
  const found = await findDocument(env, number, customerId ?? null);
  const isSought =
    found?.archived &&
    found.row.number === number &&
    (period === undefined || found.row.period === period) &&
    (state === undefined || found.row.state === state) &&
    (kind === undefined || found.row.kind === kind);
  if (!isSought) return listed;
  const isFirst = query.page === 1 && !query.before;
  const rows = isFirst ? [found.row, ...listed.rows] : listed.rows;
  return { ...listed, rows, ...counted(listed.total + 1) };
}

const placed = ([period, issuedAtMs, id]: Place<"invoices">) => ({ period, issuedAtMs, id });

async function stripeInvoices(env: Env, customerId: string): Promise<ListedOfStripe[]> {
  const { documents, seenAtMs } = await accountObject(env, customerId).stripeDocuments();
  if (documents.length === 0) return [];
  const zone = (await readSettings(env.CONFIG)).billing_time_zone.value;
  return documents.map((document) => ({
    ...{ issuer: "stripe", id: document.id, issuedAtMs: document.issuedAtMs, document, seenAtMs },
    period: periodAt(document.issuedAtMs, zone),
  }));
}

/** One of Stripe's, by its id or its number. */
export async function stripeInvoice(
  env: Env,
  customerId: string,
  reference: string,
): Promise<ListedOfStripe | null> {
  const all = await stripeInvoices(env, customerId);
  return all.find(({ id, document }) => [id, document.number].includes(reference)) ?? null;
}

/** Stripe's addresses end some weeks after it was asked for them. */
const ADDRESSES_FRESH_MS = DAY_MS;

/** The same with addresses that Stripe gave within a day. While it is silent, those that it gave last. */
export async function stripeInvoiceNow(
  env: Env,
  customerId: string,
  reference: string,
  { system, language }: { system: CreditSystem; language: Language },
): Promise<ListedOfStripe | null> {
  const known = await stripeInvoice(env, customerId, reference);
  if (!known || Date.now() - known.seenAtMs < ADDRESSES_FRESH_MS) return known;
  const sight = await stripeBilling(env, system, { language, inFrame: false })?.picture(customerId);
  if (!sight?.ok || !sight.value) return known;
  await accountObject(env, customerId).seeStripe(sight.value, system.rules);
  return (await stripeInvoice(env, customerId, reference)) ?? known;
}
