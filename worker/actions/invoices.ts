import { canonicalJson, sha256 } from "../domain/invoice/canonical.ts";
import { dueOf, type InvoiceContent, invoiceContent } from "../domain/invoice/content.ts";
import { seriesOf } from "../domain/invoice/number.ts";
import type { Seller } from "../domain/invoice/party.ts";
import { boundsOf } from "../domain/invoice/period.ts";
import { type InvoiceSale, ITEMS_PER_INVOICE_MAX } from "../domain/invoice/sale.ts";
import type { Currency } from "../domain/money.ts";
import { err, invariant, ok, type Result } from "../domain/result.ts";
import type { Env } from "../env.ts";
import type { StoreBindings } from "../store/bindings.ts";
import { contentOf, type InvoiceRow } from "../store/invoice-rows.ts";
import { uninvoicedSales } from "../store/invoice-sales.ts";
import { issueDraft, makeDraft } from "../store/invoice-writing.ts";
import { documentsOfMonth, draftsOf, findInvoice, itemsOf, monthKey } from "../store/invoices.ts";
import { buyerOf, sellerNow } from "../store/parties.ts";
import { readSettings } from "../store/settings.ts";
import { USAGE_LINES_MAX, uninvoicedUsage } from "./invoiceUsage.ts";

/** What every document of a run has in common. */
export interface IssueRules {
  seller: Seller;
  timeZone: string;
}

export interface NoSeller {
  reason: "no-seller";
}

/** Without a seller nothing is issued: a document has to say who sells. */
export async function issueRules(env: StoreBindings): Promise<Result<IssueRules, NoSeller>> {
  const [seller, settings] = await Promise.all([sellerNow(env.DB), readSettings(env.CONFIG)]);
  if (!seller) return err({ reason: "no-seller" });
  return ok({ seller, timeZone: settings.billing_time_zone.value });
}

/** Rounds of drafting in one call: each takes up to a document's worth of sales, and one is for a call that came first. */
const DRAFT_ROUNDS_MAX = 20;

/**
 * Issues what a customer paid in a month and no document says yet, one document for each currency. Asked again, it answers
 * with nothing more to issue: a sale is claimed by one document, whoever else asks. Dying before a draft is made leaves
 * nothing, after it a draft without a number, which the next call goes on with, and after that an issued document.
 */
export async function generateInvoice(
  env: Env,
  customerId: string,
  period: string,
  rules: IssueRules,
  nowMs: number,
): Promise<InvoiceRow[]> {
  for (let round = 0; round < DRAFT_ROUNDS_MAX; round++)
    if (!(await draftSales(env, customerId, period, rules, nowMs))) break;
  const issued: InvoiceRow[] = [];
  for (const draft of await draftsOf(env.DB, customerId, period)) {
    const row = await issueOne(env, draft, rules, nowMs);
    if (row) issued.push(row);
  }
  return issued;
}

/** False when no sale is left. */
async function draftSales(
  env: Env,
  customerId: string,
  period: string,
  { timeZone }: IssueRules,
  nowMs: number,
): Promise<boolean> {
  const bounds = boundsOf(period, timeZone);
  const most = ITEMS_PER_INVOICE_MAX - USAGE_LINES_MAX;
  const sales = await uninvoicedSales(env.DB, customerId, bounds, most);
  const [first] = sales;
  if (first) {
    const of = { customerId, period, currency: first.currency, endMs: bounds.endMs };
    sales.push(...(await uninvoicedUsage(env, of, nowMs)));
  }
  for (const [currency, ofCurrency] of Map.groupBy(sales, (sale) => sale.currency)) {
    const of = { customerId, period, currency };
    const documents = await documentsOfMonth(env.DB, of);
    await makeDraft(env.DB, {
      ...{ ...of, id: newId(), key: `${monthKey(of)}:${documents + 1}`, sales: ofCurrency, nowMs },
    });
  }
  return sales.length > 0;
}

/** Names a document for ever, and tells nobody how many there are. */
export const newId = (): string => `in_${crypto.randomUUID().replaceAll("-", "")}`;

/** Issues a draft with buyer and seller as they are now. Null when it was dropped meanwhile. */
export async function issueOne(
  env: StoreBindings,
  draft: InvoiceRow,
  { seller, timeZone }: IssueRules,
  nowMs: number,
): Promise<InvoiceRow | null> {
  const { id, customerId, period } = draft;
  const [{ buyer }, items] = await Promise.all([buyerOf(env.DB, customerId), itemsOf(env.DB, id)]);
  invariant(items.length > 0, "a draft has items");
  const currency: Currency = draft.currency;
  const sales: InvoiceSale[] = items.map(({ sale, ...item }) => ({ ...item, ref: sale, currency }));
  const content = invoiceContent(
    { period, timeZone, currency, issuedAtMs: nowMs, customerId, buyer, seller },
    sales,
  );
  const frozen = { ...(await frozenOf(content)), nowMs, isPaid: dueOf(content) === 0 };
  await issueDraft(env.DB, id, seriesOf("invoice", period), frozen);
  return numbered(await findInvoice(env.DB, id, null));
}

const numbered = (row: InvoiceRow | null): InvoiceRow | null => (row?.number ? row : null);

export async function frozenOf(content: InvoiceContent) {
  const text = canonicalJson(content);
  return { content: text, hash: await sha256(text), amountMinor: content.totalMinor };
}

/** What an issued document says, which is what its hash was made of. */
export async function frozenContent(row: InvoiceRow): Promise<InvoiceContent> {
  invariant(row.content !== null && row.hash !== null, "an issued document is frozen");
  invariant((await sha256(row.content)) === row.hash, "a document is as it was issued");
  return contentOf(row);
}
