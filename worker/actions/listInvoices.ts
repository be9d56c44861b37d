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
import { type PageAsked, type Part, partOf } from "../domain/page.ts";
import { DAY_MS } from "../domain/time.ts";
import type { Env } from "../env.ts";
import { type ShownInvoiceRow, shownInvoices } from "../store/invoices.ts";
import type { CreditSystem } from "../store/plans.ts";
import { readSettings } from "../store/settings.ts";
import { accountObject } from "./objects.ts";
import { stripeBilling } from "./stripeBilling.ts";

/** A document of a customer's, whoever issued it, with its place in the list. */
export type Listed =
  | { issuer: "us"; period: string; issuedAtMs: number; id: string; row: ShownInvoiceRow }
  | ListedOfStripe;

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

/** A customer's invoices, ours and Stripe's, the latest month first. */
export async function getInvoices(
  env: Env,
  { customerId, period, status, page, pageSize, before }: InvoicesAsked,
): Promise<Part<Listed> & { total: number }> {
  const all = await stripeInvoices(env, customerId);
  const theirs = all.filter(
    (one) =>
      (period === undefined || one.period === period) &&
      (status === undefined || SHOWN_STATUS[one.document.status] === status),
  );
  const beyond = before ? theirs.filter((one) => laterFirst(placed(before), one) < 0) : theirs;
  const asked = { page: before ? 1 : page, pageSize };
  const { rows, total } = await shownInvoices(env.DB, {
    ...{ customerId, period, state: status, before },
    ...windowOf(asked, beyond.length),
  });
  const ours = rows.map(
    (row): Listed => ({
      ...{ issuer: "us", period: row.period, id: row.firstId, row },
      issuedAtMs: row.firstIssuedAtMs,
    }),
  );
  const items = mergedPage<Listed>(ours, beyond, laterFirst, asked);
  const place = (one: Listed) => [one.period, one.issuedAtMs, one.id] as const;
  return { ...partOf("invoices", items, pageSize, place), total: total + theirs.length };
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
