import { faultText } from "../domain/fault.ts";
import { canonicalJson } from "../domain/invoice/canonical.ts";
import { creditContent, revisedContent } from "../domain/invoice/content.ts";
import { numberOf, seriesOf } from "../domain/invoice/number.ts";
import { periodAt } from "../domain/invoice/period.ts";
import { afterEvent, type NotPossible } from "../domain/invoice/state.ts";
import { err, invariant, ok, type Result } from "../domain/result.ts";
import type { StoreBindings } from "../store/bindings.ts";
import type { InvoiceRow } from "../store/invoice-rows.ts";
import { type RefundQuery, type RefundToCredit, refundsToCredit } from "../store/invoice-sales.ts";
import { creditKey, writeCreditNote, writeRevision } from "../store/invoice-writing.ts";
import { creditedSales, findInvoice, latestRevision } from "../store/invoices.ts";
import { beginTries, endTries, noteFault } from "../store/job-retries.ts";
import { buyerOf } from "../store/parties.ts";
import { bringBackNamed } from "./archivedInvoice.ts";
import { frozenContent, frozenOf, newId } from "./invoices.ts";

/** Most revisions of a document, as its row allows. */
const REVISIONS_MAX = 1_000;

/**
 * Issues the document anew for the buyer as it is now, under the same number with the revision beside it; the one before
 * becomes void. A buyer who changed nothing gets the one that there is.
 */
export async function reviseInvoice(
  env: StoreBindings,
  firstId: string,
  nowMs: number,
): Promise<Result<InvoiceRow, NotPossible>> {
  const latest = await latestRevision(env.DB, firstId);
  invariant(latest, "a document has a revision that holds");
  const next = afterEvent(latest.state, "revise");
  if (!next.ok) return next;
  if (latest.revision >= REVISIONS_MAX || latest.kind !== "invoice")
    return err({ reason: "not-possible", state: latest.state, event: "revise" });
  const [before, { buyer }] = await Promise.all([
    frozenContent(latest),
    buyerOf(env.DB, latest.customerId),
  ]);
  const { series, ordinal, revision } = latest;
  invariant(series !== null && ordinal !== null, "an issued document has its place");
  const refersTo = { id: firstId, number: numberOf(series, ordinal) };
  const content = revisedContent(before, { buyer, issuedAtMs: nowMs, refersTo });
  if (canonicalJson(content.buyer) === canonicalJson(before.buyer)) return ok(latest);
  const id = newId();
  const number = numberOf(series, ordinal, revision + 1);
  await writeRevision(env.DB, latest, { ...(await frozenOf(content)), id, number, nowMs });
  // Where somebody else was faster, theirs is the one that holds.
  const now = await latestRevision(env.DB, firstId);
  invariant(now, "a document has a revision that holds");
  return ok(now);
}

/** Tries of one credit note: another one of the same document moves the taxes that are left. */
const CREDIT_TRIES_MAX = 3;

/**
 * Issues a credit note for each refund that is through and whose sale was invoiced. Repeatable: a sale is credited once. One
 * that fails keeps no other from being issued, neither now nor in the runs to come.
 */
export async function creditRefunds(
  env: StoreBindings,
  query: RefundQuery,
  timeZone: string,
): Promise<{ issued: InvoiceRow[]; failed: number }> {
  const refunds = await refundsToCredit(env.DB, query);
  const sales = refunds.map(({ sale }) => sale);
  await beginTries(env.DB, "credit-note", sales, query.nowMs);
  const issued: InvoiceRow[] = [];
  const credited: string[] = [];
  for (const refund of refunds) {
    try {
      const note = await creditOne(env, refund, timeZone, query.nowMs);
      if (!note) continue;
      issued.push(note);
      credited.push(refund.sale);
    } catch (error) {
      const fault = faultText(error);
      console.error("a credit note could not be issued", { refund: refund.refundNo, error: fault });
      await noteFault(env.DB, "credit-note", refund.sale, fault);
    }
  }
  await endTries(env.DB, "credit-note", credited);
  return { issued, failed: refunds.length - issued.length };
}

/** Null when others kept coming in between. */
async function creditOne(
  env: StoreBindings,
  { refundNo, sale, invoiceId: firstId, isArchived }: RefundToCredit,
  timeZone: string,
  nowMs: number,
): Promise<InvoiceRow | null> {
  // No walk takes it again while this goes on. Where it fails, the next try brings it back if need be.
  if (isArchived) await bringBackNamed(env, [sale], nowMs);
  const period = periodAt(nowMs, timeZone);
  for (let tries = 0; tries < CREDIT_TRIES_MAX; tries++) {
    const [latest, credited] = await Promise.all([
      latestRevision(env.DB, firstId),
      creditedSales(env.DB, firstId),
    ]);
    invariant(latest?.number, "what is credited was issued");
    if (credited.includes(sale)) return null;
    const document = creditContent({
      invoice: await frozenContent(latest),
      refersTo: { id: latest.id, number: latest.number },
      ...{ credited, sale, refund: refundNo, period, issuedAtMs: nowMs },
    });
    const id = newId();
    const series = seriesOf("credit-note", period);
    const credit = { ...(await frozenOf(document)), id, firstId, series, document, nowMs };
    if (await writeCreditNote(env.DB, { ...credit, creditedBefore: credited.length }))
      return findInvoice(env.DB, id, null);
  }
  console.error("a credit note waits for the next run", { key: creditKey(sale) });
  return null;
}
