import type { Buyer, FapiaoTitle, Seller, SellerTaxes } from "../domain/invoice/party.ts";
import { NO_BUYER } from "../domain/invoice/party.ts";
import type { TaxId } from "../domain/invoice/tax-id.ts";
import type { Language } from "../domain/language.ts";
import { versionOf } from "./content-version.ts";

/** Who buys and who sells, as they say it of themselves now. */

export interface KeptBuyer {
  buyer: Buyer;
  /** Null while nothing was said. */
  updatedAtMs: number | null;
}

interface BuyerRow {
  company: string;
  contact: string;
  email: string;
  phone: string;
  address: string;
  country: string;
  tax_ids: string;
  titles: string;
  language: Language | null;
  time_zone: string | null;
  updated_at: number;
}

export async function buyerOf(db: D1Database, customerId: string): Promise<KeptBuyer> {
  const row = await db
    .prepare("SELECT * FROM buyer WHERE customer_id = ?")
    .bind(customerId)
    .first<BuyerRow>();
  if (!row) return { buyer: NO_BUYER, updatedAtMs: null };
  const { tax_ids, titles, time_zone: timeZone, updated_at: updatedAtMs, ...rest } = row;
  const { company, contact, email, phone, address, country, language } = rest;
  return {
    buyer: {
      ...{ company, contact, email, phone, address, country, language, timeZone },
      taxIds: JSON.parse(tax_ids) as TaxId[],
      titles: JSON.parse(titles) as FapiaoTitle[],
    },
    updatedAtMs,
  };
}

/** Replaces all that is known of a buyer. `by` is the customer, or the operator who did it for them. */
export async function keepBuyer(
  db: D1Database,
  customerId: string,
  buyer: Buyer,
  { by, nowMs }: { by: string; nowMs: number },
): Promise<void> {
  await db
    .prepare(
      `INSERT INTO buyer (customer_id, company, contact, email, phone, address, country, tax_ids, titles, language, time_zone,
         updated_at, updated_by)
       VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
       ON CONFLICT (customer_id) DO UPDATE SET company = ?2, contact = ?3, email = ?4, phone = ?5, address = ?6, country = ?7,
         tax_ids = ?8, titles = ?9, language = ?10, time_zone = ?11, updated_at = ?12, updated_by = ?13`,
    )
    .bind(
      ...[customerId, buyer.company, buyer.contact, buyer.email, buyer.phone, buyer.address],
      ...[buyer.country, JSON.stringify(buyer.taxIds), JSON.stringify(buyer.titles)],
      ...[buyer.language, buyer.timeZone, nowMs, by],
    )
    .run();
}

/** When a customer was first seen; null for one whom D1 does not know yet. */
export const firstSeen = (db: D1Database, customerId: string): Promise<number | null> =>
  db
    .prepare("SELECT first_seen_at FROM customer WHERE id = ?")
    .bind(customerId)
    .first<number>("first_seen_at");

interface SellerRow {
  name: string;
  address: string;
  country: string;
  email: string;
  phone: string;
  tax_ids: string;
  prices_include_tax: number;
  taxes: string;
  note: string;
  since_period: string;
}

/** Null until an operator said who sells. */
export const sellerNow = async (db: D1Database): Promise<Seller | null> =>
  (await keptSeller(db)).seller;

export interface KeptSeller {
  seller: Seller | null;
  /** Of what it says; `unset` until somebody said who sells. */
  version: string;
  /** As D1 spells it, for the statement that writes over it. */
  content: string;
  updatedAtMs: number | null;
}

const UNSET = "unset";

const CONTENT =
  "json_array(name, address, country, email, phone, tax_ids, prices_include_tax, taxes, note, since_period)";

export async function keptSeller(db: D1Database): Promise<KeptSeller> {
  const row = await db
    .prepare(`SELECT *, ${CONTENT} AS content FROM seller WHERE id = 1`)
    .first<SellerRow & { content: string; updated_at: number }>();
  if (!row) return { seller: null, version: UNSET, content: UNSET, updatedAtMs: null };
  const { content, updated_at: updatedAtMs } = row;
  return { seller: sellerOf(row), version: await versionOf(content), content, updatedAtMs };
}

function sellerOf(row: SellerRow): Seller {
  const { name, address, country, email, phone, note } = row;
  return {
    ...{ name, address, country, email, phone, note },
    taxIds: JSON.parse(row.tax_ids) as TaxId[],
    pricesIncludeTax: row.prices_include_tax === 1,
    taxes: JSON.parse(row.taxes) as SellerTaxes,
    sincePeriod: row.since_period,
  };
}

/**
 * Compared with what was seen and written in one statement: of any number at once one is done. False for the others. `seen` is
 * null for who replaces whatever stands.
 */
export async function keepSeller(
  db: D1Database,
  seller: Seller,
  { seen, by, nowMs }: { seen: KeptSeller | null; by: string; nowMs: number },
): Promise<boolean> {
  const { meta } = await db
    .prepare(
      `INSERT INTO seller (id, name, address, country, email, phone, tax_ids, prices_include_tax, taxes, note, since_period,
         updated_at, updated_by)
       SELECT 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
       WHERE ?13 IS NULL OR coalesce((SELECT ${CONTENT} FROM seller WHERE id = 1), '${UNSET}') = ?13
       ON CONFLICT (id) DO UPDATE SET name = ?1, address = ?2, country = ?3, email = ?4, phone = ?5, tax_ids = ?6,
         prices_include_tax = ?7, taxes = ?8, note = ?9, since_period = ?10, updated_at = ?11, updated_by = ?12`,
    )
    .bind(
      ...[seller.name, seller.address, seller.country, seller.email, seller.phone],
      ...[JSON.stringify(seller.taxIds), seller.pricesIncludeTax ? 1 : 0],
      ...[JSON.stringify(seller.taxes), seller.note, seller.sincePeriod, nowMs, by],
      seen?.content ?? null,
    )
    .run();
  return meta.changes > 0;
}
