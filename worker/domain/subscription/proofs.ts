import { isCurrency, type Money } from "../money.ts";
import { type PlanCatalog, planOfPrice, termsOf } from "../plan/catalog.ts";
import { type Attention, attentionTo } from "./outcome.ts";
import type { ProvenPeriod, Standing } from "./state.ts";
import type {
  StripeInvoice,
  StripeLine,
  StripePicture,
  StripeSubscription,
} from "./stripe-picture.ts";

/** A period that an invoice proves, before it is known whether its subscription counts. */
export interface Proof extends ProvenPeriod {
  subscriptionId: string;
  invoiceId: string;
  paidAtMs: number;
  /** The end of what was paid, though the subscription may have ended before. */
  paidUntilMs: number;
}

/**
 * The periods that Stripe's invoices prove. What counts is an invoice that is paid, of a subscription of ours, with a line
 * for a known price: a whole period by a line that is no proration, an upgrade within one by the debit of a proration. A
 * subscription's status proves nothing: it is `active` an hour before a renewal is charged, while a bank debit is under
 * way, and after an invoice was written off.
 */
export function proofsOf(
  picture: StripePicture,
  catalog: PlanCatalog,
): { proofs: Proof[]; attention: Attention[] } {
  const attention: Attention[] = [];
  const whole: Proof[] = [];
  const raises: Proof[] = [];
  for (const invoice of picture.invoices.filter(({ status }) => status === "paid")) {
    if (invoice.subscriptionId === null) continue; // Its order's own road grants it.
    const subscription = picture.subscriptions.find(({ id }) => id === invoice.subscriptionId);
    const notice = (kind: Attention["kind"], id: string) => {
      if (!isGivenBack(invoice, picture)) attention.push(attentionTo(kind, id));
    };
    if (!subscription) {
      notice("subscription-not-read", invoice.subscriptionId);
      continue;
    }
    for (const line of invoice.lines.filter((each) => canProve(each, subscription))) {
      const proof = proofOf(line, invoice, subscription, picture, catalog);
      if (proof) (line.proration ? raises : whole).push(proof);
      else notice("unknown-price", line.price?.id ?? line.id);
    }
  }
  const based = raises.flatMap((raise) => {
    const bases = whole.filter((each) => isWithin(raise, each));
    const base = bases.find(({ standing }) => standing === "good") ?? bases[0];
    if (!base && raise.standing === "good")
      attention.push(attentionTo("raise-without-paid-period", raise.invoiceId));
    return base ? [worse(raise, base)] : [];
  });
  return { proofs: [...whole, ...based], attention };
}

/**
 * A line of nothing is a trial's or a gift's. One that begins within the trial is the trial's too, whatever it says: the
 * trial may have been cut short after it was written.
 */
function canProve(line: StripeLine, { trialStartMs, trialEndMs }: StripeSubscription): boolean {
  if (line.price === null || line.amountMinor <= 0) return false;
  const isInTrial =
    trialStartMs !== null &&
    trialEndMs !== null &&
    line.periodStartMs >= trialStartMs &&
    line.periodStartMs < trialEndMs;
  return !isInTrial;
}

function proofOf(
  line: StripeLine,
  invoice: StripeInvoice,
  subscription: StripeSubscription,
  picture: StripePicture,
  catalog: PlanCatalog,
): Proof | null {
  const plan = planOfPrice(catalog, line.price);
  if (!plan) return null;
  return {
    key: `stripe:${invoice.id}:${line.id}`,
    terms: termsOf(plan, invoice.currency),
    ...priceOf(line, invoice),
    source: "stripe",
    kind: line.proration ? "raise" : "paid",
    startMs: line.periodStartMs,
    endMs: endOf(line.periodStartMs, line.periodEndMs, subscription),
    subscriptionId: subscription.id,
    invoiceId: invoice.id,
    paidAtMs: invoice.paidAtMs ?? invoice.createdMs,
    paidUntilMs: line.periodEndMs,
    ...standingOf(invoice, picture),
    granted: false,
    turns: 0,
  };
}

/**
 * Of a whole period: the line's amount, before discounts, with tax only where Stripe's price includes it. A proration is of a part, and
 * says no price.
 */
function priceOf(
  { proration, amountMinor }: StripeLine,
  { currency }: StripeInvoice,
): { price?: Money } {
  const code = currency.toUpperCase();
  return proration || !isCurrency(code) ? {} : { price: { currency: code, amountMinor } };
}

/** A subscription that was cancelled at once takes the rest of its period along. */
export const endOf = (
  startMs: number,
  endMs: number,
  { endedAtMs }: Pick<StripeSubscription, "endedAtMs">,
): number => Math.max(startMs, Math.min(endMs, endedAtMs ?? endMs));

type Stands = Pick<ProvenPeriod, "standing" | "standingSinceMs">;

/** What became of an invoice's money after it was paid. */
function standingOf(invoice: StripeInvoice, { refunds, disputes }: StripePicture): Stands {
  const of = ({ invoiceId }: { invoiceId: string }) => invoiceId === invoice.id;
  const disputed = (verdict: Standing) =>
    disputes.filter((dispute) => of(dispute) && verdictOf(dispute) === verdict);
  const since = (causes: { createdMs: number }[]) =>
    Math.max(...causes.map((each) => each.createdMs));
  const lost = disputed("taken");
  if (lost.length > 0) return { standing: "taken", standingSinceMs: since(lost) };
  if (isRefunded(invoice, refunds))
    return { standing: "taken", standingSinceMs: since(refunds.filter(of)) };
  const open = disputed("frozen");
  if (open.length > 0) return { standing: "frozen", standingSinceMs: since(open) };
  return { standing: "good", standingSinceMs: invoice.paidAtMs ?? invoice.createdMs };
}

/** Money that is on its way back counts as gone; a refund that failed moved nothing. A part changes nothing. */
export function isRefunded(invoice: StripeInvoice, refunds: StripePicture["refunds"]): boolean {
  const returned = returnedMinor(refunds.filter(({ invoiceId }) => invoiceId === invoice.id));
  return returned > 0 && returned >= invoice.amountPaidMinor;
}

/** What nobody has of it any more needs nobody's eye either. */
const isGivenBack = (invoice: StripeInvoice, { refunds, disputes }: StripePicture): boolean =>
  isRefunded(invoice, refunds) || isChargedBack(invoice, disputes);

/** What of an invoice's money went back or is on its way, by its refunds. */
export const returnedMinor = (own: StripePicture["refunds"]): number =>
  own
    .filter(({ status }) => status === "pending" || status === "succeeded")
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** A dispute has taken its money, at least until it is decided: Stripe refunds nothing of it. */
export const isChargedBack = (
  { id }: StripeInvoice,
  disputes: StripePicture["disputes"],
): boolean => disputes.some((dispute) => dispute.invoiceId === id && verdictOf(dispute) !== "good");

/** An inquiry (`warning_…`) withdraws nothing. An appeal follows a loss, which stands until it is won. */
function verdictOf({ status }: StripePicture["disputes"][number]): Standing {
  switch (status) {
    case "needs_response":
    case "under_review":
      return "frozen";
    case "lost":
    case "appeal_needs_response":
    case "appeal_under_review":
      return "taken";
    default:
      return "good";
  }
}

const isWithin = (raise: Proof, base: Proof): boolean =>
  base.subscriptionId === raise.subscriptionId &&
  base.startMs <= raise.startMs &&
  base.endMs !== null &&
  raise.startMs < base.endMs;

const ORDER: Standing[] = ["good", "frozen", "taken"];

/** An upgrade for the rest of a period stands no better than the period; one that was paid beyond it stands alone. */
function worse(raise: Proof, base: Proof): Proof {
  const reachesBeyond = (raise.endMs ?? 0) > (base.endMs ?? 0);
  if (reachesBeyond || ORDER.indexOf(base.standing) <= ORDER.indexOf(raise.standing)) return raise;
  return { ...raise, standing: base.standing, standingSinceMs: base.standingSinceMs };
}
